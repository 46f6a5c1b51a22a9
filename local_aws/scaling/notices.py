"""Tells SNS topics and functions of alarms.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
"""

import json
import logging
from datetime import datetime
from typing import Any

from moto.sns.models import sns_backends

from local_aws.events import hook
from local_aws.events.alarm_events import PRINCIPAL, alarm_event
from local_aws.iam.callers import PARTITION
from local_aws.iam.conditions import UnsupportedConditionError
from local_aws.iam.keys import find_key
from local_aws.iam.policies import Effect, Request, evaluate
from local_aws.scaling.scaler import Place

logger = logging.getLogger(__name__)

_CLOUDWATCH = "cloudwatch.amazonaws.com"
_NEEDED = ("kms:Decrypt", "kms:GenerateDataKey")


def publish(
    place: Place,
    topic_arn: str,
    alarm: Any,  # noqa: ANN401 - moto is untyped
    before: str,
    at: datetime,
) -> None:
    """Publish a change of state.

    What CloudWatch may not encrypt is lost in silence, as on AWS; only the log
    says so.
    """
    account_id, region = place.account_id, place.region
    topic = sns_backends[account_id][region].topics.get(topic_arn)
    if topic is None:
        logger.warning("%s: no topic %s", alarm.name, topic_arn)
        return
    key_id = topic.kms_master_key_id
    try:
        usable = not key_id or _may_use(account_id, region, key_id, alarm.alarm_arn)
    except UnsupportedConditionError as error:
        logger.warning("The local AWS lacks this: %s; %s is lost", error, alarm.name)
        return
    if not usable:
        logger.warning("%s: CloudWatch may not use the topic's key", alarm.name)
        return
    topic.publish(
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
        subject=f'{alarm.state_value}: "{alarm.name}" in {region}',
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


def _may_use(account_id: str, region: str, key_id: str, alarm_arn: str) -> bool:
    # The policy of AWS's own key, alias/aws/sns, does not name CloudWatch.
    key = (
        None
        if key_id.endswith("alias/aws/sns")
        else find_key(account_id, region, key_id)
    )
    return key is not None and all(
        evaluate(
            [key.policy],
            Request(
                action=action,
                context={
                    "aws:SourceAccount": [account_id],
                    "aws:SourceArn": [alarm_arn],
                    "kms:ViaService": [f"sns.{region}.amazonaws.com"],
                },
                principals=frozenset({"*", _CLOUDWATCH}),
                resource=f"arn:{PARTITION}:kms:{region}:{account_id}:key/{key.id}",
            ),
        )
        is Effect.ALLOW
        for action in _NEEDED
    )
