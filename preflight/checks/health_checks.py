"""Whether Route 53 would notice that a Region is lost."""

from preflight.facts import HealthCheck
from preflight.findings import Finding, good, warning

# Disabled by design: it is healthy until people invert it.
SWITCH = "home_switch"


def check_of(name: str) -> str:
    """Return the name of the check."""
    return f"health check {name}"


def judge(name: str, found: HealthCheck | None) -> Finding:
    """Return whether a health check does its work.

    Args:
        name: What it is for, as the output `recovery` has it.
        found: None where there is none of its ID.

    """
    check = check_of(name)
    if found is None:
        return warning(
            check,
            "There is none of this ID: DNS follows nothing.",
            "Apply the environment: it makes it anew.",
        )
    mend = f"`aws route53 update-health-check --health-check-id {found.id}"
    if name == SWITCH:
        if found.inverted:
            return warning(
                check,
                "It is inverted: the home Region is declared lost, and gets no"
                " clients.",
                f"{mend} --no-inverted`, when the home Region is well; then `inferway"
                " failover return`.",
            )
        return good(check, "It is not inverted: the endpoint decides.")
    if found.disabled:
        return warning(
            check,
            "It is disabled: Route 53 takes it for healthy, and nothing would fail"
            " over.",
            f"{mend} --no-disabled`.",
        )
    if found.inverted:
        return warning(
            check,
            "It is inverted: it says the opposite of what is so.",
            f"{mend} --no-inverted`.",
        )
    return good(check, "It is enabled, and not inverted.")
