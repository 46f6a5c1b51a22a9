"""Whether the second Region would serve what the first one serves."""

from preflight.facts import Copies, Live
from preflight.findings import Finding, good, warning

CHECK = "second model store"
COPIES_CHECK = "copies of the live model"
_MEND = (
    "Wait for S3's replication and look again. What was written before it was set up"
    " is never copied by itself: promote the model anew, or run S3 Batch Replication."
)


def judge(first: Live | None, second: Live | None, gone: str | None) -> Finding:
    """Return whether the live model has arrived.

    Args:
        first: Live in the first Region; None before the first promote.
        second: Live in the second one.
        gone: What the second one's pointer names and its bucket has not; None
            where it is whole.

    """
    if first is None:
        return good(CHECK, "Nothing is live in the first Region yet.")
    if second is None or (second.name, second.version) != (first.name, first.version):
        there = "nothing" if second is None else f"{second.name} {second.version}"
        return warning(
            CHECK,
            f"{first.name} {first.version} is live since {first.since}, and in the"
            f" second Region it is {there}: after a failover that would be served.",
            _MEND,
        )
    if gone is not None:
        return warning(
            CHECK, f"Its pointer has arrived and its files have not: {gone}.", _MEND
        )
    return good(CHECK, f"{first.name} {first.version} is live in both, and whole.")


def judge_copies(found: Copies) -> Finding:
    """Return whether S3 says that what is live was copied."""
    late = {
        key: status for key, status in found.statuses.items() if status != "COMPLETED"
    }
    if not late:
        return good(
            COPIES_CHECK, f"S3 has copied all {len(found.statuses)} objects of it."
        )
    key, status = min(late.items())
    said = "was written before replication was set up" if status is None else status
    return warning(
        COPIES_CHECK,
        f"{len(late)} of {len(found.statuses)} objects are not copied; {key}: {said}.",
        "FAILED: look at the replication role, the keys and the rule, then promote"
        " again. " + _MEND,
    )
