"""What windows describe, said directly: by the wall clock, minute by minute."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise

import numpy as np

from local_aws.scaling.zones import find_zone

WEEKDAYS = ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
QUARTER = 15


@cache
def wall_clock(zone: str, year: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return for each minute of a year: day since 1970, weekday, minute of the day."""
    minutes = np.arange(minute_of(year), minute_of(year + 1))
    offsets = [
        (EPOCH + timedelta(minutes=int(m))).astimezone(find_zone(zone)).utcoffset()
        for m in minutes[::QUARTER]  # no clock changes within a quarter of an hour
    ]
    shift = np.repeat([int(o.total_seconds() // 60) for o in offsets], QUARTER)
    local = minutes + shift
    days = local // 1440
    return days, (days + date(1970, 1, 1).weekday()) % 7, local % 1440


def minute_of(year: int) -> int:
    return int((datetime(year, 1, 1, tzinfo=UTC) - EPOCH).total_seconds() // 60)


def described(case: dict, zone: str, year: int) -> np.ndarray:
    """Return minimum and maximum for each minute of a year."""
    days, weekdays, times = wall_clock(zone, year)
    in_any = np.zeros(len(days), bool)
    low = np.full(len(days), -1)
    high = np.full(len(days), -1)
    for window in case["windows"].values():
        begins = [weekday in weekdays_of(window["days"]) for weekday in WEEKDAYS]
        today = np.array(begins)[weekdays]
        yesterday = np.array(begins)[(weekdays - 1) % 7]
        start, end = time_of(window["from"]), time_of(window["to"])
        if start < end:
            inside = today & (times >= start) & (times < end)
        else:
            inside = (today & (times >= start)) | (yesterday & (times < end))
        in_any |= inside
        low = np.where(inside, np.maximum(low, window["min"]), low)
        high = np.where(inside, np.maximum(high, window["max"]), high)
    free = [(date.fromisoformat(h) - date(1970, 1, 1)).days for h in case["holidays"]]
    in_any &= ~np.isin(days, free)
    outside = case["outside"]
    return np.stack(
        [np.where(in_any, low, outside["min"]), np.where(in_any, high, outside["max"])]
    )


def weekdays_of(days: str) -> set[str]:
    if days == "*":
        return set(WEEKDAYS)
    found = set()
    for part in days.split(","):
        first, _, last = part.partition("-")
        found |= set(
            WEEKDAYS[WEEKDAYS.index(first) : WEEKDAYS.index(last or first) + 1]
        )
    return found


def time_of(text: str) -> int:
    minute, hour = text.split()
    return int(hour) * 60 + int(minute)


def left_behind(
    fired: list[tuple[datetime, dict]], first: np.ndarray, year: int
) -> np.ndarray:
    """Return minimum and maximum after the last action before each minute.

    Args:
        fired: Actions in order, with the times at which they did.
        first: What holds at the year's beginning.
        year: Which.

    """
    begin, end = minute_of(year), minute_of(year + 1)
    steps = [(begin, first[0], first[1])]
    steps += [
        (int((at - EPOCH).total_seconds() // 60), action["min"], action["max"])
        for at, action in fired
    ]
    left = np.empty((2, end - begin), int)
    for (since, low, high), (until, _, _) in pairwise([*steps, (end, 0, 0)]):
        left[0, since - begin : until - begin] = low
        left[1, since - begin : until - begin] = high
    return left
