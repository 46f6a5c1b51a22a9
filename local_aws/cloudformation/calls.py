"""The calls that change a stack: answered at once, done in the background."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from local_aws.cloudformation import operations
from local_aws.cloudformation.errors import invalid
from local_aws.cloudformation.kinds import KINDS, Client
from local_aws.cloudformation.stack import CHANGED, Stack, find, stacks
from local_aws.cloudformation.template import Template, parse
from local_aws.cloudformation.updating import update as update_resources
from local_aws.cloudformation.values import effective_parameters
from local_aws.errors import AwsError

Params = Mapping[str, Any]
"""An operation's input, by the names of the API reference."""

_LARGEST_TEMPLATE = 51_200
_UPDATABLE = frozenset(
    {"CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE"}
)
_LACKING = (
    "ResourceTypes",
    "RollbackConfiguration",
    "StackPolicyURL",
    "TemplateURL",
    "UsePreviousTemplate",
)


def create(
    account_id: str, region: str, params: Params, client: Callable[[], Client]
) -> Stack:
    """Begin a stack.

    Raises:
        AwsError: There is one of the name, or the template is refused.
        NotImplementedError: It needs more of CloudFormation than there is.

    """
    name = params["StackName"]
    body, template = _template(params)
    given = _parameters(template, params, {})
    settings = {
        n: v for n, v in params.items() if n not in ("Parameters", "TemplateBody")
    }
    if params.get("DisableRollback"):
        settings["OnFailure"] = "DO_NOTHING"
    stack = Stack(
        account_id=account_id,
        region=region,
        name=name,
        body=body,
        template=template,
        parameters=given,
        settings=settings,
        request_token=params.get("ClientRequestToken"),
    )
    with CHANGED:
        kept = stacks(account_id, region)
        if any(s.name == name and s.status != "DELETE_COMPLETE" for s in kept.values()):
            text = f"Stack [{name}] already exists"
            raise AwsError(text, code="AlreadyExistsException")
        kept[stack.stack_id] = stack
    stack.enter("CREATE_IN_PROGRESS", "User Initiated")
    operations.start(operations.create, stack, client)
    return stack


def update(
    account_id: str, region: str, params: Params, client: Callable[[], Client]
) -> Stack:
    """Begin to change a stack.

    Raises:
        AwsError: It is not there or cannot be changed now, there is nothing to
            change, or the template is refused.
        NotImplementedError: It needs more of CloudFormation than there is.

    """
    stack = find(account_id, region, params["StackName"])
    body, template = _template(params)
    given = _parameters(template, params, stack.parameters)
    settings = {
        n: v
        for n, v in params.items()
        if n in ("Capabilities", "NotificationARNs", "RoleARN", "Tags")
    }
    with CHANGED:
        if stack.status not in _UPDATABLE:
            text = (
                f"Stack:{stack.stack_id} is in {stack.status} state and can not be "
                "updated."
            )
            raise invalid(text)
        same_tags = params.get("Tags", []) == stack.settings.get("Tags", [])
        if template == stack.template and given == stack.parameters and same_tags:
            text = "No updates are to be performed."
            raise invalid(text)
        before = {
            name: getattr(stack, name)
            for name in ("body", "template", "parameters", "settings")
        }
        stack.body, stack.template, stack.parameters = body, template, given
        stack.settings = {**stack.settings, **settings}
        stack.request_token = params.get("ClientRequestToken")
        stack.updated = datetime.now(UTC)
        stack.enter("UPDATE_IN_PROGRESS", "User Initiated")

    def work(stack: Stack, client: Client) -> None:
        update_resources(stack, before, client)

    operations.start(work, stack, client)
    return stack


def delete(
    account_id: str, region: str, params: Params, client: Callable[[], Client]
) -> None:
    """Begin to delete a stack; one that is not there is no error.

    Raises:
        AwsError: It is protected, or something else is under way.

    """
    try:
        stack = find(account_id, region, params["StackName"])
    except AwsError:
        return
    with CHANGED:
        if stack.status in ("DELETE_COMPLETE", "DELETE_IN_PROGRESS"):
            return
        if stack.settings.get("EnableTerminationProtection"):
            text = (
                f"Stack [{stack.name}] cannot be deleted while TerminationProtection "
                "is enabled"
            )
            raise invalid(text)
        if stack.is_busy:
            text = (
                f"Stack:{stack.stack_id} is in {stack.status} state and can not be "
                "deleted."
            )
            raise invalid(text)
        stack.request_token = params.get("ClientRequestToken")
        stack.enter("DELETE_IN_PROGRESS", "User Initiated")
    operations.start(operations.delete, stack, client)


def _template(params: Params) -> tuple[str, Template]:
    lacking = [name for name in _LACKING if params.get(name)]
    if lacking:
        text = f"stacks with {lacking[0]}"
        raise NotImplementedError(text)
    body = params.get("TemplateBody")
    if not body:
        text = "Either Template URL or Template Body must be specified."
        raise invalid(text)
    if len(body.encode()) > _LARGEST_TEMPLATE:
        text = (
            "1 validation error detected: Value at 'templateBody' failed to satisfy "
            "constraint: Member must have length less than or equal to "
            f"{_LARGEST_TEMPLATE}"
        )
        raise invalid(text)
    template = parse(body)
    unknown = sorted({r.kind for r in template.resources.values()} - set(KINDS))
    if unknown:
        text = f"{unknown[0]} in a stack"
        raise NotImplementedError(text)
    return body, template


def _parameters(
    template: Template, params: Params, before: Mapping[str, str]
) -> Mapping[str, str]:
    given = {
        each["ParameterKey"]: before[each["ParameterKey"]]
        if each.get("UsePreviousValue")
        else each["ParameterValue"]
        for each in params.get("Parameters") or ()
    }
    effective_parameters(template, given)
    return given
