"""What CloudFormation's API answers about stacks."""

from collections.abc import Mapping
from typing import Any

from local_aws.cloudformation.stack import CHANGED, Made, Stack
from local_aws.cloudformation.values import effective_parameters

_SETTINGS = (
    "Capabilities",
    "DisableRollback",
    "EnableTerminationProtection",
    "NotificationARNs",
    "RoleARN",
    "TimeoutInMinutes",
)


def described(stack: Stack) -> dict[str, Any]:
    """Return what DescribeStacks says of a stack."""
    with CHANGED:
        parameters = effective_parameters(stack.template, stack.parameters)
        answer = {
            **_dated(stack),
            "Description": stack.template.description,
            "Outputs": [
                {
                    "Description": stack.template.outputs[name].get("Description"),
                    "OutputKey": name,
                    "OutputValue": value,
                }
                for name, value in stack.outputs.items()
            ],
            "Parameters": [
                {"ParameterKey": name, "ParameterValue": value}
                for name, value in parameters.items()
            ],
            # moto makes the list of it again.
            "Tags": {t["Key"]: t["Value"] for t in stack.settings.get("Tags", ())},
            **{n: stack.settings[n] for n in _SETTINGS if n in stack.settings},
        }
    return _present(answer)


def summary(stack: Stack) -> dict[str, Any]:
    """Return what ListStacks says of a stack."""
    with CHANGED:
        answer = {
            **_dated(stack),
            "TemplateDescription": stack.template.description,
        }
    return _present(answer)


def events(stack: Stack) -> list[dict[str, Any]]:
    """Return what DescribeStackEvents answers, newest first."""
    with CHANGED:
        return [
            _present(
                {
                    "ClientRequestToken": event.request_token,
                    "EventId": event.event_id,
                    "LogicalResourceId": event.logical_id,
                    "PhysicalResourceId": event.physical_id,
                    "ResourceStatus": event.status,
                    "ResourceStatusReason": event.reason,
                    "ResourceType": event.kind,
                    "StackId": stack.stack_id,
                    "StackName": stack.name,
                    "Timestamp": event.at,
                }
            )
            for event in reversed(stack.events)
        ]


def resource_summaries(stack: Stack, *, time: str) -> list[dict[str, Any]]:
    """Return what a stack has made; `time` is what the answer calls the time."""
    with CHANGED:
        return [
            _present({**_resource(made), time: made.at}) for made in stack.made.values()
        ]


def _dated(stack: Stack) -> Mapping[str, Any]:
    return {
        "CreationTime": stack.created,
        "DeletionTime": stack.deleted,
        "LastUpdatedTime": stack.updated,
        "StackId": stack.stack_id,
        "StackName": stack.name,
        "StackStatus": stack.status,
        "StackStatusReason": stack.reason,
    }


def _resource(made: Made) -> Mapping[str, Any]:
    return {
        "LogicalResourceId": made.logical_id,
        "PhysicalResourceId": made.arn,
        "ResourceStatus": made.status,
        "ResourceStatusReason": made.reason,
        "ResourceType": made.kind,
    }


def _present(answer: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if value is not None}
