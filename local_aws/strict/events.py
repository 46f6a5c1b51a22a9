"""EventBridge: rules and events that it does not take.

https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutTargets.html
"""

from local_aws.calls import Call
from local_aws.errors import AwsError
from local_aws.strict.constraints import check_constraints
from local_aws.strict.refusals import Refusals

_MOST_TARGETS = 5
_MOST_BYTES = 1024 * 1024
_OURS = ("lambda", "sqs")
# What is given of a target that nothing here would heed.
_LACKING = ("RoleArn", "InputPath", "SqsParameters")
_OF_ENTRY = ("Source", "DetailType", "Detail")


def _invalid(text: str) -> AwsError:
    return AwsError(text, code="ValidationException")


def _schedules(call: Call) -> None:
    """Say what rules do not do here."""
    if call.params.get("ScheduleExpression"):
        text = "rules with a ScheduleExpression: use EventBridge Scheduler"
        raise NotImplementedError(text)


def _buses(call: Call) -> None:
    if call.params.get("EventBusName", "default").rpartition("/")[2] != "default":
        text = "event buses beside the default one"
        raise NotImplementedError(text)


def _own_events(call: Call) -> None:
    """Refuse events that only AWS's services may send."""
    for entry in call.params["Entries"]:
        if str(entry.get("Source", "")).startswith("aws."):
            text = (
                "Parameter Source is not valid. Reason: Source cannot begin with 'aws.'"
            )
            raise AwsError(text, code="NotAuthorizedForSourceException")
    size = sum(
        len(str(entry.get(name, "")).encode())
        for entry in call.params["Entries"]
        for name in _OF_ENTRY
    )
    if size > _MOST_BYTES:
        text = "Total size of the entries in the request is over the limit."
        raise _invalid(text)


def _targets(call: Call) -> None:
    given = call.params["Targets"]
    if len(given) > _MOST_TARGETS:
        text = f"A rule has at most {_MOST_TARGETS} targets."
        raise AwsError(text, code="LimitExceededException")
    for target in given:
        _one(call, target)


def _one(call: Call, target: dict[str, object]) -> None:
    arn = str(target["Arn"])
    parts = arn.split(":")
    if len(parts) < 6:  # noqa: PLR2004 - an ARN has six parts
        text = (
            f"Parameter {arn} is not valid. Reason: Provided Arn is not in correct "
            "format."
        )
        raise _invalid(text)
    if parts[2] == "events":
        _bus_elsewhere(call, target)
        return
    lacking = [name for name in _LACKING if target.get(name)]
    if parts[2] not in _OURS or arn.endswith(".fifo") or lacking:
        text = f"the target {arn} {' '.join(lacking)}"
        raise NotImplementedError(text)
    if parts[3] != call.region:
        text = f"Parameter Arn is not valid. Reason: {arn} is in another Region."
        raise _invalid(text)


def _bus_elsewhere(call: Call, target: dict[str, object]) -> None:
    """Take the default bus of another Region, which needs a role.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-region.html
    """
    arn = str(target["Arn"])
    if arn.split(":")[3] == call.region or not arn.endswith(":event-bus/default"):
        text = f"the target {arn}: only the default bus of another Region"
        raise NotImplementedError(text)
    if any(target.get(name) for name in ("Input", "InputPath", "InputTransformer")):
        text = f"an input for the bus {arn}"
        raise NotImplementedError(text)
    if not target.get("RoleArn"):
        text = f"RoleArn is required for target {arn}."
        raise _invalid(text)


REFUSALS: Refusals = {
    "PutEvents": (check_constraints, _own_events),
    "PutRule": (check_constraints, _schedules, _buses),
    "PutTargets": (check_constraints, _targets),
}
