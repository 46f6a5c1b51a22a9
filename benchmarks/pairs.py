"""Two ways to do one thing, measured in turn in one run."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Pair:
    """How long two ways took, run by run.

    Attributes:
        name: What was done.
        ours: Seconds of each run of the one.
        bare: Seconds of each run of the other, taken in turn with it.

    """

    name: str
    ours: tuple[float, ...]
    bare: tuple[float, ...]

    def __str__(self) -> str:
        """Give medians, and the median of the ratios with its spread."""
        ratios = sorted(a / b for a, b in zip(self.ours, self.bare, strict=True))
        low, high = ratios[len(ratios) // 10], ratios[-1 - len(ratios) // 10]
        return (
            f"{self.name}: {statistics.median(ratios):.2f} times"
            f" (80 % of runs {low:.2f} to {high:.2f});"
            f" {_shown(self.ours)} against {_shown(self.bare)}, {len(ratios)} runs"
        )


def in_turn(
    name: str, ours: Callable[[], object], bare: Callable[[], object], *, runs: int
) -> Pair:
    """Run both in turn, after one of each that does not count."""
    seconds: tuple[list[float], list[float]] = ([], [])
    for run in range(runs + 1):
        for way, took in zip((ours, bare), seconds, strict=True):
            since = time.perf_counter()
            way()
            if run:
                took.append(time.perf_counter() - since)
    return Pair(name=name, ours=tuple(seconds[0]), bare=tuple(seconds[1]))


def _shown(seconds: tuple[float, ...]) -> str:
    return f"{statistics.median(seconds) * 1000:.2f} ms"
