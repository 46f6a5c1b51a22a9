"""What happens to a stack after the call that asked for it was answered.

The states are those of
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html
"""

import logging
import threading
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from local_aws.cloudformation.errors import ResourceError
from local_aws.cloudformation.kinds import KINDS, Client, arn, tag_list
from local_aws.cloudformation.references import resolve
from local_aws.cloudformation.stack import Made, Stack
from local_aws.cloudformation.template import Resource, Template
from local_aws.cloudformation.values import resolver

logger = logging.getLogger(__name__)

_Clients = Callable[[], Client]


def start(
    work: Callable[[Stack, Client], None], stack: Stack, client: _Clients
) -> None:
    """Let a change of the stack's, whose state says it is under way, happen."""

    def run() -> None:
        try:
            work(stack, client())
        except Exception:
            # Nobody else would hear of it, and the stack would be busy for ever.
            logger.exception("stack %s", stack.name)
            verb = stack.status.partition("_")[0]
            stack.enter(f"{verb}_FAILED", "The local AWS failed: its log says why.")

    threading.Thread(target=run, name=f"stack {stack.name}", daemon=True).start()


def create(stack: Stack, client: Client) -> None:
    """Make every resource, or unmake those that were made."""
    failed = _make_all(stack, stack.template, client)
    if failed is None:
        stack.outputs = outputs(stack, client)
        stack.enter("CREATE_COMPLETE")
        return
    why = f"The following resource(s) failed to create: [{failed}]. "
    if stack.settings.get("OnFailure") == "DO_NOTHING":
        stack.enter("CREATE_FAILED", why)
        return
    verb = "DELETE" if stack.settings.get("OnFailure") == "DELETE" else "ROLLBACK"
    stack.enter(f"{verb}_IN_PROGRESS", f"{why}Rollback requested by user.")
    _finish(stack, verb, unmake(stack, reversed(list(stack.made.values())), client))


def delete(stack: Stack, client: Client) -> None:
    """Unmake everything, last things first."""
    _finish(stack, "DELETE", unmake(stack, reversed(list(stack.made.values())), client))


def outputs(stack: Stack, client: Client) -> dict[str, str]:
    """Return the values of the template's outputs."""
    lookup = resolver(stack, stack.template, stack.made, client)
    return {
        name: str(resolve(each["Value"], lookup))
        for name, each in stack.template.outputs.items()
    }


def make(stack: Stack, template: Template, resource: Resource, client: Client) -> Made:
    """Make one resource and wait until it is ready.

    It is among the stack's as soon as its service has begun it, so that a roll
    back finds it.

    Raises:
        ResourceError: It cannot be made.

    """
    kind = KINDS[resource.kind]
    made = Made(
        logical_id=resource.logical_id,
        kind=resource.kind,
        name="",
        arn="",
        properties={},
        is_kept=resource.is_kept,
        status="CREATE_IN_PROGRESS",
    )
    stack.note(made, "CREATE_IN_PROGRESS")
    try:
        lookup = resolver(stack, template, stack.made, client)
        given = resolve(resource.properties, lookup)
        made.tags = merged_tags(stack, given)
        made.name = kind.create(
            client,
            {
                kind.name: stack.resource_name(resource.logical_id),
                **given,
                **({"Tags": tag_list(made.tags)} if made.tags else {}),
            },
        )
        made.arn, made.properties = arn(client, kind, made.name), given
        stack.made[resource.logical_id] = made
        stack.note(made, "CREATE_IN_PROGRESS", "Resource creation Initiated")
        kind.settle(client, made.name)
    except (BotoCoreError, ClientError, ResourceError) as error:
        stack.note(made, "CREATE_FAILED", str(error))
        raise ResourceError(str(error)) from error
    stack.note(made, "CREATE_COMPLETE")
    return made


def merged_tags(stack: Stack, properties: Mapping[str, Any]) -> dict[str, str]:
    """Return a resource's tags: the stack's, and its own where they differ."""
    both = [*(stack.settings.get("Tags") or ()), *(properties.get("Tags") or ())]
    return {tag["Key"]: tag["Value"] for tag in both}


def unmake(stack: Stack, doomed: Iterable[Made], client: Client) -> list[str]:
    """Delete resources in the order given; return the ids of those that stay.

    What another one could not be deleted for is not tried.
    """
    for made in doomed:
        if made.is_kept:
            stack.note(made, "DELETE_SKIPPED")
            _forget(stack, made)
            continue
        stack.note(made, "DELETE_IN_PROGRESS")
        try:
            KINDS[made.kind].delete(client, made.name)
        except (BotoCoreError, ClientError, ResourceError) as error:
            stack.note(made, "DELETE_FAILED", str(error))
            return [made.logical_id]
        stack.note(made, "DELETE_COMPLETE")
        _forget(stack, made)
    return []


def _make_all(stack: Stack, template: Template, client: Client) -> str | None:
    """Make every resource; return the id of the one that could not be made."""
    for resource in template.resources.values():
        try:
            make(stack, template, resource, client)
        except ResourceError:
            return resource.logical_id
    return None


def _finish(stack: Stack, verb: str, left: list[str]) -> None:
    if left:
        why = f"The following resource(s) failed to delete: [{', '.join(left)}]. "
        stack.enter(f"{verb}_FAILED", why)
        return
    if verb == "DELETE":
        stack.deleted = datetime.now(UTC)
    stack.enter(f"{verb}_COMPLETE")


def _forget(stack: Stack, made: Made) -> None:
    # A replaced one has a successor under its id.
    if stack.made.get(made.logical_id) is made:
        del stack.made[made.logical_id]
