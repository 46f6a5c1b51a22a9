"""CloudWatch: alarms that could never act, and questions that are too long."""

import re

from local_aws.calls import Call
from local_aws.errors import AwsError
from local_aws.strict.refusals import Refusals

_MOST_QUERIES = 500
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


def _queries(call: Call) -> None:
    """Refuse more queries than a call takes, and ids that are none or not theirs.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
    """
    queries = call.params["MetricDataQueries"]
    if len(queries) > _MOST_QUERIES:
        text = (
            "The collection MetricDataQueries must not have a size greater than"
            f" {_MOST_QUERIES}."
        )
        raise AwsError(text, code="ValidationError")
    ids = [query["Id"] for query in queries]
    wrong = [each for each in ids if not re.fullmatch("[a-z][a-zA-Z0-9_]*", each)]
    if wrong or len(set(ids)) < len(ids):
        text = "The values for parameter id in MetricDataQueries are not unique"
        if wrong:
            text = (
                f"The value {wrong[0]} for parameter MetricDataQueries.member.1.Id is"
                " not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$."
            )
        raise AwsError(text, code="ValidationError")


def _recently(call: Call) -> None:
    """Refuse another time than the one there is."""
    if call.params.get("RecentlyActive", "PT3H") != "PT3H":
        text = "The value for parameter RecentlyActive must be PT3H."
        raise AwsError(text, code="InvalidParameterValue")


REFUSALS: Refusals = {
    "GetMetricData": (_queries,),
    "ListMetrics": (_recently,),
    "PutCompositeAlarm": (_actions_elsewhere,),
    "PutMetricAlarm": (_actions_elsewhere,),
}
