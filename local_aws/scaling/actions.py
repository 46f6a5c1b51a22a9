"""What an alarm does when its state changes, and while it rings."""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from local_aws.scaling import notices
from local_aws.scaling.alarm_state import ALARM, INSUFFICIENT, OK
from local_aws.scaling.alarms import Finding
from local_aws.scaling.policies import Breach, Policies
from local_aws.scaling.scaler import Place

logger = logging.getLogger(__name__)


def policies_of(place: Place, alarm: Any) -> Iterable[Any]:  # noqa: ANN401 - moto is untyped
    """Return the scaling policies that an alarm runs."""
    arns = {_policy_arn(action) for action in alarm.alarm_actions}
    return [p for p in list(place.backend.policies.values()) if p.policy_arn in arns]


def act(
    place: Place, policies: Policies, finding: Finding, before: str, at: datetime
) -> bool:
    """Run the actions of an alarm in its state; tell whether capacity changed.

    "The alarm continues to invoke the action once per minute that the alarm
    remains in the new state", of scaling policies alone.
    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
    """
    alarm = finding.alarm
    if not alarm.actions_enabled:
        return False
    if before != finding.state:
        _notify(place, alarm, before, at)
    if finding.state != ALARM:
        return False
    breach = Breach(
        alarm=alarm.name,
        above=alarm.comparison_operator.startswith("Greater"),
        threshold=float(alarm.threshold),
        value=finding.value,
    )
    done = [policies.run(place, p, breach, at) for p in policies_of(place, alarm)]
    return any(done)


def _notify(place: Place, alarm: Any, before: str, at: datetime) -> None:  # noqa: ANN401 - moto is untyped
    actions: dict[str, Sequence[str]] = {
        OK: alarm.ok_actions,
        ALARM: alarm.alarm_actions,
        INSUFFICIENT: alarm.insufficient_data_actions,
    }
    for arn in actions[alarm.state_value]:
        service = arn.split(":")[2]
        if service == "sns":
            notices.publish(place, arn, alarm, before, at)
        elif service == "lambda":
            notices.invoke(place, arn, alarm, before, at)
        elif service != "autoscaling":
            logger.warning("The local AWS lacks this: the alarm action %s", arn)


def _policy_arn(action: str) -> str:
    return action.partition(":createdBy/")[0]
