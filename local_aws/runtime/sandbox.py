"""What runs a function's runtime or a container, and what starts one."""

from collections.abc import Mapping
from typing import Protocol

from local_aws.runtime.code import FunctionCode
from local_aws.runtime.config import FunctionConfig


class Sandbox(Protocol):
    """What was started: a process with its children, or a container.

    Attributes:
        output: File descriptor that its standard output and error come from.

    """

    output: int

    def wait(self) -> int:
        """Wait for its end; the exit code is below 0 for a signal."""

    def freeze(self) -> None:
        """Stop all of it where it stands."""

    def thaw(self) -> None:
        """Let it run on."""

    def terminate(self) -> None:
        """Ask it to end (SIGTERM)."""

    def kill(self) -> None:
        """End all of it at once and free what it holds. May be called twice."""

    def max_memory_mb(self) -> int | None:
        """Return the most memory it used so far, or None if that is unknown."""


class Launcher(Protocol):
    """Starts sandboxes."""

    def task_root(self, code: FunctionCode) -> str:
        """Return where the function finds its files."""

    def launch(
        self,
        config: FunctionConfig,
        code: FunctionCode,
        variables: Mapping[str, str],
    ) -> Sandbox:
        """Start the runtime with exactly these variables, and what it needs."""

    def close(self) -> None:
        """Free what the launcher itself holds; its sandboxes have ended."""
