"""Which local AWS polls: several may live in one process."""

from collections.abc import Callable
from typing import Protocol

from local_aws.dns.health import HealthChecks


class Dns(Protocol):
    """Who polls.

    Attributes:
        checks: The account's health checks.

    """

    checks: HealthChecks


_planes: list[Dns] = []


def install(plane: Dns) -> Callable[[], None]:
    """Let it poll from now on; returns what undoes that."""
    _planes.append(plane)

    def undo() -> None:
        _planes.remove(plane)

    return undo


def current() -> Dns | None:
    """Return who polls, the newest; None where nobody does."""
    return _planes[-1] if _planes else None
