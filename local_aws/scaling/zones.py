"""IANA's time zones, by the names that AWS takes.

Only canonical names, not what they were once called (US/Eastern):
https://docs.aws.amazon.com/autoscaling/application/userguide/scheduled-scaling-using-cron-expressions.html
"""

from datetime import UTC, datetime
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

_FIXED = "Etc/"
_NAME_COLUMN = 2


@cache
def canonical_names() -> frozenset[str]:
    """Return every name there is: of places, of fixed offsets, and UTC."""
    data = resources.files("tzdata")
    places = {
        line.split("\t")[_NAME_COLUMN]
        for line in data.joinpath("zoneinfo/zone.tab").read_text().splitlines()
        if not line.startswith("#")
    }
    every = data.joinpath("zones").read_text().split()
    return frozenset(
        {"UTC"} | places | {name for name in every if name.startswith(_FIXED)}
    )


@cache
def find_zone(name: str) -> ZoneInfo | None:
    """Return a zone, None where AWS knows none of that name.

    Of the package's database, which is the same on every machine.
    """
    if name not in canonical_names():
        return None
    data = resources.files("tzdata").joinpath("zoneinfo", *name.split("/"))
    with data.open("rb") as opened:
        return ZoneInfo.from_file(opened, key=name)


def instant(local: datetime, zone: ZoneInfo) -> datetime | None:
    """Return when a local time without a zone is, in UTC.

    None for a time that is skipped at a clock change; the first of the two for
    one that comes twice. So EventBridge Scheduler does it; Application Auto
    Scaling, which says only that it follows daylight saving time, is taken to do
    the same.
    https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
    """
    found = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    same = found.astimezone(zone).replace(tzinfo=None) == local
    return found if same else None
