"""What the workflows ask of their step function, read strictly."""

from collections.abc import Mapping, Sequence
from typing import Any

from failover.confirmation import Confirmation, Verdict
from failover.report import Broken
from failover.restarting import Progress, Restarted
from failover.turning import Turn, Turned
from inferences.record import Unattended


class StepEventError(Exception):
    """An event that no definition makes."""


def text(event: Mapping[str, Any], key: str) -> str:
    """Return a text of an event.

    Raises:
        StepEventError: It has none.

    """
    found = event.get(key)
    if not isinstance(found, str) or not found:
        message = f"the event has no {key}"
        raise StepEventError(message)
    return found


def to_confirmation(found: Mapping[str, Any]) -> Confirmation:
    """Return what a step before found of the home Region."""
    return Confirmation(
        verdict=Verdict(found["verdict"]), remarks=list(found["remarks"])
    )


def to_turn(found: Mapping[str, Any]) -> Turn:
    """Return what a step before turned."""
    return Turn(outcome=Turned(found["outcome"]), since=str(found["since"]))


def to_restarted(found: Mapping[str, Any]) -> Restarted:
    """Return how far a shard is; its first step knows nothing but its name."""
    return Restarted(
        shard=text(found, "shard"),
        round=int(found.get("round", 1)),
        started=int(found.get("started", 0)),
        failed=tuple(found.get("failed", ())),
        failed_count=int(found.get("failed_count", 0)),
        progress=Progress(found.get("progress", Progress.MORE)),
        after=Unattended(**found["after"]) if found.get("after") else None,
    )


def to_shards(
    found: Sequence[Mapping[str, Any]],
) -> tuple[list[Restarted], list[Broken]]:
    """Return the shards that were gone through, and those that were not."""
    broken = [
        Broken(shard=str(each["shard"]), error=str(each["error"].get("Error")))
        for each in found
        if "error" in each
    ]
    return [to_restarted(each) for each in found if "error" not in each], broken
