"""Ends what a server left behind that was killed itself.

A runtime notices that its Runtime API is gone and ends, unless it stands still.
So a second process knows every sandbox, and when the pipe from the server
closes, it ends them. A container is a child of docker's, not even of ours.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path


class Warden:
    """Tells the second process, started with the first sandbox."""

    def __init__(self) -> None:
        """Start nothing yet."""
        self._process: subprocess.Popen[str] | None = None
        self._lock = threading.Lock()

    def watch_group(self, leader: int, folder: Path) -> None:
        """Have a process group ended, and its folder removed."""
        self._tell({"name": str(leader), "group": leader, "folder": str(folder)})

    def watch_command(
        self, name: str, command: Sequence[str], folder: Path | None = None
    ) -> None:
        """Have a command run that ends the sandbox of the name."""
        order: dict[str, object] = {"name": name, "command": list(command)}
        if folder is not None:
            order["folder"] = str(folder)
        self._tell(order)

    def forget(self, name: str) -> None:
        """Leave a sandbox alone: it has ended."""
        self._tell({"name": name})

    def close(self) -> None:
        """End the second process, and with it what it still knows of."""
        with self._lock:
            process, self._process = self._process, None
        if process is not None and process.stdin is not None:
            process.stdin.close()
            process.wait()

    def _tell(self, order: dict[str, object]) -> None:
        with self._lock:
            if self._process is None:
                self._process = subprocess.Popen(  # noqa: S603 - this very file
                    [sys.executable, "-S", __file__],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.DEVNULL,
                    text=True,
                    # A signal for the server's group is not for it.
                    start_new_session=True,
                )
            stdin = self._process.stdin
            # It may have been ended by hand: sandboxes run all the same.
            if stdin is not None:
                with suppress(BrokenPipeError):
                    stdin.write(json.dumps(order) + "\n")
                    stdin.flush()


def main(orders: Iterable[str]) -> None:
    """Note sandboxes until the orders end, then end the sandboxes."""
    known: dict[str, dict[str, object]] = {}
    for line in orders:
        order = json.loads(line)
        known.pop(order["name"], None)
        if len(order) > 1:
            known[order["name"]] = order
    for order in known.values():
        group, command = order.get("group"), order.get("command")
        folder = order.get("folder")
        if isinstance(group, int):
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(group, signal.SIGKILL)
        if isinstance(folder, str):
            shutil.rmtree(folder, ignore_errors=True)
        if isinstance(command, list):
            subprocess.run(command, check=False, capture_output=True)  # noqa: S603 - of the server


if __name__ == "__main__":
    main(sys.stdin)
