"""How long work tells that it goes on."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol


class Progress(Protocol):
    """Told of each step that may take over a second."""

    def step(self, description: str) -> AbstractContextManager[None]:
        """Show the description for as long as the step lasts."""

    def note(self, message: str) -> None:
        """Say one thing that stays."""


class Silent:
    """Shows nothing."""

    @contextmanager
    def step(self, description: str) -> Iterator[None]:  # noqa: ARG002 - protocol
        """Do the step."""
        yield

    def note(self, message: str) -> None:
        """Forget it."""
