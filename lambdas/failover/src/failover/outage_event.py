"""The event of the alarm on the home Region's health check, read strictly.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any


class OutageEventError(Exception):
    """An event that is none of the alarm's."""


@dataclass(frozen=True, kw_only=True)
class Outage:
    """A change of the alarm's state into ALARM.

    Attributes:
        name: Of the execution: one for each change, however often it is told.
        at: When it was, ISO 8601 in UTC.
        reason: As CloudWatch says it.

    """

    name: str
    at: str
    reason: str


def read_outage(event: object, alarm: str) -> Outage:
    """Return the outage that an event tells of.

    Args:
        event: Of EventBridge.
        alarm: Name of the alarm.

    Raises:
        OutageEventError: It tells of none; the message says why.

    """
    detail = event.get("detail") if isinstance(event, Mapping) else None
    if not isinstance(detail, Mapping) or detail.get("alarmName") != alarm:
        message = "it is of no alarm, or of another"
        raise OutageEventError(message)
    state = detail.get("state")
    if not isinstance(state, Mapping) or state.get("value") != "ALARM":
        message = "the alarm does not ring"
        raise OutageEventError(message)
    at = _moment(state)
    # What is told again has the same time, whatever else is another.
    digest = hashlib.sha256(f"{alarm} {at.isoformat()}".encode()).hexdigest()
    return Outage(
        name=f"outage-{at:%Y%m%dT%H%M%SZ}-{digest[:8]}",
        at=at.isoformat(),
        reason=str(state.get("reason", ""))[:1000],
    )


def _moment(state: Mapping[str, Any]) -> datetime:
    # 2026-11-22T03:05:00.000+0000; Python 3.11 reads the zone with a colon alone.
    text = re.sub(r"([+-]\d\d)(\d\d)$", r"\1:\2", str(state.get("timestamp")))
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        message = "its state has no time"
        raise OutageEventError(message) from error
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
