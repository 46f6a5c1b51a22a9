"""What the game day needs of the outside; tests bring their own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from drill.stream import Stream
from inferences.active_region import ActiveRegion


class Clock(Protocol):
    """Time as who watches has it: one clock for all that is measured."""

    def now(self) -> float:
        """Return seconds since 1970."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait."""
        ...


class Switch(Protocol):
    """The health check that people declare the home Region lost by."""

    def is_inverted(self) -> bool:
        """Say whether it is."""
        ...

    def invert(self, *, inverted: bool) -> None:
        """Switch the home Region off, or on again."""
        ...


class Alarm(Protocol):
    """The alarm on the home Region's health."""

    def rings(self) -> bool:
        """Say whether it does."""
        ...


@dataclass(frozen=True, kw_only=True)
class Execution:
    """A run of a workflow.

    Attributes:
        name: Its own.
        status: As Step Functions has it: RUNNING, SUCCEEDED, FAILED, ...

    """

    name: str
    status: str

    @property
    def runs(self) -> bool:
        """Whether it is under way."""
        return self.status == "RUNNING"


class Machine(Protocol):
    """A workflow."""

    def executions(self) -> Sequence[Execution]:
        """Return the last runs."""
        ...

    def begin(self, name: str, reason: str) -> None:
        """Begin one."""
        ...


class Active(Protocol):
    """Who serves, as the surviving Region has it."""

    def read(self) -> ActiveRegion | None:
        """Return it."""
        ...


class Names(Protocol):
    """Where the one name leads, as a client is told."""

    def leads_to(self) -> str | None:
        """Return the Region; None where it cannot be told."""
        ...


class HomeSight(Protocol):
    """A look at the home Region's readiness."""

    def is_fenced(self) -> bool:
        """Say whether it keeps clients away because another Region serves."""
        ...

    def is_silent(self) -> bool:
        """Say whether it says nothing of its readiness: it is down, or cut off."""
        ...


@dataclass(frozen=True, kw_only=True)
class Parts:
    """Everything that a game day looks at and turns.

    All of it raises model.errors.UnavailableError where it cannot be reached.

    Attributes:
        tell: Is told what happens meanwhile.

    """

    clock: Clock
    switch: Switch
    alarm: Alarm
    failover: Machine
    failback: Machine
    active: Active
    names: Names
    sight: HomeSight
    stream: Stream | None
    tell: Callable[[str], None]
