"""What a function is told by the alarm that invokes it, and what rules are.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
"""

import uuid
from datetime import UTC, datetime
from typing import Any

PRINCIPAL = "lambda.alarms.cloudwatch.amazonaws.com"


def alarm_event(
    alarm: Any,  # noqa: ANN401 - moto is untyped
    before: str,
    at: datetime,
    account_id: str,
    region: str,
) -> dict[str, Any]:
    """Return the event of an alarm that has just changed.

    Args:
        alarm: moto's.
        before: The state until now, "" where it was set by hand.
        at: When it changed.
        account_id: 12 digits.
        region: Of the alarm.

    """
    time = _stamp(at)
    return {
        "source": "aws.cloudwatch",
        "alarmArn": alarm.alarm_arn,
        "accountId": account_id,
        "time": time,
        "region": region,
        "alarmData": {
            "alarmName": alarm.name,
            "state": {
                "value": alarm.state_value,
                "reason": alarm.state_reason,
                "reasonData": alarm.state_reason_data,
                "timestamp": time,
            },
            "previousState": {"value": before} if before else {},
            "configuration": {
                "description": alarm.description,
                "metrics": [_metric(alarm)],
            },
        },
    }


def announcement(
    alarm: Any,  # noqa: ANN401 - moto is untyped
    before: str,
    at: datetime,
    account_id: str,
    region: str,
) -> dict[str, Any]:
    """Return the event that EventBridge gets of an alarm that has just changed.

    Args:
        alarm: moto's.
        before: The state until now, "" where it was set by hand.
        at: When it changed.
        account_id: 12 digits.
        region: Of the alarm.

    """
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": "CloudWatch Alarm State Change",
        "source": "aws.cloudwatch",
        "account": account_id,
        "time": at.timestamp(),
        "region": region,
        "resources": [alarm.alarm_arn],
        "detail": {
            "alarmName": alarm.name,
            "configuration": {
                "description": alarm.description,
                "metrics": [_metric(alarm)],
            },
            "previousState": {"value": before} if before else {},
            "state": {
                "reason": alarm.state_reason,
                "reasonData": alarm.state_reason_data,
                "timestamp": _stamp(at),
                "value": alarm.state_value,
            },
        },
    }


def _metric(alarm: Any) -> dict[str, Any]:  # noqa: ANN401 - moto is untyped
    return {
        "id": str(uuid.uuid4()),
        "metricStat": {
            "metric": {
                "namespace": alarm.namespace,
                "name": alarm.metric_name,
                "dimensions": {d.name: d.value for d in alarm.dimensions},
            },
            "period": int(alarm.period),
            "stat": alarm.statistic or alarm.extended_statistic,
        },
        "returnData": True,
    }


def _stamp(at: datetime) -> str:
    """Write a time as CloudWatch does here: 2026-11-22T03:05:00.000+0000."""
    text = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
    return f"{text}.{at.microsecond // 1000:03}+0000"
