"""What an account is and may, in all of its Regions."""

from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from model.aws_errors import code_of, unusable
from model.errors import UnavailableError
from preflight.aws.looking import looking
from preflight.checks.github import HOST
from preflight.checks.region import SERVICES
from preflight.facts import Caller, Provider, Trust

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_iam import IAMClient
    from mypy_boto3_sts import STSClient

_SERVICES_PATH = "/aws/service/global-infrastructure/regions/{region}/services/{name}"
# What GetParameters takes in one call.
_NAMES_A_CALL = 10


def find_caller(sts: "STSClient") -> Caller:
    """Return whose credentials these are; it takes no permission.

    Raises:
        UnavailableError: There are none, or AWS does not take them.

    """
    try:
        answer = sts.get_caller_identity()
    except (ClientError, BotoCoreError) as error:
        said = unusable(error, "say who they are")
        message = said or f"AWS would not say whose credentials these are: {error}"
        raise UnavailableError(message) from error
    return Caller(account=answer["Account"], arn=answer["Arn"])


def find_opt_in(ec2: Any, region: str) -> str | None:  # noqa: ANN401 - its stubs are large, for one call
    """Return whether the account may use a Region; None where there is no such.

    Args:
        ec2: Client of a Region that is always on: one that is off answers nobody.
        region: Which one.

    Raises:
        CannotLookError: AWS will not tell.

    """
    with looking("ec2:DescribeRegions"):
        try:
            answer = ec2.describe_regions(RegionNames=[region], AllRegions=True)
        except ClientError as error:
            if code_of(error) == "InvalidParameterValue":
                return None
            raise
    regions = answer["Regions"]
    return str(regions[0]["OptInStatus"]) if regions else None


def find_services(ssm: Any, region: str) -> set[str]:  # noqa: ANN401 - its stubs are large, for one call
    """Return those services of the stack that AWS lists for a Region.

    Raises:
        CannotLookError: AWS will not tell.

    """
    names = [_SERVICES_PATH.format(region=region, name=name) for name in SERVICES]
    found: set[str] = set()
    for start in range(0, len(names), _NAMES_A_CALL):
        with looking("ssm:GetParameters"):
            answer = ssm.get_parameters(Names=names[start : start + _NAMES_A_CALL])
        found |= {str(one["Name"]).rpartition("/")[2] for one in answer["Parameters"]}
    return found


def has_charges(cloudwatch: "CloudWatchClient") -> bool:
    """Return whether the account's charges reached CloudWatch in the last weeks.

    Raises:
        CannotLookError: AWS will not tell.

    """
    with looking("cloudwatch:ListMetrics"):
        answer = cloudwatch.list_metrics(
            Namespace="AWS/Billing", MetricName="EstimatedCharges"
        )
    return bool(answer["Metrics"])


def find_provider(iam: "IAMClient") -> Provider | None:
    """Return GitHub's identity provider; None where the account has none.

    Raises:
        CannotLookError: AWS will not tell.

    """
    with looking("iam:ListOpenIDConnectProviders"):
        listed = iam.list_open_id_connect_providers()["OpenIDConnectProviderList"]
    arns = [one["Arn"] for one in listed if one["Arn"].endswith(f"provider/{HOST}")]
    if not arns:
        return None
    with looking("iam:GetOpenIDConnectProvider"):
        answer = iam.get_open_id_connect_provider(OpenIDConnectProviderArn=arns[0])
    return Provider(arn=arns[0], audiences=tuple(answer.get("ClientIDList", ())))


def find_trusts(iam: "IAMClient", provider: str) -> list[Trust]:
    """Return the roles that a provider's tokens may assume.

    Raises:
        CannotLookError: AWS will not tell.

    """
    found = []
    with looking("iam:ListRoles"):
        for page in iam.get_paginator("list_roles").paginate():
            for role in page["Roles"]:
                policy: Any = role.get("AssumeRolePolicyDocument", {})
                for statement in _listed(policy.get("Statement")):
                    if _trusts(statement, provider):
                        subjects = tuple(_subjects(statement))
                        found.append(Trust(role=role["RoleName"], subjects=subjects))
    return found


def _trusts(statement: dict[str, Any], provider: str) -> bool:
    principal = statement.get("Principal")
    return (
        statement.get("Effect") == "Allow"
        and isinstance(principal, dict)
        and provider in _listed(principal.get("Federated"))
    )


def _subjects(statement: dict[str, Any]) -> list[str]:
    return [
        str(value)
        for condition in statement.get("Condition", {}).values()
        for key, values in condition.items()
        if key.lower() == f"{HOST}:sub"
        for value in _listed(values)
    ]


def _listed(value: Any) -> list[Any]:  # noqa: ANN401 - JSON of a policy
    """Return what a policy may write alone or as a list."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
