"""Whether API Gateway may write its logs."""

from preflight.findings import Finding, blocked, good

CHECK = "api gateway role"


def judge(region: str, role: str | None, *, before_registry: bool) -> Finding:
    """Return whether the account has a role for the logs of API Gateway.

    Args:
        region: The setting is one for each.
        role: ARN of the role; None without one.
        before_registry: Whether the root that sets it is still to be applied.

    """
    if role is not None:
        return good(CHECK, f"API Gateway writes logs in {region} as {role}.")
    found = f"API Gateway has no role for logs in {region}"
    if before_registry:
        return good(CHECK, f"{found} yet; envs/registry gives it one.")
    return blocked(
        CHECK,
        f"{found}: a stage that logs is refused.",
        "Apply envs/registry, which sets it, in its own Region; in another one copy"
        " envs/registry/api_gateway.tf.",
    )
