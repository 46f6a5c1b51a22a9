"""How many invocations and environments there may be at once.

Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html
"""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Concurrency:
    """How many invocations may run at once, as Lambda limits them.

    Attributes:
        reserved: Of the function, or None without a reservation.
        unreserved: Of all functions in the Region without one.

    """

    reserved: int | None
    unreserved: int


@dataclass(frozen=True, kw_only=True)
class PoolLimits:
    """What this machine can bear, which is not a limit of Lambda's.

    Attributes:
        environments: How many there may be; beyond, invocations wait for a free
            one where AWS would start another.
        wait_seconds: How long they wait before they are throttled.
        idle_seconds: After which a free environment is closed.
        settled_seconds: After which a free one makes room for another function's
            that has some already.

    """

    environments: int
    wait_seconds: float = 60.0
    idle_seconds: float = 300.0
    settled_seconds: float = 0.5
