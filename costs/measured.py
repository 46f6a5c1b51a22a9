"""Traffic as it was measured: requests with their times."""

import csv
import io
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Any

from costs.errors import CostError
from costs.money import WEEK_HOURS
from costs.traffic import Traffic
from model_store.errors import FormatError
from model_store.fields import parse_json

_DAY = 24
_HOUR = timedelta(hours=1)
_PERCENTILE = Decimal("0.95")


@dataclass(frozen=True, kw_only=True)
class Request:
    """Requests that came at one time.

    Attributes:
        at: When, with a time zone.
        count: How many requests.
        instances: Of each.
        size: Bytes of each payload; None if it was not measured.

    """

    at: datetime
    count: int
    instances: int
    size: int | None


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What the requests say.

    Attributes:
        traffic: Hour by hour of an average week.
        instances_p95: Instances a request, at the 95th percentile.
        request_bytes: Of a payload, on average; None if that was not measured.
        requests: How many there were.
        hours: From the first to the last, full hours.

    """

    traffic: Traffic
    instances_p95: int
    request_bytes: int | None
    requests: int
    hours: int


def read_requests(data: bytes, where: str) -> list[Request]:
    """Read measured requests.

    Args:
        data: CSV with a header, or a JSON list of objects. `timestamp` (ISO 8601;
            UTC where it names no offset), and optionally `instances`, `bytes` (of
            the payload) and `requests` (how many came then).
        where: Names the source in errors.

    Raises:
        CostError: It is neither, has no requests, or a row is wrong; says which.

    """
    text = data.decode("utf-8-sig", errors="replace")
    rows: Iterable[Any]
    if text.lstrip().startswith("["):
        try:
            rows = parse_json(text.encode(), where)
        except FormatError as error:
            raise CostError(str(error)) from error
    else:
        rows = csv.DictReader(io.StringIO(text))
    found = [_request(row, f"row {n} of {where}") for n, row in enumerate(rows, 1)]
    if not sum(one.count for one in found):
        message = f"{where} has no requests"
        raise CostError(message)
    return found


def measure(requests: Sequence[Request], zone: tzinfo, name: str) -> Measured:
    """Gather requests into an average week of a time zone.

    The hours of the week that were not measured are taken to be like the same hour
    of the other days.

    Raises:
        CostError: They span less than a day.

    """
    begins = min(one.at for one in requests).astimezone(UTC)
    begins = begins.replace(minute=0, second=0, microsecond=0)
    hours = (max(one.at for one in requests) - begins) // _HOUR + 1
    if hours < _DAY:
        message = f"{name} spans {hours} hours: measure a day at least, better weeks"
        raise CostError(message)
    counts: Counter[int] = Counter()
    for one in requests:
        counts[(one.at - begins) // _HOUR] += one.count
    slots: defaultdict[int, list[int]] = defaultdict(list)
    for hour in range(hours):
        local = (begins + hour * _HOUR).astimezone(zone)
        slots[local.weekday() * _DAY + local.hour].append(counts[hour])
    week = [slots.get(slot) or _like(slot, slots) for slot in range(WEEK_HOURS)]
    sized = [one for one in requests if one.size is not None]
    weight = sum(one.count for one in sized)
    return Measured(
        traffic=Traffic(
            name=name,
            hourly=tuple(Decimal(sum(seen)) / len(seen) for seen in week),
            peaks=tuple(Decimal(max(seen)) for seen in week),
        ),
        instances_p95=_percentile(requests),
        request_bytes=sum((one.size or 0) * one.count for one in sized) // weight
        if weight
        else None,
        requests=sum(one.count for one in requests),
        hours=hours,
    )


def _like(slot: int, slots: Mapping[int, Sequence[int]]) -> list[int]:
    """Return what the same hour had on other days; a clock change may skip it."""
    days = range(slot % _DAY, WEEK_HOURS, _DAY)
    return [count for day in days for count in slots.get(day, ())] or [0]


def _percentile(requests: Sequence[Request]) -> int:
    """Return the least number of instances that 95 % of requests do not exceed."""
    ascending = sorted(requests, key=lambda one: one.instances)
    wanted = math.ceil(_PERCENTILE * sum(one.count for one in requests))
    seen = 0
    for one in ascending:
        seen += one.count
        if seen >= wanted:
            return one.instances
    return ascending[-1].instances


def _request(row: object, where: str) -> Request:
    if not isinstance(row, Mapping):
        message = f"{where} is not an object"
        raise CostError(message)
    size = row.get("bytes")
    return Request(
        at=_time(row.get("timestamp"), where),
        count=_number(row, "requests", 0, where),
        instances=_number(row, "instances", 1, where),
        size=None if size in (None, "") else _number(row, "bytes", 0, where),
    )


def _time(value: object, where: str) -> datetime:
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        at = None
    if at is None:
        message = (
            f"'timestamp' of {where} is {value!r}, not a time as"
            ' "2026-11-22T06:00:00Z"'
        )
        raise CostError(message)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _number(row: Mapping[str, Any], name: str, least: int, where: str) -> int:
    value = row.get(name)
    if value in (None, ""):
        return 1
    digits = str(value).strip()
    if isinstance(value, bool) or not digits.isdecimal() or int(digits) < least:
        message = f"{name!r} of {where} is {value!r}, not a whole number from {least}"
        raise CostError(message)
    return int(digits)
