"""Ending what a process started, also what its children started in turn."""

import os
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

_PROC = Path("/proc")


def kill_all() -> None:
    """Kill every process that descends from this one.

    The data plane ends its function environments itself; this is for those
    that a fault kept it from ending, and for what a function started.
    """
    for pid in descendants(os.getpid(), _parents()):
        with suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGKILL)


def descendants(root: int, parents: dict[int, int]) -> list[int]:
    """Return all below root, given each process's parent, children first."""
    found: list[int] = []
    level = [root]
    while level:
        level = [pid for pid, parent in parents.items() if parent in level]
        found = level + found
    return found


def _parents() -> dict[int, int]:
    if not _PROC.is_dir():
        return _parents_by_ps()
    parents = {}
    for entry in _PROC.iterdir():
        if not entry.name.isdigit():
            continue
        with suppress(OSError, ValueError, IndexError):
            # "pid (name) state parent ...": the name may hold spaces and ")".
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
            parents[int(entry.name)] = int(fields[1])
    return parents


def _parents_by_ps() -> dict[int, int]:
    listing = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid="],  # noqa: S607 - where PATH has it
        check=True,
        capture_output=True,
        text=True,
    )
    pairs = (line.split() for line in listing.stdout.splitlines())
    return {int(pid): int(parent) for pid, parent in pairs}
