"""CloudWatch: the state of an alarm is what it was told or found, nothing else."""

from typing import Any

from moto.cloudwatch.models import CloudWatchBackend

from local_aws.patches.replacing import Method, replace


def apply() -> None:
    """Change moto's CloudWatch."""
    replace(CloudWatchBackend, "put_metric_alarm", _keeping_state)


def _keeping_state(original: Method) -> Method:
    """Begin without data; keep the state when an alarm is changed.

    moto begins with OK, and with every change again.
    https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
    """

    def put_metric_alarm(self: Any, *rest: Any, **alarm: Any) -> Any:  # noqa: ANN401 - moto is untyped
        before = self.alarms.get(alarm.get("name"))
        after = original(self, *rest, **alarm)
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
