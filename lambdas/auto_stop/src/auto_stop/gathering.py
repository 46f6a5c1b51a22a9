"""Reads what a stop has to know of idle endpoints."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from auto_stop.fleet import (
    Component,
    ComponentDetails,
    ConfigVariant,
    Details,
    Endpoint,
    Unreadable,
)
from auto_stop.planning import Facts, resource_ids
from auto_stop.ports import Fleet, Targets
from stopped_endpoints.record import Target


@dataclass(frozen=True, kw_only=True)
class Idle:
    """An endpoint that is idle, as far as it is known."""

    endpoint: Endpoint
    tags: Mapping[str, str]
    components: Sequence[Component]
    details: Details

    @property
    def resource_ids(self) -> Sequence[str]:
        """What its scalable targets may be about."""
        return resource_ids(self.endpoint.name, self.components, self.details)


def gather(
    fleet: Fleet, targets: Targets, idle: Sequence[Idle]
) -> Mapping[str, Facts | Unreadable]:
    """Return the facts of endpoints by name.

    Raises:
        UnavailableError: The scalable targets cannot be read.

    """
    configs = fleet.configs(sorted({each.details.config for each in idle}))
    components = fleet.component_details(
        [component.name for each in idle for component in each.components]
    )
    found: dict[str, list[Target]] = {}
    for target in targets.bounds([id_ for each in idle for id_ in each.resource_ids]):
        found.setdefault(target.resource_id, []).append(target)
    return {
        each.endpoint.name: _facts(
            each, configs[each.details.config], components, found
        )
        for each in idle
    }


def _facts(
    idle: Idle,
    config: Mapping[str, ConfigVariant] | Unreadable,
    components: Mapping[str, ComponentDetails | Unreadable],
    targets: Mapping[str, Sequence[Target]],
) -> Facts | Unreadable:
    own = {each.name: components[each.name] for each in idle.components}
    if isinstance(config, Unreadable):
        return config
    missing = {each.name for each in idle.details.variants} - set(config)
    if missing:
        return Unreadable(f"the configuration lacks {', '.join(sorted(missing))}")
    lost = _first_unreadable(own.values())
    if lost is not None:
        return lost
    return Facts(
        endpoint=idle.endpoint,
        tags=idle.tags,
        components=idle.components,
        component_details={
            name: each
            for name, each in own.items()
            if isinstance(each, ComponentDetails)
        },
        details=idle.details,
        config=config,
        targets=[each for id_ in idle.resource_ids for each in targets.get(id_, ())],
    )


def _first_unreadable(found: Iterable[object]) -> Unreadable | None:
    return next((each for each in found if isinstance(each, Unreadable)), None)
