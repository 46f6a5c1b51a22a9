"""Tells the engine that delivers of what happens in moto."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol


class Bus(Protocol):
    """Whoever takes events to the targets of rules."""

    def send(self, rule: Any, event: Mapping[str, Any]) -> None:  # noqa: ANN401 - moto is untyped
        """Take an event to the targets of a rule that matches it."""

    def invoke(
        self, principal: str, source_arn: str, arn: str, event: Mapping[str, Any]
    ) -> None:
        """Invoke a function for a service that it lets, once it can be done."""


# moto's state is one for the process: of several servers the newest delivers.
_buses: list[Bus] = []


def install(bus: Bus) -> Callable[[], None]:
    """Let it be told from now on; returns what undoes that."""
    _buses.append(bus)

    def undo() -> None:
        _buses.remove(bus)

    return undo


def current() -> Bus | None:
    """Return the bus that was installed last, if there is one."""
    return _buses[-1] if _buses else None
