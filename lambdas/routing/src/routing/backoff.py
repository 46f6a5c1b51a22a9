"""How long to wait before an endpoint is asked again."""

from collections.abc import Callable

# An endpoint that fails at once is not asked without a pause, whatever chance says.
_LEAST_SECONDS = 0.05
_FIRST_SECONDS = 0.5
_LONGEST_SECONDS = 8.0
_DOUBLINGS = 10


def delay_seconds(attempts: int, random: Callable[[], float]) -> float:
    """Return a growing delay with full jitter, which spreads callers out best.

    It is never less than 0.05 s.

    https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/

    Args:
        attempts: How many failed, at least one.
        random: Gives numbers from 0 to 1.

    """
    doublings = min(attempts - 1, _DOUBLINGS)
    longest = min(_LONGEST_SECONDS, _FIRST_SECONDS * 2.0**doublings)
    return max(_LEAST_SECONDS, random() * longest)
