"""Tells people what a look found: once for each change, and again while it lasts."""

from collections.abc import Sequence
from dataclasses import replace

from failover.obstacles import Obstacle
from failover.watch_ports import Memory

_SUBJECT = 100


def is_due(
    found: Sequence[Obstacle], before: Memory, now: float, *, again_seconds: float
) -> bool:
    """Say whether people are to be told.

    Args:
        found: By this look.
        before: What they were told last, and when.
        now: Seconds since 1970.
        again_seconds: What stays is told again after so long.

    """
    keys = frozenset(one.key for one in found)
    if keys != before.keys:
        return True
    return bool(keys) and (
        before.told_at is None or now - before.told_at >= again_seconds
    )


def told(found: Sequence[Obstacle], memory: Memory, now: float) -> Memory:
    """Return the memory once they were."""
    return replace(memory, keys=frozenset(one.key for one in found), told_at=now)


def words(name: str, found: Sequence[Obstacle], before: Memory) -> tuple[str, str]:
    """Return a subject and a message.

    Args:
        name: Of the workflow.
        found: By this look.
        before: What people were told last.

    """
    gone = before.keys - {one.key for one in found}
    if not found:
        subject = f"Watch of {name}: nothing keeps it from taking over any more"
        return subject[:_SUBJECT], _gone(gone)
    many = "1 thing" if len(found) == 1 else f"{len(found)} things"
    subject = f"Watch of {name}: {many} would make a failover fail"
    new = [one for one in found if one.key not in before.keys]
    still = [one for one in found if one.key in before.keys]
    lines = [
        f"{title}: {one.what}.\n    {one.mend}"
        for title, group in (("New", new), ("Still", still))
        for one in group
    ]
    return subject[:_SUBJECT], "\n".join([*lines, *([_gone(gone)] if gone else [])])


def _gone(keys: frozenset[str]) -> str:
    return "Gone: " + ", ".join(sorted(keys))
