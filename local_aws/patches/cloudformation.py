"""CloudFormation: stacks with states, made by calls; see local_aws.cloudformation.

https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_Operations.html
"""

import functools
from collections.abc import Callable
from typing import Any

import boto3
from botocore.config import Config
from moto.cloudformation.responses import CloudFormationResponse
from moto.core.responses import ActionResult, EmptyResult

from local_aws.cloudformation import calls
from local_aws.cloudformation.description import (
    described,
    events,
    resource_summaries,
    summary,
)
from local_aws.cloudformation.kinds import Client
from local_aws.cloudformation.stack import find, stacks
from local_aws.patches.replacing import Method, replace

# Terraform looks at once and then after a while. Told a little later, it is
# told how it ended.
_PATIENCE_SECONDS = 20.0
# A refusal is the answer, not a reason to try again.
_ONE_TRY = Config(retries={"total_max_attempts": 1}, read_timeout=60)


def apply() -> None:
    """Change moto's CloudFormation."""
    for operation in (
        create_stack,
        update_stack,
        delete_stack,
        describe_stacks,
        describe_stack_events,
        describe_stack_resources,
        list_stack_resources,
        list_stacks,
        get_template,
    ):
        replace(CloudFormationResponse, operation.__name__, _instead(operation))
    for lacking in (
        "create_change_set",
        "create_stack_set",
        "describe_stack_resource",
        "execute_change_set",
    ):
        replace(CloudFormationResponse, lacking, _lacking)


def _instead(operation: Callable[[Any], Any]) -> Callable[[Method], Method]:
    return lambda _: operation


def _lacking(original: Method) -> Method:
    def refuse(_: object) -> None:
        raise NotImplementedError(original.__name__)

    return refuse


def create_stack(self: Any) -> ActionResult:  # noqa: ANN401 - moto is untyped
    """Begin a stack."""
    stack = calls.create(self.current_account, self.region, self.params, _client(self))
    return ActionResult({"StackId": stack.stack_id})


def update_stack(self: Any) -> ActionResult:  # noqa: ANN401 - moto is untyped
    """Begin to change a stack."""
    stack = calls.update(self.current_account, self.region, self.params, _client(self))
    return ActionResult({"StackId": stack.stack_id})


def delete_stack(self: Any) -> EmptyResult:  # noqa: ANN401 - moto is untyped
    """Begin to delete a stack; one that is not there is no error."""
    calls.delete(self.current_account, self.region, self.params, _client(self))
    return EmptyResult()


def describe_stacks(self: Any) -> ActionResult:  # noqa: ANN401 - moto is untyped
    """Describe one stack, or all that are there."""
    name = self.params.get("StackName")
    here = (self.current_account, self.region)
    if name is None:
        found = [s for s in stacks(*here).values() if s.status != "DELETE_COMPLETE"]
    else:
        found = [find(*here, name)]
        if "terraform" in self.headers.get("User-Agent", "").lower():
            found[0].wait_until_settled(_PATIENCE_SECONDS)
    return ActionResult({"Stacks": [described(stack) for stack in found]})


def describe_stack_events(self: Any) -> ActionResult:  # noqa: ANN401 - moto is untyped
    """Tell what has happened to a stack, newest first."""
    stack = find(self.current_account, self.region, self.params["StackName"])
    return ActionResult({"StackEvents": events(stack)})


def describe_stack_resources(self: Any) -> ActionResult:  # noqa: ANN401 - moto is untyped
    """Tell what a stack has made."""
    stack = find(self.current_account, self.region, self.params["StackName"])
    wanted = self.params.get("LogicalResourceId")
    return ActionResult(
        {
            "StackResources": [
                {**each, "StackId": stack.stack_id, "StackName": stack.name}
                for each in resource_summaries(stack, time="Timestamp")
                if wanted in (None, each["LogicalResourceId"])
            ]
        }
    )


def list_stack_resources(self: Any) -> ActionResult:  # noqa: ANN401 - moto is untyped
    """Tell what a stack has made, in short."""
    stack = find(self.current_account, self.region, self.params["StackName"])
    found = resource_summaries(stack, time="LastUpdatedTimestamp")
    return ActionResult({"StackResourceSummaries": found})


def list_stacks(self: Any) -> ActionResult:  # noqa: ANN401 - moto is untyped
    """List the stacks there are and were."""
    wanted = self.params.get("StackStatusFilter")
    kept = stacks(self.current_account, self.region).values()
    found = [summary(s) for s in kept if not wanted or s.status in wanted]
    return ActionResult({"StackSummaries": found})


def get_template(self: Any) -> ActionResult:  # noqa: ANN401 - moto is untyped
    """Answer with the template as it was given."""
    stack = find(self.current_account, self.region, self.params["StackName"])
    stages = ["Original", "Processed"]
    return ActionResult({"TemplateBody": stack.body, "StagesAvailable": stages})


def _client(response: Any) -> Callable[[], Client]:  # noqa: ANN401 - moto is untyped
    """Return what makes clients with the rights of whoever called.

    CloudFormation calls the services with its caller's permissions; nobody
    checks signatures here, so that the name of the key is enough.
    """
    make = boto3.session.Session(region_name=response.region).client
    return functools.partial(
        make,
        "sagemaker",
        endpoint_url=response.normalized_request.host_url.rstrip("/"),
        aws_access_key_id=response.access_key,
        aws_secret_access_key="unchecked",  # noqa: S106 - no secret
        aws_session_token=response.headers.get("X-Amz-Security-Token"),
        config=_ONE_TRY,
    )
