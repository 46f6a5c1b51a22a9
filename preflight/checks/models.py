"""Whether the second Region would serve what the first one serves."""

from preflight.facts import Live
from preflight.findings import Finding, good, warning

CHECK = "second model store"
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
