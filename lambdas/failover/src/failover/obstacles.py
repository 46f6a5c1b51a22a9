"""What would make a failover fail, judged from what was found; knows no AWS."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from failover.ports import Sight
from failover.watch_ports import Models, Unstarted


@dataclass(frozen=True, kw_only=True)
class Obstacle:
    """One thing that is not as a failover needs it.

    Attributes:
        key: Tells it from others, and is the same as long as it lasts.
        what: What was found.
        mend: What to do.

    """

    key: str
    what: str
    mend: str


def of_standby(sight: Sight) -> Iterator[Obstacle]:
    """Judge the Region that is to take over."""
    if not sight.serves:
        yield Obstacle(
            key="standby-not-ready",
            what=f"this Region is not ready: {sight.what}",
            mend="See the log of its routing function.",
        )


def of_replicas(states: Mapping[str, str | None]) -> Iterator[Obstacle]:
    """Judge the tables.

    Args:
        states: Of the home Region's replica, by table; None where there is none.

    """
    for table, state in states.items():
        if state != "ACTIVE":
            yield Obstacle(
                key=f"replica:{table}",
                what=f"table {table} has no replica in the home Region"
                if state is None
                else f"the replica of table {table} in the home Region is {state}",
                mend="What is written there does not arrive here. Apply the"
                " environment again, or see the table's replicas.",
            )


def of_lag(
    behind: list[str], seconds: float | None, *, most_seconds: float
) -> Iterator[Obstacle]:
    """Judge replication.

    Args:
        behind: Regions that lack a mark written longer ago than `most_seconds`.
        seconds: What DynamoDB measured; None if nothing was.
        most_seconds: More is too late.

    """
    mend = "What was answered and has not arrived is out of sight after a failover."
    for region in behind:
        yield Obstacle(
            key=f"lag:{region}",
            what=f"{region} lacks what the other Region wrote more than"
            f" {most_seconds:g} s ago",
            mend=mend,
        )
    if seconds is not None and seconds > most_seconds:
        yield Obstacle(
            key="lag:records",
            what=f"replication of records took {seconds:.1f} s, more than"
            f" {most_seconds:g} s",
            mend=mend,
        )


def of_models(models: Models, *, standby_serves: bool) -> Iterator[Obstacle]:
    """Judge what this Region would serve.

    Once it serves, models are promoted here, and differ.
    """
    if models.home is None or standby_serves:
        return
    mend = (
        "Wait for S3's replication. What was written before it was set up is never"
        " copied by itself: publish and promote the model anew, or run S3 Batch"
        " Replication."
    )
    if models.standby is None:
        yield Obstacle(
            key="model-pointer",
            what="nothing is live in this Region's model store",
            mend=mend,
        )
        return
    if models.standby.version_id != models.home.version_id:
        yield Obstacle(
            key="model-pointer",
            what=f"{models.home.model} is live, and here it would be"
            f" {models.standby.model}",
            mend=mend,
        )
    for key in models.missing:
        yield Obstacle(
            key=f"model-file:{key}",
            what=f"{key} of the live model is not in this Region's model store",
            mend=mend,
        )


def of_records(found: Unstarted) -> Iterator[Obstacle]:
    """Judge what is not finished."""
    mend = "See the log of the sweeper, and begin the failover's workflow again."
    for record in found.ids:
        yield Obstacle(
            key=f"record:{record}",
            what=f"inference {record} is not finished, and nobody works on it",
            mend=mend,
        )
    if found.more:
        yield Obstacle(
            key="record:more",
            what="there are more inferences that nobody works on",
            mend=mend,
        )


def unread(what: str, reason: str) -> Obstacle:
    """Return what is made of something that could not be looked at."""
    return Obstacle(
        key=f"unread:{what}",
        what=f"{what} could not be looked at: {reason}",
        mend="What cannot be seen may be broken.",
    )
