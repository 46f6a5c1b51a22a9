"""CloudWatch: alarms that keep their state, and an engine that hears of data.

The engine that evaluates them is `local_aws.scaling`.
"""

from typing import Any

from moto.cloudwatch.models import CloudWatchBackend

from local_aws.patches.replacing import Method, replace
from local_aws.scaling import hook


def apply() -> None:
    """Change moto's CloudWatch."""
    replace(CloudWatchBackend, "put_metric_alarm", _keeping_state)
    replace(CloudWatchBackend, "put_metric_data", _telling)
    replace(CloudWatchBackend, "set_alarm_state", _acting)


def _keeping_state(original: Method) -> Method:
    """Begin without data; keep the state when an alarm is changed.

    moto begins with OK, and with every change again.
    https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
    """

    def put_metric_alarm(self: Any, *rest: Any, **alarm: Any) -> Any:  # noqa: ANN401 - moto is untyped
        before = self.alarms.get(alarm.get("name"))
        after = original(self, *rest, **alarm)
        _tell()
        if before is None:
            after.state_value = "INSUFFICIENT_DATA"
            return after
        for name in (
            "state_value",
            "state_reason",
            "state_reason_data",
            "state_updated_timestamp",
            "history",
        ):
            setattr(after, name, getattr(before, name))
        return after

    return put_metric_alarm


def _telling(original: Method) -> Method:
    """Let alarms be evaluated when there is new data."""

    def put_metric_data(self: Any, *data: Any, **more: Any) -> None:  # noqa: ANN401 - moto is untyped
        original(self, *data, **more)
        _tell()

    return put_metric_data


def _acting(original: Method) -> Method:
    """Run the actions of an alarm whose state is set by hand, as AWS does."""

    def set_alarm_state(self: Any, alarm_name: str, *what: Any) -> None:  # noqa: ANN401 - moto is untyped
        alarm = self.alarms.get(alarm_name)
        before = alarm.state_value if alarm else None
        original(self, alarm_name, *what)
        engine = hook.current()
        if engine is not None and self.alarms[alarm_name].state_value != before:
            engine.alarm_was_set(self.account_id, self.region_name, alarm_name)

    return set_alarm_state


def _tell() -> None:
    engine = hook.current()
    if engine is not None:
        engine.told()
