"""Tells the engine that scales of what happens in moto."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol

from local_aws.scaling.kept import TargetId


class Engine(Protocol):
    """Whoever scales. Each method returns at once."""

    def now(self) -> datetime:
        """Return the time that schedules go by."""

    def told(self) -> None:
        """Take note of new data, or of a new alarm."""

    def registered(self, account_id: str, region: str, target: TargetId) -> None:
        """Move a target's capacity into its bounds."""

    def alarm_was_set(self, account_id: str, region: str, name: str) -> None:
        """Run the actions of an alarm that somebody put into its state."""


# moto's state is one for the process: of several servers the newest scales.
_engines: list[Engine] = []


def install(engine: Engine) -> Callable[[], None]:
    """Let it be told from now on; returns what undoes that."""
    _engines.append(engine)

    def undo() -> None:
        _engines.remove(engine)

    return undo


def current() -> Engine | None:
    """Return the engine that was installed last, if there is one."""
    return _engines[-1] if _engines else None


def now() -> datetime:
    """Return the time that schedules go by."""
    engine = current()
    return engine.now() if engine else datetime.now(UTC)
