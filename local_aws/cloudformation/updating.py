"""An update of a stack: what changes, in which order, and how it is undone.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-update-behaviors.html
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from local_aws.cloudformation.errors import ResourceError
from local_aws.cloudformation.kinds import KINDS, Client, Kind, change_tags
from local_aws.cloudformation.operations import make, merged_tags, outputs, unmake
from local_aws.cloudformation.references import resolve
from local_aws.cloudformation.stack import Made, Stack
from local_aws.cloudformation.template import Resource, Template
from local_aws.cloudformation.values import resolver


@dataclass(kw_only=True)
class Undo:
    """What an update has done so far.

    Attributes:
        before: What the stack said before the update.
        changed: Resources that were updated, and the properties before.
        replaced: Resources that have a successor.
        added: Resources that are new, successors among them.

    """

    before: Mapping[str, Any]
    changed: list[tuple[Made, Mapping[str, Any]]] = field(default_factory=list)
    replaced: list[Made] = field(default_factory=list)
    added: list[Made] = field(default_factory=list)


def update(stack: Stack, before: Mapping[str, Any], client: Client) -> None:
    """Change what is to change, then delete what is over; or undo it all.

    Args:
        stack: With the new template and parameters.
        before: The fields of the stack that the update has changed.
        client: Makes the calls.

    """
    undo = Undo(before=before)
    for resource in stack.template.resources.values():
        try:
            _bring_about(stack, resource, undo, client)
        except ResourceError:
            _roll_back(stack, resource.logical_id, undo, client)
            return
    stack.outputs = outputs(stack, client)
    stack.enter("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS")
    gone = [m for i, m in stack.made.items() if i not in stack.template.resources]
    # What could not be deleted is left behind, as CloudFormation leaves it.
    unmake(stack, [*reversed(gone), *reversed(undo.replaced)], client)
    stack.made = _ordered(stack.made, stack.template)
    stack.enter("UPDATE_COMPLETE")


def _bring_about(stack: Stack, resource: Resource, undo: Undo, client: Client) -> None:
    """Let a resource be as the template has it.

    Raises:
        ResourceError: It cannot be.

    """
    made = stack.made.get(resource.logical_id)
    if made is None:
        _add(stack, resource, undo, client)
        return
    kind = KINDS[resource.kind]
    lookup = resolver(stack, stack.template, stack.made, client)
    properties = resolve(resource.properties, lookup)
    made.is_kept = resource.is_kept
    _retag(stack, made, properties, client)
    differing = {
        name
        for name in {*properties, *made.properties}
        if properties.get(name) != made.properties.get(name)
    } - {"Tags"}
    if not differing and made.kind == resource.kind:
        return
    if made.kind == resource.kind and differing <= kind.mutable:
        undo.changed.append((made, made.properties))
        _change(stack, made, properties, client)
        return
    if properties.get(kind.name) == made.name:
        text = (
            "CloudFormation cannot update a stack when a custom-named resource "
            f"requires replacing. Rename {made.name} and update the stack again."
        )
        stack.note(made, "UPDATE_FAILED", text)
        raise ResourceError(text)
    stack.note(
        made,
        "UPDATE_IN_PROGRESS",
        "Requested update requires the creation of a new physical resource; hence "
        "creating one.",
    )
    undo.replaced.append(made)
    _add(stack, resource, undo, client)


def _retag(
    stack: Stack, made: Made, properties: Mapping[str, Any], client: Client
) -> None:
    """Give a resource the tags that it has now; a roll back leaves them."""
    tags = merged_tags(stack, properties)
    change_tags(client, made.arn, made.tags, tags)
    made.tags = tags


def _add(stack: Stack, resource: Resource, undo: Undo, client: Client) -> None:
    before = stack.made.get(resource.logical_id)
    try:
        make(stack, stack.template, resource, client)
    finally:
        after = stack.made.get(resource.logical_id)
        if after is not None and after is not before:
            undo.added.append(after)


def _change(
    stack: Stack, made: Made, properties: Mapping[str, Any], client: Client
) -> None:
    kind: Kind = KINDS[made.kind]
    stack.note(made, "UPDATE_IN_PROGRESS")
    try:
        kind.update(client, made.name, properties)
        made.properties = properties
        kind.settle(client, made.name)
    except (BotoCoreError, ClientError, ResourceError) as error:
        stack.note(made, "UPDATE_FAILED", str(error))
        raise ResourceError(str(error)) from error
    stack.note(made, "UPDATE_COMPLETE")


def _roll_back(stack: Stack, failed: str, undo: Undo, client: Client) -> None:
    why = f"The following resource(s) failed to update: [{failed}]. "
    stack.enter("UPDATE_ROLLBACK_IN_PROGRESS", why)
    for name, value in undo.before.items():
        setattr(stack, name, value)
    try:
        for made, properties in reversed(undo.changed):
            _change(stack, made, properties, client)
    except ResourceError as error:
        stack.enter("UPDATE_ROLLBACK_FAILED", str(error))
        return
    for made in undo.replaced:
        stack.made[made.logical_id] = made
        stack.note(made, "UPDATE_COMPLETE")
    stack.enter("UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS")
    unmake(stack, reversed(undo.added), client)
    stack.made = _ordered(stack.made, stack.template)
    stack.enter("UPDATE_ROLLBACK_COMPLETE")


def _ordered(made: Mapping[str, Made], template: Template) -> dict[str, Made]:
    """Return what is made in the order of creation, strangers first."""
    order = {name: index for index, name in enumerate(template.resources)}
    return dict(sorted(made.items(), key=lambda each: order.get(each[0], -1)))
