"""Tells EventBridge of each change of an alarm's state."""

from datetime import datetime
from typing import Any

from moto.events.models import events_backends

from local_aws.events.alarm_events import announcement
from local_aws.scaling.scaler import Place


def announce(
    place: Place,
    alarm: Any,  # noqa: ANN401 - moto is untyped
    before: str,
    at: datetime,
) -> None:
    """Put an event of a change on the default bus of the alarm's Region."""
    event: Any = announcement(alarm, before, at, place.account_id, place.region)
    bus = events_backends[place.account_id][place.region].event_buses["default"]
    for rule in list(bus.rules.values()):
        rule.send_to_targets(event)
