"""What calls of CloudWatch Logs need: groups, their streams, and deliveries.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html
"""

from local_aws.calls import Call
from local_aws.iam.callers import PARTITION
from local_aws.iam.need import Need

# Where setting logs up asks the caller for the right to have them delivered.
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-vended-logs-permissions.html
_DELIVERS = (
    "logs:CreateLogDelivery",
    "logs:DescribeLogGroups",
    "logs:DescribeResourcePolicies",
    "logs:GetLogDelivery",
    "logs:ListLogDeliveries",
    "logs:PutResourcePolicy",
    "logs:UpdateLogDelivery",
)


def needs_of(call: Call) -> list[Need]:
    """Return what a call needs: its action on what it is about."""
    return [Need(action=f"logs:{call.operation}", resource=_resource(call))]


def needs_of_delivery(call: Call) -> list[Need]:
    """Return what a call of another service needs, that has it write logs."""
    if not _delivers(call):
        return []
    # AWS has no resource for these.
    return [Need(action=action, resource="*") for action in _DELIVERS]


def _delivers(call: Call) -> bool:
    if call.service == "stepfunctions":
        logging = call.params.get("loggingConfiguration") or {}
        return bool(logging.get("level", "OFF") != "OFF")
    if (call.service, call.operation) == ("apigateway", "UpdateStage"):
        changes = call.params.get("patchOperations") or ()
        return any(
            change.get("path") == "/accessLogSettings/destinationArn"
            and change.get("op") != "remove"
            for change in changes
        )
    return False


def _resource(call: Call) -> str:
    params = call.params
    if params.get("resourceArn"):
        return str(params["resourceArn"])
    group = params.get("logGroupName")
    if not group:
        # What lists groups has them as a filter.
        return "*"
    here = f"arn:{PARTITION}:logs:{call.region}:{call.account_id}"
    stream = params.get("logStreamName")
    # A group's ARN ends in a colon and what is in it, even without a stream.
    return f"{here}:log-group:{group}:" + (f"log-stream:{stream}" if stream else "")
