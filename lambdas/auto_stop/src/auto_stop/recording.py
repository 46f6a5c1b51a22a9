"""What is put on record of a stop. No AWS here."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from auto_stop.judging import MARK_TAG
from auto_stop.planning import Facts, Plan, variants
from stopped_endpoints.record import (
    Action,
    Component,
    StoppedEndpoint,
    Target,
    Variant,
)

# CreateEndpoint takes none of these: AWS's own, as those of CloudFormation.
_RESERVED = "aws:"


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """When something is stopped, by whom, and why in words."""

    at: datetime
    by: str
    reason: str


def record_of(
    facts: Facts, plan: Plan, targets: Sequence[Target], occasion: Occasion
) -> StoppedEndpoint:
    """Return the record of a stop that is about to begin.

    Args:
        facts: Of the endpoint.
        plan: What will be done.
        targets: The plan's, with policies and scheduled actions where they go.
        occasion: Of the stop.

    """
    components: list[Component] = []
    if plan.action is Action.DELETE:
        components = [
            Component(
                name=each.name,
                variant=each.variant,
                copies=facts.component_details[each.name].copies,
                specification=facts.component_details[each.name].specification,
            )
            for each in facts.components
        ]
    return StoppedEndpoint(
        endpoint=facts.endpoint.name,
        action=plan.action,
        at=occasion.at.isoformat(),
        by=occasion.by,
        reason=occasion.reason,
        config=facts.details.config,
        tags={
            name: value
            for name, value in facts.tags.items()
            if name != MARK_TAG and not name.startswith(_RESERVED)
        },
        targets=tuple(targets),
        variants=tuple(
            Variant(
                name=each.name,
                desired=each.provisioned if each.serverless else each.instances,
            )
            for each in variants(facts)
        ),
        components=tuple(components),
        deployment=facts.details.deployment,
    )


def is_recreated(record: StoppedEndpoint, created: datetime) -> bool:
    """Say whether an endpoint is another one than its record is about."""
    return created > datetime.fromisoformat(record.at)


def goes_on(record: StoppedEndpoint, facts: Facts, plan: Plan) -> bool:
    """Say whether a record is of the very stop that is planned now."""
    known = {target.key for target in record.targets}
    return (
        record.action is plan.action
        and not is_recreated(record, facts.endpoint.created)
        and record.config == facts.details.config
        and all(target.key in known for target in plan.targets)
        and not (record.action is Action.REDUCE and record.done)
    )


def merged(new: StoppedEndpoint, old: StoppedEndpoint, plan: Plan) -> StoppedEndpoint:
    """Return a record with what an older one knew before it was lowered or removed.

    A bound that is at its least now may be so by us: the older record has what it
    was. A target that is gone now was removed by a stop that did not end.
    """
    if new.config != old.config:
        return new
    before = {target.key: target for target in old.targets}
    targets = []
    for target in new.targets:
        was = before.pop(target.key, None)
        targets.append(target if was is None else _before(target, was, old, plan))
    components = {each.name: each for each in (*old.components, *new.components)}
    desired = {each.name: each.desired for each in old.variants}
    return replace(
        new,
        targets=(*targets, *before.values()),
        variants=tuple(
            replace(each, desired=max(each.desired, desired.get(each.name, 0)))
            for each in new.variants
        ),
        components=tuple(components.values())
        if new.action is Action.DELETE
        else new.components,
    )


def _before(target: Target, was: Target, old: StoppedEndpoint, plan: Plan) -> Target:
    if old.action is not Action.REDUCE:
        return target
    least = plan.least.get(target.key, 1)
    return replace(
        target,
        min=was.min if target.min <= least else target.min,
        max=was.max if target.max <= least else target.max,
    )
