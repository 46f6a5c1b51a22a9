"""How many processors a container has."""

import math
import os
from pathlib import Path

_CGROUP = Path("/sys/fs/cgroup")


def processors(cgroup: Path = _CGROUP) -> int:
    """Return the processors that this process may use, a part counted as one.

    A container shows all processors of its machine; what it may take of them
    stands in its control group, in the words of version 2 or 1. An inference
    component has a part of an instance.
    """
    usable = len(os.sched_getaffinity(0))
    quota = _quota(cgroup)
    return usable if quota is None else max(1, min(usable, math.ceil(quota)))


def _quota(cgroup: Path) -> float | None:
    try:
        words = (cgroup / "cpu.max").read_text().split()
    except OSError:
        try:
            words = [
                (cgroup / "cpu" / name).read_text().strip()
                for name in ("cpu.cfs_quota_us", "cpu.cfs_period_us")
            ]
        except OSError:
            return None
    # "max" and -1: no limit.
    if len(words) != 2 or not all(word.isdecimal() for word in words):  # noqa: PLR2004
        return None
    time, period = map(int, words)
    return time / period if period else None
