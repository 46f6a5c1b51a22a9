"""Which questions there are, of which service."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from preflight.asked import Asked, Image
from preflight.aws import account, region
from preflight.aws.state_bucket import StateBucket
from preflight.checks import (
    alerts,
    backups,
    gateway,
    github,
    images,
    quotas,
    state_bucket,
)
from preflight.checks import region as region_checks
from preflight.findings import Finding
from preflight.visit import Question, settle

if TYPE_CHECKING:
    from mypy_boto3_apigateway import APIGatewayClient
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_ecr import ECRClient
    from mypy_boto3_iam import IAMClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sts import STSClient


@dataclass(frozen=True, kw_only=True)
class Clients:
    """All that is asked.

    Those of the first Region are asked what is the account's, and what AWS
    publishes in one Region alone; they answer while the Region that is applied
    to is still switched off.

    Attributes:
        first_region: us-east-1, or what it is in another partition.

    """

    first_region: str
    sts: "STSClient"
    ec2: Any
    ssm: Any
    cloudwatch: "CloudWatchClient"
    iam: "IAMClient"
    first_sns: "SNSClient"
    apigateway: "APIGatewayClient"
    backup: Any
    dynamodb: "DynamoDBClient"
    ecr: "ECRClient"
    functions: "LambdaClient"
    metrics: "CloudWatchClient"
    quotas: Any
    route53: Any
    s3: "S3Client"
    sns: "SNSClient"


def of_region(asked: Asked, clients: Clients) -> list[Question]:
    """Return what there is to ask of a Region, in the order of the answer."""
    return list(_of_region(asked, clients))


def of_account(asked: Asked, clients: Clients) -> list[Question]:
    """Return what there is to ask once an account."""
    return list(_of_account(asked, clients))


def _of_region(asked: Asked, clients: Clients) -> Iterator[Question]:
    where = asked.region
    yield Question(
        check=region_checks.SERVICES_CHECK,
        ask=lambda: [
            region_checks.judge_services(
                where, account.find_services(clients.ssm, where)
            )
        ],
    )
    for image in asked.images:
        yield Question(
            check=images.check_of(image),
            ask=partial(_image, asked, clients, image),
        )
    yield Question(
        check=gateway.CHECK,
        ask=lambda: [
            gateway.judge(
                where,
                region.find_gateway_role(clients.apigateway),
                before_registry=asked.before_registry,
            )
        ],
    )
    if asked.table_backups:
        yield Question(
            check=backups.CHECK,
            ask=lambda: [
                backups.judge(where, region.find_table_backups(clients.backup))
            ],
        )
    yield from _quotas(asked, clients)
    yield Question(
        check=alerts.CHECK,
        ask=lambda: alerts.judge_subscriptions(
            asked.topics, region.find_topics(clients.sns, where, asked.topics)
        ),
    )


def _of_account(asked: Asked, clients: Clients) -> Iterator[Question]:
    if asked.state_bucket is not None:
        bucket = StateBucket(clients.s3, asked.state_bucket)
        yield Question(
            check=state_bucket.CHECK, ask=lambda: _state_bucket(asked, bucket)
        )
    if asked.repository is not None:
        name = asked.repository
        yield Question(
            check=github.CHECK, ask=lambda: _github(asked, clients.iam, name)
        )
    first = clients.first_region
    yield Question(
        check=alerts.BILLING_CHECK,
        ask=lambda: [
            alerts.judge_billing(
                first, charges_seen=account.has_charges(clients.cloudwatch)
            )
        ],
    )
    if asked.region != first:
        # Alarms on charges are where the charges are published.
        yield Question(
            check=alerts.BILLING_TOPICS_CHECK,
            ask=lambda: alerts.judge_subscriptions(
                asked.topics,
                region.find_topics(clients.first_sns, first, asked.topics),
                check=alerts.BILLING_TOPICS_CHECK,
            ),
        )


def _state_bucket(asked: Asked, bucket: StateBucket) -> Iterator[Finding]:
    later = {"before_registry": asked.before_registry}
    there = bucket.exists()
    yield state_bucket.judge_existence(
        asked.region, str(asked.state_bucket), there=there
    )
    if not there:
        return
    for name, ask in (
        (
            "versioning",
            lambda: state_bucket.judge_versioning(bucket.versioning(), **later),
        ),
        (
            "encryption",
            lambda: state_bucket.judge_encryption(bucket.encryption(), **later),
        ),
        (
            "public access",
            lambda: state_bucket.judge_public_access(
                all_blocked=bucket.blocks_public_access(), **later
            ),
        ),
    ):
        yield from settle(
            Question(check=f"{state_bucket.CHECK} {name}", ask=partial(_alone, ask))
        )


def _alone(ask: Callable[[], Finding]) -> list[Finding]:
    return [ask()]


def _image(asked: Asked, clients: Clients, image: Image) -> list[Finding]:
    elsewhere = images.judge_place(asked.region, image)
    return [elsewhere or images.judge(image, region.find_tags(clients.ecr, image))]


def _quotas(asked: Asked, clients: Clients) -> Iterator[Question]:
    wanted = quotas.wanted_quotas(asked)
    if wanted:
        yield Question(
            check=quotas.CHECK,
            ask=lambda: quotas.judge(
                asked, region.find_quotas(clients.quotas, "sagemaker", wanted)
            ),
        )
    yield Question(check=quotas.CHECK, ask=lambda: quotas.judge_unread(asked.unread))
    yield Question(
        check=quotas.LAMBDA_CHECK,
        ask=lambda: [
            quotas.judge_concurrency(asked, region.find_concurrency(clients.functions))
        ],
    )


def _github(asked: Asked, iam: "IAMClient", repository: str) -> Iterator[Finding]:
    provider = account.find_provider(iam)
    yield github.judge_provider(provider, before_registry=asked.before_registry)
    if provider is not None:
        yield from github.judge_roles(
            repository, account.find_trusts(iam, provider.arn)
        )
