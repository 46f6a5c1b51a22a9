"""CloudWatch: alarms that could never act."""

from local_aws.calls import Call
from local_aws.errors import AwsError
from local_aws.strict.refusals import Refusals

_ACTIONS = ("AlarmActions", "InsufficientDataActions", "OKActions")


def _actions_elsewhere(call: Call) -> None:
    """Refuse actions in another Region: an alarm reaches its own only."""
    for name in _ACTIONS:
        for arn in call.params.get(name) or ():
            region = arn.split(":")[3] if arn.count(":") > 4 else ""  # noqa: PLR2004 - an ARN has six parts
            if region and region != call.region:
                text = (
                    f"Invalid region {region} specified. "
                    f"Only {call.region} is supported."
                )
                raise AwsError(text, code="ValidationError")


REFUSALS: Refusals = {
    "PutCompositeAlarm": (_actions_elsewhere,),
    "PutMetricAlarm": (_actions_elsewhere,),
}
