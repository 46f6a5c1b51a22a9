"""In which order the index of unfinished records is swept."""

from collections.abc import Sequence

# The first hexadecimal digit of a record's ID.
_SHARDS = "0123456789abcdef"


def shards_from(now: float) -> Sequence[str]:
    """Return all shards, beginning with another one each time.

    A sweep that runs out of time leaves others out than the one before: nobody
    chooses the millisecond in which it begins.
    """
    first = int(now * 1000) % len(_SHARDS)
    return [*_SHARDS[first:], *_SHARDS[:first]]
