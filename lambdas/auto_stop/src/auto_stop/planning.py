"""What a stop does to an endpoint of each kind. No AWS here."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from auto_stop.fleet import (
    Component,
    ComponentDetails,
    ConfigVariant,
    Details,
    Endpoint,
    Variant,
)
from auto_stop.judging import Reason
from auto_stop.settings import Mode
from stopped_endpoints.record import Action, Target


@dataclass(frozen=True, kw_only=True)
class Facts:
    """All that is known of an idle endpoint.

    Attributes:
        endpoint: As it was listed.
        tags: As all tags were listed.
        components: As they were listed.
        component_details: By name.
        details: As it was described.
        config: Its configuration's variants, by name.
        targets: Bounds of its scalable targets, those of its components too.

    """

    endpoint: Endpoint
    tags: Mapping[str, str]
    components: Sequence[Component] = ()
    component_details: Mapping[str, ComponentDetails] = field(default_factory=dict)
    details: Details
    config: Mapping[str, ConfigVariant]
    targets: Sequence[Target] = ()


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is to be done.

    Attributes:
        action: Which kind of stop.
        targets: That are lowered, or removed.
        least: What a target is lowered to, by its key.
        counts: What is lowered without a target: by variant, how many, and whether
            of provisioned concurrency.

    """

    action: Action
    targets: Sequence[Target]
    least: Mapping[tuple[str, str], int] = field(default_factory=dict)
    counts: Mapping[str, tuple[int, bool]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class _Part:
    """Something that is billed while it stands by."""

    resource_id: str
    current: int
    least: int
    target: Target | None
    # None for a component, whose count is its target's business alone.
    variant: str | None
    serverless: bool = False


def resource_ids(
    facts_of: str, components: Sequence[Component], details: Details
) -> Sequence[str]:
    """Return what scalable targets of an endpoint may be about."""
    return [
        *(f"endpoint/{facts_of}/variant/{each.name}" for each in details.variants),
        *(f"inference-component/{each.name}" for each in components),
    ]


def plan(facts: Facts, mode: Mode, *, begun: bool = False) -> Plan | Reason:
    """Return what is to be done to an idle endpoint, or why nothing is.

    Args:
        facts: Of the endpoint.
        mode: What is set; a report plans what deleting would do.
        begun: Whether it is being deleted already: then to the end, although what
            is left may cost nothing.

    """
    if begun and mode is not Mode.REDUCE and not _can_sleep(facts):
        return Plan(action=Action.DELETE, targets=facts.targets)
    if all(not each.instances and not each.provisioned for each in variants(facts)):
        return Reason.COSTS_NOTHING
    if mode is not Mode.REDUCE and not _can_sleep(facts):
        return Plan(action=Action.DELETE, targets=facts.targets)
    parts = [part for part in _parts(facts) if _is_above(part)]
    lowered = [part.target for part in parts if part.target is not None]
    counts = {
        part.variant: (part.least, part.serverless)
        for part in parts
        if part.target is None and part.variant is not None
    }
    if not lowered and not counts:
        return Reason.AT_ITS_LEAST
    return Plan(
        action=Action.REDUCE,
        targets=lowered,
        least={part.target.key: part.least for part in parts if part.target},
        counts=counts,
    )


def variants(facts: Facts) -> Sequence[Variant]:
    """Return the variants that serve."""
    return facts.details.variants


def sleeps(facts: Facts, variant: Variant) -> bool:
    """Say whether a variant may go down to no instance, and wakes by itself.

    Facts S2 and S5: components with scalable targets on managed instances from 0,
    or an asynchronous variant whose target may be 0 already.
    """
    if facts.config[variant.name].has_model:
        target = _target(
            facts, f"endpoint/{facts.endpoint.name}/variant/{variant.name}"
        )
        return facts.details.asynchronous and target is not None and target.min == 0
    components = [each for each in facts.components if each.variant == variant.name]
    return (
        variant.managed_min == 0
        and bool(components)
        and all(_target(facts, f"inference-component/{c.name}") for c in components)
    )


def _can_sleep(facts: Facts) -> bool:
    return all(sleeps(facts, variant) for variant in variants(facts))


def _is_above(part: _Part) -> bool:
    return part.current > part.least or (
        part.target is not None and part.target.min > part.least
    )


def _parts(facts: Facts) -> Iterator[_Part]:
    for variant in variants(facts):
        if not facts.config[variant.name].has_model:
            yield from _copies(facts, variant)
            continue
        resource_id = f"endpoint/{facts.endpoint.name}/variant/{variant.name}"
        target = _target(facts, resource_id)
        yield _Part(
            resource_id=resource_id,
            current=variant.provisioned if variant.serverless else variant.instances,
            least=_least(facts, variant, target),
            target=target,
            variant=variant.name,
            serverless=variant.serverless,
        )


def _least(facts: Facts, variant: Variant, target: Target | None) -> int:
    # Fact S1: only what is asynchronous, and scales, has no instance. Without
    # provisioned concurrency there is nothing to lower.
    if variant.serverless:
        return min(variant.provisioned, 1)
    return 0 if facts.details.asynchronous and target is not None else 1


def _copies(facts: Facts, variant: Variant) -> Iterator[_Part]:
    for component in facts.components:
        if component.variant != variant.name:
            continue
        resource_id = f"inference-component/{component.name}"
        target = _target(facts, resource_id)
        if target is not None:
            yield _Part(
                resource_id=resource_id,
                current=facts.component_details[component.name].copies,
                # Where instances stay anyway, a copy less saves nothing.
                least=0 if variant.managed_min == 0 else 1,
                target=target,
                variant=None,
            )


def _target(facts: Facts, resource_id: str) -> Target | None:
    for target in facts.targets:
        if target.resource_id == resource_id:
            return target
    return None
