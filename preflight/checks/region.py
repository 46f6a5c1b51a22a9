"""Whether a Region can take the stack."""

from collections.abc import Iterable

from preflight.findings import Finding, blocked, good, warning

CHECK = "region"
SERVICES_CHECK = "services"

# What the modules make things of, as AWS's list of services names them. Application
# Auto Scaling is everywhere, and not in that list for Regions of the last years.
# https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-public-parameters-global-infrastructure.html
SERVICES = (
    "apigateway",
    "cloudformation",
    "cloudwatch",
    "dynamodb",
    "ecr",
    "events",
    "kms",
    "lambda",
    "logs",
    "s3",
    "sagemaker",
    "scheduler",
    "sns",
    "sqs",
    "ssm",
    "stepfunctions",
)

_USABLE = {"opt-in-not-required", "opted-in"}


def judge_opt_in(region: str, status: str | None) -> Finding:
    """Return whether the account may use a Region.

    Args:
        region: Which one.
        status: As EC2 names it; None where it knows no such Region.

    """
    if status is None:
        return blocked(
            CHECK,
            f"AWS knows no Region {region}.",
            "Look at how it is written; `aws ec2 describe-regions --all-regions`"
            " lists them.",
        )
    if status in _USABLE:
        return good(CHECK, f"{region} can be used by this account ({status}).")
    return blocked(
        CHECK,
        f"{region} is switched off for this account ({status}).",
        f"`aws account enable-region --region-name {region}`, then wait: it takes"
        " minutes to hours. `aws account get-region-opt-status` tells.",
    )


def judge_services(region: str, offered: Iterable[str]) -> Finding:
    """Return whether a Region has what the modules are made of.

    Args:
        region: Which one.
        offered: Those of SERVICES that AWS lists for it.

    """
    missing = sorted(set(SERVICES) - set(offered))
    if not missing:
        return good(
            SERVICES_CHECK,
            f"All {len(SERVICES)} services of the stack are in {region}.",
        )
    return warning(
        SERVICES_CHECK,
        f"AWS does not list {', '.join(missing)} for {region}; its list may lag.",
        "Look for the Region at https://aws.amazon.com/about-aws/global-infrastructure"
        "/regional-product-services, or take another.",
    )
