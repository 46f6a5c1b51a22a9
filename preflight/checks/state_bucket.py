"""Whether Terraform's state has a place, and a safe one."""

from preflight.facts import Encryption
from preflight.findings import Finding, blocked, good, warning

CHECK = "state bucket"
_REGISTRY = "Apply envs/registry, which sets it."


def judge_existence(region: str, bucket: str, *, there: bool) -> Finding:
    """Return whether the bucket is there."""
    if there:
        return good(CHECK, f"{bucket} is there.")
    place = (
        ""
        if region == "us-east-1"
        else f" --create-bucket-configuration LocationConstraint={region}"
    )
    return blocked(
        CHECK,
        f"There is no bucket {bucket}: `terraform init` fails without it.",
        f"`aws s3api create-bucket --bucket {bucket} --region {region}{place}`, then"
        " apply envs/registry, which adopts it.",
    )


def judge_versioning(status: str | None, *, before_registry: bool) -> Finding:
    """Return whether old states are kept.

    Args:
        status: As S3 names it; None where it was never switched on.
        before_registry: Whether the root that sets it is still to be applied.

    """
    check = f"{CHECK} versioning"
    if status == "Enabled":
        return good(check, "Every old state is kept.")
    if before_registry:
        return good(check, "It is off yet; envs/registry switches it on.")
    return warning(check, "It is off: a bad apply has no way back.", _REGISTRY)


def judge_encryption(found: Encryption | None, *, before_registry: bool) -> Finding:
    """Return whether reading the state takes a key of the account's own."""
    check = f"{CHECK} encryption"
    if found is not None and found.algorithm.startswith("aws:kms") and found.key:
        return good(check, f"States are encrypted with {found.key}.")
    if before_registry:
        return good(check, "It is S3's own yet; envs/registry gives it a key.")
    return warning(
        check,
        "States are encrypted with a key of AWS's at most: who may read the bucket"
        " reads the values of API keys.",
        _REGISTRY,
    )


def judge_public_access(*, all_blocked: bool, before_registry: bool) -> Finding:
    """Return whether the bucket can be opened to the public by mistake."""
    check = f"{CHECK} public access"
    if all_blocked:
        return good(check, "All of it is blocked.")
    if before_registry:
        return good(check, "Not all of it is blocked yet; envs/registry does it.")
    return blocked(
        check,
        "Not all of it is blocked: one policy would show the state, with the values"
        " of API keys, to everybody.",
        _REGISTRY,
    )
