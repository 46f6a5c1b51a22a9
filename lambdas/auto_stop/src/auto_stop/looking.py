"""Reads the fleet, as few calls as it takes, and judges each endpoint.

What spares an endpoint for nothing comes first: lists of a hundred, then tags of a
hundred, then metrics of five hundred. Only what then still seems idle is described.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from auto_stop.fleet import Component, Details, Endpoint, Series, Unreadable
from auto_stop.gathering import Idle, gather
from auto_stop.judging import (
    Reason,
    by_state,
    is_protected,
    known_requests,
    of_component,
    of_details,
    of_variant,
)
from auto_stop.planning import Facts
from auto_stop.ports import Fleet, Tags, Targets, Traffic
from auto_stop.settings import Covers
from inferences.errors import UnavailableError


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What a look at an endpoint came to.

    Attributes:
        endpoint: As it was listed.
        components: Of it.
        tags: As far as they were read.
        reason: Why it is spared; None for an idle one.
        why: In words, where the reason alone does not tell.
        facts: Of an idle one.

    """

    endpoint: Endpoint
    components: Sequence[Component] = ()
    tags: Mapping[str, str]
    reason: Reason | None = None
    why: str = ""
    facts: Facts | None = None


@dataclass(frozen=True, kw_only=True)
class Sources:
    """Where a look reads."""

    fleet: Fleet
    tags: Tags
    traffic: Traffic
    targets: Targets


class Look:
    """One look at all endpoints that a rule covers."""

    def __init__(
        self, sources: Sources, covers: Covers, now: datetime, window: timedelta
    ) -> None:
        """Take the time of the look, and how long nothing must have been asked."""
        self._sources = sources
        self._covers = covers
        self._now = now
        self._window = window
        self._seen: dict[str, Seen] = {}
        self._left: dict[str, Endpoint] = {}
        self._components: Mapping[str, Sequence[Component]] = {}
        self._tags: dict[str, Mapping[str, str]] = {}
        self._measured: dict[Series, float | Unreadable] = {}

    def look(self) -> Sequence[Seen]:
        """Return what was seen, an entry for each endpoint, by name.

        Raises:
            UnavailableError: The endpoints cannot be listed.

        """
        self._left = {
            endpoint.name: endpoint
            for endpoint in self._sources.fleet.endpoints()
            if self._covers.named(endpoint.name)
        }
        for step in (self._by_tags, self._by_state, self._by_metrics, self._closely):
            if not self._left:
                break
            try:
                step()
            except UnavailableError as error:
                # A list of all: without it, nothing is known of any.
                for name in list(self._left):
                    self._spare(name, Reason.UNREADABLE, str(error))
        return [self._seen[name] for name in sorted(self._seen)]

    def _by_tags(self) -> None:
        found = self._sources.tags.all()
        for name, endpoint in list(self._left.items()):
            self._tags[name] = tags = found.get(endpoint.arn, {})
            if not self._covers.tagged(tags):
                del self._left[name]
            elif is_protected(tags):
                self._spare(name, Reason.PROTECTED)

    def _by_state(self) -> None:
        self._components = self._sources.fleet.components()
        for name, endpoint in list(self._left.items()):
            components = self._components.get(name, ())
            reason = by_state(endpoint, components, self._now, self._window)
            if reason is not None:
                self._spare(name, reason)

    def _by_metrics(self) -> None:
        minutes = round(self._window / timedelta(minutes=1))
        wanted: dict[str, list[Series]] = {
            name: self._component_series(name) for name in self._left
        }
        for endpoint, variant in self._sources.traffic.active(minutes):
            if endpoint in wanted:
                wanted[endpoint].append(of_variant(endpoint, variant))
        self._weigh(wanted)

    def _closely(self) -> None:
        names = list(self._left)
        details: dict[str, Details] = {}
        for name, found in self._sources.fleet.details(names).items():
            if isinstance(found, Unreadable):
                self._spare(name, Reason.UNREADABLE, found.why)
            else:
                details[name] = found
        self._weigh(
            {
                name: [*self._component_series(name), *of_details(name, found)]
                for name, found in details.items()
            }
        )
        self._gather({name: details[name] for name in self._left})

    def _weigh(self, wanted: Mapping[str, Sequence[Series]]) -> None:
        """Spare what was asked for in the window, or could not be measured."""
        new = {each for series in wanted.values() for each in series}
        new -= self._measured.keys()
        if new:
            since = self._now - self._window
            self._measured |= self._sources.traffic.measure(
                sorted(new), since, self._now
            )
        for name, series in wanted.items():
            total = 0.0
            for each in series:
                value = self._measured.get(each, Unreadable("was not answered"))
                if isinstance(value, Unreadable):
                    self._spare(name, Reason.UNREADABLE, f"{each.metric}: {value.why}")
                    break
                total += value
            else:
                if total > known_requests(self._tags[name], self._window):
                    self._spare(name, Reason.BUSY, f"{total:g} requests")

    def _gather(self, details: Mapping[str, Details]) -> None:
        found = gather(
            self._sources.fleet,
            self._sources.targets,
            [
                Idle(
                    endpoint=self._left[name],
                    tags=self._tags[name],
                    components=self._components.get(name, ()),
                    details=each,
                )
                for name, each in details.items()
            ],
        )
        for name, facts in found.items():
            if isinstance(facts, Unreadable):
                self._spare(name, Reason.UNREADABLE, facts.why)
            else:
                self._put(name, facts=facts)

    def _component_series(self, name: str) -> list[Series]:
        return [
            series
            for component in self._components.get(name, ())
            for series in of_component(component.name)
        ]

    def _spare(self, name: str, reason: Reason, why: str = "") -> None:
        self._put(name, reason=reason, why=why)

    def _put(
        self,
        name: str,
        *,
        reason: Reason | None = None,
        why: str = "",
        facts: Facts | None = None,
    ) -> None:
        self._seen[name] = Seen(
            endpoint=self._left.pop(name),
            components=self._components.get(name, ()),
            tags=self._tags.get(name, {}),
            reason=reason,
            why=why,
            facts=facts,
        )
