"""What a person, or a script, sees of a command."""

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import Progress as Bars
from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

# Below it a finished step is not worth a line.
_SECONDS_WORTH_A_LINE = 1.0


# Names and paths are shown as they are: not coloured, wrapped, or read as
# emoji codes.
_PLAIN: dict[str, Any] = {"highlight": False, "soft_wrap": True, "emoji": False}


class Terminal:
    """Results to stdout, all else to stderr.

    With `as_json`, stdout gets one JSON document and nothing else.
    """

    def __init__(self) -> None:
        """Look at the streams as they are now."""
        self.as_json = False
        self.debug = False
        self.messages = Console(stderr=True, **_PLAIN)
        self._results = Console(**_PLAIN)

    def result(self, value: Any, show: Callable[[Console], None]) -> None:  # noqa: ANN401 - any JSON value
        """Give the result: the value as JSON, or shown to a person."""
        if self.as_json:
            sys.stdout.write(json.dumps(value, indent=2, allow_nan=False) + "\n")
        else:
            show(self._results)

    def failure(self, code: str, message: str) -> None:
        """Say why there is no result."""
        if self.as_json:
            error = {"error": {"code": code, "message": message}}
            sys.stdout.write(json.dumps(error, indent=2) + "\n")
        self.messages.print(f"inferway: {message}", style="red", markup=False)

    def note(self, message: str) -> None:
        """Say one thing that stays."""
        self.messages.print(message, style="yellow", markup=False)

    @contextmanager
    def step(self, description: str) -> Iterator[None]:
        """Show that a step goes on, and how long it took if that was long.

        On a terminal it spins; in a log the line comes when the step ends.
        """
        started = time.perf_counter()
        with Bars(
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            TimeElapsedColumn(),
            console=self.messages,
            transient=True,
            disable=not self.messages.is_terminal,
        ) as bars:
            bars.add_task(description, total=None)
            yield
        seconds = time.perf_counter() - started
        if seconds >= _SECONDS_WORTH_A_LINE:
            self.messages.print(f"{description}: {seconds:.1f} s", markup=False)
