"""Writes modules/scheduled_scaling/time_zones.json, what Terraform knows of zones.

    .venv/bin/python -m tests.support.time_zones

By the name of each zone that AWS takes: the local times that a change of its clock
skips or doubles, in minutes since Monday, 00:00, as [from, to).
"""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from local_aws.scaling.zones import canonical_names, find_zone

FILE = Path(__file__).parents[2] / "modules/scheduled_scaling/time_zones.json"

# Rules that are in force do not end; Morocco's, by the moon, are written until 2087.
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
LAST = datetime(2041, 1, 1, tzinfo=UTC)
WEEK = 7 * 24 * 60


def changes(zone: ZoneInfo) -> list[tuple[datetime, datetime]]:
    """Return the local times, without a zone, before and after each change."""
    found = []
    day = FIRST
    while day < LAST:
        low, high = day, day + timedelta(days=1)
        if offset(low, zone) != offset(high, zone):
            while high - low > timedelta(minutes=1):
                middle = low + (high - low) / 2
                middle = middle.replace(second=0, microsecond=0)
                if offset(middle, zone) == offset(low, zone):
                    low = middle
                else:
                    high = middle
            at = high.replace(tzinfo=None)
            found.append((at + offset(low, zone), at + offset(high, zone)))
        day += timedelta(days=1)
    return found


def offset(at: datetime, zone: ZoneInfo) -> timedelta:
    return at.astimezone(zone).utcoffset()


def affected(zone: ZoneInfo) -> dict[str, list[list[int]]]:
    """Return the minutes of the week that are skipped, and those that come twice."""
    spans = {"skipped": set(), "doubled": set()}
    for before, after in changes(zone):
        kind = "skipped" if after > before else "doubled"
        first, last = sorted((before, after))
        begin = first.weekday() * 1440 + first.hour * 60 + first.minute
        end = begin + int((last - first).total_seconds() // 60)
        spans[kind].add((begin, min(end, WEEK)))
        if end > WEEK:
            spans[kind].add((0, end - WEEK))
    return {kind: sorted(map(list, found)) for kind, found in spans.items() if found}


def text() -> str:
    """Return what the file is to hold: a line for each zone."""
    lines = [
        f"  {json.dumps(name)}: {json.dumps(affected(find_zone(name)))}"
        for name in sorted(canonical_names())
    ]
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    FILE.write_text(text())
