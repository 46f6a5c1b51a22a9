"""How much memory a group of processes holds, and what happens at the limit.

Lambda ends a function that passes its memory size with SIGKILL. Where this
machine lets us (`cgroup.py`) the kernel does that; elsewhere `MemoryWatch`
looks again before what is free can be filled. A limit on the address space is
none: it counts what is reserved, and numpy reserves gigabytes that it never
touches.
"""

import os
import resource
import subprocess
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

_PROC = Path("/proc")
_MB = 1024 * 1024
_PAGE = resource.getpagesize()
_SOONEST_LOOK_SECONDS = 0.02
_LATEST_LOOK_SECONDS = 0.2
# More than a process can fill: the kernel clears a page, and then it is written.
_FILLED_AT_MOST_A_SECOND = 4 * 1024 * _MB
# What they share among them is counted page by page.
_LOOKS_BETWEEN_COUNTS = 10
_PS_SECONDS = 0.5


class MemoryWatch:
    """Ends a session of processes that passes its limit.

    Args:
        leader: Process id of the session's leader.
        limit_mb: The function's memory size.
        kill: Called once, when the limit is passed.

    """

    def __init__(self, leader: int, limit_mb: int, kill: Callable[[], None]) -> None:
        """Start watching."""
        self._leader = leader
        self._limit = limit_mb * _MB
        self._kill = kill
        self._members = [leader]
        self._peak = 0
        self._awake = threading.Event()
        self._awake.set()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    @property
    def peak_mb(self) -> int:
        """The most that was held, rounded up; of several processes, that was seen."""
        self._look()
        if len(self._members) == 1:
            status = _PROC / str(self._members[0]) / "status"
            self._peak = max(self._peak, _kilobytes(status, "VmHWM:"))
        return -(-self._peak // _MB)

    def pause(self) -> None:
        """Stop looking, for as long as the processes are stopped."""
        self._awake.clear()

    def resume(self) -> None:
        """Look again."""
        self._awake.set()

    def close(self) -> None:
        """End the watch."""
        self._ended.set()
        self._awake.set()

    def _watch(self) -> None:
        step, looks = _SOONEST_LOOK_SECONDS, 0
        while not self._ended.wait(step if _PROC.is_dir() else _PS_SECONDS):
            self._awake.wait()
            self._members = session_members(self._leader)
            held = self._look(thorough=looks % _LOOKS_BETWEEN_COUNTS == 0)
            looks += 1
            if held > self._limit:
                self._kill()
                return
            step = seconds_to_next_look(self._limit - held)

    def _look(self, *, thorough: bool = True) -> int:
        """Return what they hold, or at most hold where that is within the limit."""
        held = at_most_held(self._members)
        if len(self._members) > 1:
            if held <= self._limit and not thorough:
                return held
            held = held_bytes(self._members)
        self._peak = max(self._peak, held)
        return held


def seconds_to_next_look(free: int) -> float:
    """Return when to look again at processes that may still take so many bytes."""
    filled = free / _FILLED_AT_MOST_A_SECOND
    return min(max(filled, _SOONEST_LOOK_SECONDS), _LATEST_LOOK_SECONDS)


def at_most_held(pids: list[int]) -> int:
    """Return what the processes hold at most, bytes: shared pages count for each."""
    if not _PROC.is_dir():
        return _held_by_ps(pids)
    return sum(map(_resident, pids))


def held_bytes(pids: list[int]) -> int:
    """Return what the processes hold together, bytes.

    Pages that several of them share, as after a fork, count once.
    """
    if not _PROC.is_dir():
        return _held_by_ps(pids)
    return sum(_kilobytes(_PROC / str(pid) / "smaps_rollup", "Pss:") for pid in pids)


def session_members(leader: int) -> list[int]:
    """Return the process ids of a session, at least its leader's."""
    if not _PROC.is_dir():
        return [leader]
    members = []
    for entry in _PROC.iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                if os.getsid(int(entry.name)) == leader:
                    members.append(int(entry.name))
    return members or [leader]


def _resident(pid: int) -> int:
    # "size resident shared ...", in pages: the shortest file that says it.
    with suppress(OSError), (_PROC / str(pid) / "statm").open("rb") as told:
        return int(told.read().split()[1]) * _PAGE
    return 0


def _kilobytes(path: Path, name: str) -> int:
    with suppress(OSError):
        for line in path.read_text().splitlines():
            if line.startswith(name):
                return int(line.split()[1]) * 1024
    return 0


def _held_by_ps(pids: list[int]) -> int:
    listing = subprocess.run(  # noqa: S603 - numbers of ours
        ["ps", "-o", "rss=", "-p", ",".join(map(str, pids))],  # noqa: S607 - where PATH has it
        check=False,
        capture_output=True,
        text=True,
    )
    return sum(int(line) * 1024 for line in listing.stdout.split())
