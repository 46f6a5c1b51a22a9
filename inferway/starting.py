"""Starts an endpoint that was stopped, as its record has it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from inferway.start_endpoints import GONE
from inferway.stops import StopsError
from stopped_endpoints.ports import Scaling, StoppedEndpoints
from stopped_endpoints.record import Action, Component, StoppedEndpoint
from stopped_endpoints.record_json import RecordError

if TYPE_CHECKING:
    from inferway.start_endpoints import SageMakerEndpoints
    from inferway.wake_alarms import WakeAlarms
    from smoke.waiting import Waiting

_IN_SERVICE = "InService"
_FAILED = "Failed"


class Progress(Protocol):
    """Hears what is done."""

    def note(self, message: str) -> None:
        """Say one thing that stays."""


@dataclass(frozen=True, kw_only=True)
class Started:
    """What became of a start.

    Attributes:
        endpoint: Its name.
        action: What its stop had done: "delete" or "reduce".
        config: The configuration that it has now.
        forgotten: Whether only the record went.
        unattached: Step policies that no alarm runs: their ARNs by their names.

    """

    endpoint: str
    action: str
    config: str
    forgotten: bool = False
    unattached: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Starter:
    """Starts endpoints.

    Attributes:
        endpoints: Where they are.
        scaling: Their scalable targets.
        alarms: What wakes them.
        records: Of stops.
        configs: What the environment wants, by endpoint.
        waiting: For what comes by itself.
        progress: Hears.

    """

    endpoints: "SageMakerEndpoints"
    scaling: Scaling
    alarms: "WakeAlarms"
    records: StoppedEndpoints
    configs: Mapping[str, str]
    waiting: "Waiting"
    progress: Progress

    def start(self, name: str) -> Started:
        """Start an endpoint, wait until it serves, and forget that it was stopped.

        It may be repeated: what is there already stays.

        Raises:
            StopsError: There is no such record, or it cannot be started so.
            UnavailableError: AWS could not be asked.

        """
        record = self._record(name)
        config = record.config
        if record.action is Action.DELETE:
            config = self._create(record)
            for component in record.components:
                self._create_component(name, component)
        self._serving(name)
        for target in record.targets:
            self.scaling.restore(target)
        if record.action is Action.REDUCE and self.endpoints.raise_counts(record):
            self._serving(name)
        unattached = self.alarms.attach(record.targets)
        self.records.delete(name)
        return Started(
            endpoint=name,
            action=record.action.value,
            config=config,
            unattached=unattached,
        )

    def forget(self, name: str) -> Started:
        """Forget that an endpoint was stopped: the next apply makes it, if it wants it.

        Raises:
            StopsError: There is no such record.
            UnavailableError: AWS could not be asked.

        """
        try:
            record: StoppedEndpoint | None = self._record(name)
        except RecordError:
            # What nobody can read is all the more to be forgotten.
            record = None
        self.records.delete(name)
        return Started(
            endpoint=name,
            action=record.action.value if record else "",
            config=record.config if record else "",
            forgotten=True,
        )

    def _record(self, name: str) -> StoppedEndpoint:
        record = self.records.get(name)
        if record is None:
            message = (
                f"{name} is not on record as stopped: `inferway stopped` lists what is"
            )
            raise StopsError(message)
        return record

    def _create(self, record: StoppedEndpoint) -> str:
        """Create the endpoint unless it is there; return its configuration's name."""
        name = record.endpoint
        if self._settled(f"endpoint {name}", lambda: self.endpoints.status(name)):
            return self.endpoints.config(name)
        # What the environment wants by now; an apply may have deleted the old one.
        config = self.configs.get(name, record.config)
        if not self.endpoints.has_config(config):
            message = (
                f"{name} cannot be started as it was: its configuration {config} is"
                " gone. Give --outputs with what `terraform output -json` prints now,"
                " or --forget, and apply"
            )
            raise StopsError(message)
        self.progress.note(f"creating {name} with {config}")
        self.endpoints.create(record, config)
        self._serving(name)
        return config

    def _create_component(self, endpoint: str, component: Component) -> None:
        name = component.name
        if self.endpoints.component_status(name) == GONE:
            self.endpoints.create_component(endpoint, component)
        what = f"component {name}"
        _check(what, self._settled(what, lambda: self.endpoints.component_status(name)))

    def _serving(self, name: str) -> None:
        what = f"endpoint {name}"
        _check(what, self._settled(what, lambda: self.endpoints.status(name)))

    def _settled(self, what: str, status: Callable[[], str]) -> str:
        """Return a status once it stays; GONE for what is not there."""
        return self.waiting.settle(
            what,
            status,
            lambda found: (
                None if found in (_IN_SERVICE, _FAILED, GONE) else f"it is {found}"
            ),
        ).value


def _check(what: str, status: str) -> None:
    if status != _IN_SERVICE:
        message = f"{what} does not serve: it is {status or 'not there'}"
        raise StopsError(message)
