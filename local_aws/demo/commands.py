"""Runs the commands that a person would type, and shows them."""

import shlex
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console

# Enough of a failed command's output to see the cause, not its whole log.
_TAIL_LINES = 40


class StepFailedError(Exception):
    """A command of the demo failed; the message holds what it said."""


@dataclass(kw_only=True)
class Commands:
    """Runs commands from the repository's root and times each step.

    Attributes:
        root: Folder of the repository; paths below it are shown relative.
        console: Where progress goes.
        seconds: How long each step took, by name, in seconds.

    """

    root: Path
    console: Console
    seconds: dict[str, float] = field(default_factory=dict)
    _started: tuple[str, float] | None = None

    def step(self, name: str, title: str) -> None:
        """Begin a step: what runs from now on is counted as its time."""
        self.finish()
        self.console.print(f"\n[bold]{title}[/bold]")
        self._started = (name, time.monotonic())

    def finish(self) -> None:
        """End the step under way, if there is one."""
        if self._started is not None:
            name, since = self._started
            self.seconds[name] = round(time.monotonic() - since, 2)
            self._started = None

    def say(self, text: str) -> None:
        """Print one line of the step."""
        self.console.print(f"  {text}", highlight=False, markup=False, soft_wrap=True)

    def run(
        self,
        command: Sequence[str | Path],
        *,
        env: Mapping[str, str],
        show_progress: bool = False,
    ) -> str:
        """Run one command and return what it printed on stdout.

        Args:
            command: Program and arguments, as a person would type them.
            env: Its whole environment.
            show_progress: Let its stderr through, where progress is shown.

        Raises:
            StepFailedError: It cannot be started, or its exit code is not 0.

        """
        words = [str(word) for word in command]
        shown = shlex.join(self._short(word) for word in words)
        self.console.print(
            f"  $ {shown}", style="dim", highlight=False, markup=False, soft_wrap=True
        )
        try:
            done = subprocess.run(  # noqa: S603 - commands of ours
                words,
                cwd=self.root,
                env=dict(env),
                check=False,
                stdout=subprocess.PIPE,
                stderr=None if show_progress else subprocess.PIPE,
                text=True,
            )
        except FileNotFoundError as error:
            message = f"{words[0]} is not installed, or not on PATH"
            raise StepFailedError(message) from error
        if done.returncode != 0:
            said = f"{done.stdout or ''}{done.stderr or ''}".strip()
            tail = "\n".join(said.splitlines()[-_TAIL_LINES:])
            message = f"{shown}\nended with exit code {done.returncode}:\n{tail}"
            raise StepFailedError(message)
        return done.stdout

    def _short(self, word: str) -> str:
        """Return a path below the root as a person there would write it."""
        prefix = f"{self.root}/"
        short = word.removeprefix(prefix).replace(f"={prefix}", "=")
        return short.removeprefix(".venv/bin/")
