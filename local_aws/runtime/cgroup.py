"""Memory limits by the kernel: control groups, version 2, where we may make them.

Source: https://docs.kernel.org/admin-guide/cgroup-v2.html
"""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_ROOT = Path("/sys/fs/cgroup")
_MB = 1024 * 1024


@dataclass(frozen=True)
class MemoryGroup:
    """A control group with a memory limit, for one sandbox.

    Attributes:
        path: Its folder.

    """

    path: Path

    def enter_command(self, command: list[str]) -> list[str]:
        """Return the command that joins the group before it does the other's work.

        From outside it would be late: the process runs by then.
        """
        join = 'echo $$ > "$0" && exec "$@"'
        return ["/bin/sh", "-c", join, str(self.path / "cgroup.procs"), *command]

    @property
    def peak_mb(self) -> int | None:
        """The most memory it held, rounded up; None on kernels before 5.19."""
        try:
            return -(-int((self.path / "memory.peak").read_text()) // _MB)
        except OSError:
            return None

    def close(self) -> None:
        """Kill what is left in it and remove it."""
        with suppress(OSError):
            (self.path / "cgroup.kill").write_text("1")
        with suppress(OSError):
            self.path.rmdir()


def memory_group(
    name: str,
    limit_mb: int,
    *,
    root: Path = _ROOT,
    own: Path = Path("/proc/self/cgroup"),
) -> MemoryGroup | None:
    """Make a group below this process's own, or return None where we may not.

    Args:
        name: Unique among the groups.
        limit_mb: Memory, and no swap.
        root: Where the hierarchy is mounted.
        own: The file that names this process's group.

    """
    try:
        line = next(
            line for line in own.read_text().splitlines() if line.startswith("0::")
        )
        parent = root / line.removeprefix("0::").lstrip("/")
        if "memory" not in (parent / "cgroup.subtree_control").read_text().split():
            return None
        group = MemoryGroup(parent / name)
        group.path.mkdir()
    except (OSError, StopIteration):
        return None
    try:
        (group.path / "memory.max").write_text(str(limit_mb * _MB))
        (group.path / "memory.swap.max").write_text("0")
        (group.path / "memory.oom.group").write_text("1")
    except OSError:
        group.close()
        return None
    return group
