"""What an account has in one Region."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from model.aws_errors import code_of
from preflight.asked import Image
from preflight.aws.looking import looking
from preflight.facts import Concurrency, Quota, TableBackups, Topic

if TYPE_CHECKING:
    from mypy_boto3_apigateway import APIGatewayClient
    from mypy_boto3_ecr import ECRClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_sns import SNSClient

_NOT_THERE = {"ImageNotFoundException", "RepositoryNotFoundException"}
# What stands in the place of an ARN.
_PENDING = "PendingConfirmation"
_DELETED = "Deleted"
# AWS Backup's word for tables.
_TABLES = "DynamoDB"


def find_tags(ecr: "ECRClient", image: Image) -> list[str] | None:
    """Return the tags of an image; None where it is not there.

    Raises:
        CannotLookError: AWS will not tell.

    """
    with looking("ecr:DescribeImages"):
        try:
            answer = ecr.describe_images(
                registryId=image.account,
                repositoryName=image.repository,
                imageIds=[{"imageDigest": image.digest}],
            )
        except ClientError as error:
            if code_of(error) in _NOT_THERE:
                return None
            raise
    return list(answer["imageDetails"][0].get("imageTags", ()))


def find_gateway_role(gateway: "APIGatewayClient") -> str | None:
    """Return the role that API Gateway writes logs as; None without one.

    Raises:
        CannotLookError: AWS will not tell.

    """
    with looking("apigateway:GET on /account"):
        return gateway.get_account().get("cloudwatchRoleArn") or None


def find_table_backups(backup: Any) -> TableBackups:  # noqa: ANN401 - no stubs of AWS Backup
    """Return what AWS Backup does with tables.

    Raises:
        CannotLookError: AWS will not tell.

    """
    with looking("backup:DescribeRegionSettings"):
        found = backup.describe_region_settings()
    return TableBackups(
        opted_in=bool(found.get("ResourceTypeOptInPreference", {}).get(_TABLES)),
        managed=bool(found.get("ResourceTypeManagementPreference", {}).get(_TABLES)),
    )


def find_concurrency(functions: "LambdaClient") -> Concurrency:
    """Return how many executions of Lambda there may be.

    Raises:
        CannotLookError: AWS will not tell.

    """
    with looking("lambda:GetAccountSettings"):
        limit = functions.get_account_settings()["AccountLimit"]
    return Concurrency(
        limit=limit["ConcurrentExecutions"],
        unreserved=limit["UnreservedConcurrentExecutions"],
    )


def find_quotas(client: Any, service: str, names: Iterable[str]) -> dict[str, Quota]:  # noqa: ANN401 - its stubs are large, for two calls
    """Return quotas by their names; those that there are.

    Codes differ by instance type and are listed nowhere else, so all pages are
    read until each name was seen. What was never raised may stand in AWS's
    defaults alone.
    https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_ListServiceQuotas.html

    Raises:
        CannotLookError: AWS will not tell.

    """
    missing = set(names)
    found: dict[str, Quota] = {}
    for operation, permission in (
        ("list_service_quotas", "servicequotas:ListServiceQuotas"),
        (
            "list_aws_default_service_quotas",
            "servicequotas:ListAWSDefaultServiceQuotas",
        ),
    ):
        if not missing:
            break
        with looking(permission):
            pages = client.get_paginator(operation).paginate(ServiceCode=service)
            for page in pages:
                for one in page["Quotas"]:
                    if one["QuotaName"] in missing:
                        missing.remove(one["QuotaName"])
                        found[one["QuotaName"]] = _quota(one)
                if not missing:
                    break
    return found


def _quota(source: dict[str, Any]) -> Quota:
    return Quota(
        code=source["QuotaCode"],
        value=float(source["Value"]),
        adjustable=bool(source["Adjustable"]),
    )


def find_topics(sns: "SNSClient", region: str, prefix: str) -> list[Topic]:
    """Return the topics whose names begin so, and who has subscribed.

    Args:
        sns: Client of the Region.
        region: Which one.
        prefix: How the names begin.

    Raises:
        CannotLookError: AWS will not tell.

    """
    with looking("sns:ListTopics"):
        arns = [
            topic["TopicArn"]
            for page in sns.get_paginator("list_topics").paginate()
            for topic in page["Topics"]
        ]
    return [
        _topic(sns, region, arn)
        for arn in sorted(arns)
        if arn.rpartition(":")[2].startswith(prefix)
    ]


def _topic(sns: "SNSClient", region: str, arn: str) -> Topic:
    with looking("sns:ListSubscriptionsByTopic"):
        subscriptions = [
            one
            for page in sns.get_paginator("list_subscriptions_by_topic").paginate(
                TopicArn=arn
            )
            for one in page["Subscriptions"]
        ]
    return Topic(
        name=arn.rpartition(":")[2],
        region=region,
        confirmed=sum(
            one["SubscriptionArn"] not in (_PENDING, _DELETED) for one in subscriptions
        ),
        pending=tuple(
            one["Endpoint"]
            for one in subscriptions
            if one["SubscriptionArn"] == _PENDING
        ),
    )
