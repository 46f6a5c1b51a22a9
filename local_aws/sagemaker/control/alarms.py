"""The alarms that end a deployment."""

from collections.abc import Iterable

from moto.cloudwatch.models import cloudwatch_backends


def alarm_that_rings(account_id: str, region: str, names: Iterable[str]) -> str | None:
    """Return the first of the alarms that is in ALARM, or None."""
    alarms = cloudwatch_backends[account_id][region].alarms
    return next(
        (n for n in names if n in alarms and alarms[n].state_value == "ALARM"), None
    )
