"""What a few requests say of an environment, before and after a change."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

# A release may be a little slower or fail once in a while where the one before it
# did, and no more.
MORE_FAILURES = 0.01
# Whatever was before, with this many failures it is not served.
MOST_FAILURES = 0.05
TIMES_SLOWER = 2.0
# Below this nobody notices, and p99 of a few requests is one request.
SLOWER_MS = 250.0

_NEAR_ALL = 0.99


@dataclass(frozen=True, kw_only=True)
class Answered:
    """One request's end.

    Attributes:
        milliseconds: From the first byte sent to the last one read.
        wrong: Why it was not answered right; "" for 200 with the predictions that
            the model was packaged with.

    """

    milliseconds: float
    wrong: str = ""


@dataclass(frozen=True, kw_only=True)
class Traffic:
    """Requests of a window.

    Attributes:
        requests: How many.
        failures: How many were not answered right.
        p99_ms: Milliseconds within which 99 of 100 ended.

    """

    requests: int
    failures: int
    p99_ms: float

    @property
    def failed(self) -> float:
        """The part that failed, 0 to 1."""
        return self.failures / self.requests


def measured(answers: Sequence[Answered]) -> Traffic:
    """Return what the answers come to; there is one at least."""
    ends = sorted(answer.milliseconds for answer in answers)
    return Traffic(
        requests=len(ends),
        failures=sum(bool(answer.wrong) for answer in answers),
        p99_ms=ends[math.ceil(_NEAR_ALL * len(ends)) - 1],
    )


def worse(now: Traffic, before: Traffic | None) -> list[str]:
    """Return in which ways it is worse than before; without a before, than good."""
    allowed = min(before.failed + MORE_FAILURES, MOST_FAILURES) if before else 0.0
    found = []
    if now.failed > allowed:
        found.append(
            f"{now.failures} of {now.requests} requests failed"
            f" ({now.failed:.1%}; {allowed:.1%} is allowed)"
        )
    if before is not None:
        most = max(before.p99_ms * TIMES_SLOWER, before.p99_ms + SLOWER_MS)
        if now.p99_ms > most:
            found.append(
                f"99 of 100 requests took up to {now.p99_ms:.0f} ms"
                f" ({before.p99_ms:.0f} ms before; {most:.0f} ms is allowed)"
            )
    return found
