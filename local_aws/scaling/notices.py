"""Tells SNS topics and functions of alarms.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
"""

import json
import logging
from datetime import datetime
from typing import Any

from local_aws.events import hook
from local_aws.events.alarm_events import PRINCIPAL, alarm_event
from local_aws.scaling.scaler import Place
from local_aws.topics.publishing import CLOUDWATCH, Publisher
from local_aws.topics.publishing import publish as publish_for

logger = logging.getLogger(__name__)


def publish(
    place: Place,
    topic_arn: str,
    alarm: Any,  # noqa: ANN401 - moto is untyped
    before: str,
    at: datetime,
) -> None:
    """Publish a change of state.

    What CloudWatch may not publish, or not encrypt, is lost in silence.
    """
    account_id, region = place.account_id, place.region
    publish_for(
        Publisher(
            account_id=account_id, principal=CLOUDWATCH, source_arn=alarm.alarm_arn
        ),
        topic_arn,
        f'{alarm.state_value}: "{alarm.name}" in {region}',
        json.dumps(
            {
                "AlarmName": alarm.name,
                "AlarmDescription": alarm.description,
                "AWSAccountId": account_id,
                "NewStateValue": alarm.state_value,
                "NewStateReason": alarm.state_reason,
                "StateChangeTime": at.isoformat(),
                "Region": region,
                "AlarmArn": alarm.alarm_arn,
                "OldStateValue": before,
                "Trigger": {
                    "MetricName": alarm.metric_name,
                    "Namespace": alarm.namespace,
                    "Period": alarm.period,
                    "EvaluationPeriods": alarm.evaluation_periods,
                    "ComparisonOperator": alarm.comparison_operator,
                    "Threshold": alarm.threshold,
                },
            }
        ),
        at,
    )


def invoke(
    place: Place,
    function_arn: str,
    alarm: Any,  # noqa: ANN401 - moto is untyped
    before: str,
    at: datetime,
) -> None:
    """Invoke a function with a change of state, if it lets the alarm."""
    bus = hook.current()
    if bus is None:
        logger.warning("%s: nobody invokes %s", alarm.name, function_arn)
        return
    event = alarm_event(alarm, before, at, place.account_id, place.region)
    bus.invoke(PRINCIPAL, alarm.alarm_arn, function_arn, event)
