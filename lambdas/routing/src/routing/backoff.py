"""How long to wait before an endpoint is asked again."""

from collections.abc import Callable

_FIRST_SECONDS = 0.5
_LONGEST_SECONDS = 8.0
_DOUBLINGS = 10


def delay_seconds(attempts: int, random: Callable[[], float]) -> float:
    """Return a growing delay with full jitter, which spreads callers out best.

    https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/

    Args:
        attempts: How many failed, at least one.
        random: Gives numbers from 0 to 1.

    """
    doublings = min(attempts - 1, _DOUBLINGS)
    return random() * min(_LONGEST_SECONDS, _FIRST_SECONDS * 2.0**doublings)
