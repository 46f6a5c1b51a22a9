"""Whether tables are in the second Region, and how far behind it is."""

from preflight.facts import Replica
from preflight.findings import Finding, good, warning

# A failover loses what has not arrived: seconds are usual, minutes a fault.
LAG_SECONDS = 60


def check_of(table: str) -> str:
    """Return the name of the check."""
    return f"table {table}"


def judge(table: str, region: str, found: Replica) -> Finding:
    """Return whether a replica would do.

    Args:
        table: Its name.
        region: The second one.
        found: What home says of it.

    """
    check = check_of(table)
    if found.status is None:
        return warning(
            check,
            f"{table} has no replica in {region}: after a failover its records are"
            " out of reach.",
            "Apply the environment with recovery_tier 1 or 2; if it was applied, look"
            " at the events of the apply.",
        )
    if found.status != "ACTIVE":
        return warning(
            check,
            f"The replica in {region} is {found.status}.",
            "Wait until it is ACTIVE. INACCESSIBLE_ENCRYPTION_CREDENTIALS: enable its"
            " KMS key within 20 hours, or it becomes a table of its own.",
        )
    if found.lag_seconds is None:
        return good(
            check,
            f"The replica in {region} is ACTIVE; nothing was written within the hour"
            " that would tell its lag.",
        )
    lag = f"{found.lag_seconds:.1f} s"
    if found.lag_seconds > LAG_SECONDS:
        return warning(
            check,
            f"The replica in {region} is ACTIVE, and was up to {lag} behind within the"
            " hour: so much would be lost in a failover.",
            "Look at ThrottledRequests of the replica and at the AWS Health Dashboard"
            " of both Regions.",
        )
    return good(
        check,
        f"The replica in {region} is ACTIVE, and was {lag} behind within the hour at"
        " most.",
    )
