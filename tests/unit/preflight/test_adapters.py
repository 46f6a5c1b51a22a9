"""What is read of AWS: of moto in process, or as AWS is known to answer."""

import json

import boto3
import pytest
from botocore.stub import Stubber

from model.errors import UnavailableError
from preflight.asked import Image
from preflight.aws import account, region
from preflight.aws.state_bucket import StateBucket
from preflight.checks.github import HOST
from preflight.checks.region import SERVICES
from preflight.facts import Concurrency, Encryption, TableBackups, Topic
from preflight.findings import CannotLookError
from tests.support.images import manifest

REGION = "eu-west-1"
DIGEST = "sha256:" + "1" * 64
KEYS = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"}


@pytest.fixture
def stubbed():
    """Make a client that answers what it is told to; all of it must be asked."""
    stubs = []

    def make(service):
        client = boto3.client(service, REGION, **KEYS)
        stub = Stubber(client)
        stub.activate()
        stubs.append(stub)
        return client, stub

    yield make
    for stub in stubs:
        stub.assert_no_pending_responses()


def test_the_caller(clients):
    found = account.find_caller(clients.sts)

    assert found.account == "123456789012"
    assert ":123456789012:" in found.arn


def test_credentials_that_are_none_are_no_finding(stubbed):
    sts, stub = stubbed("sts")
    stub.add_client_error("get_caller_identity", "InvalidClientTokenId")

    with pytest.raises(UnavailableError, match="does not know this access key"):
        account.find_caller(sts)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("eu-west-1", "opt-in-not-required"),
        ("me-south-1", "not-opted-in"),
        ("eu-none-9", None),
    ],
)
def test_a_region_is_switched_on_or_not(clients, name, expected):
    assert account.find_opt_in(clients.ec2, name) == expected


def test_a_region_that_aws_refuses_is_none(stubbed):
    ec2, stub = stubbed("ec2")
    stub.add_client_error("describe_regions", "InvalidParameterValue")

    assert account.find_opt_in(ec2, "eu-none-9") is None


def test_services_are_those_that_aws_lists(clients):
    assert account.find_services(clients.ssm, REGION) == set(SERVICES)
    assert account.find_services(clients.ssm, "eu-none-9") == set()


def test_charges_are_looked_for(clients):
    assert account.has_charges(clients.cloudwatch) is False

    charge = {"MetricName": "EstimatedCharges", "Value": 1.0}
    clients.cloudwatch.put_metric_data(Namespace="Mine", MetricData=[charge])
    assert account.has_charges(clients.cloudwatch) is False
    # AWS alone writes there; moto lets anybody.
    clients.cloudwatch.put_metric_data(Namespace="AWS/Billing", MetricData=[charge])
    assert account.has_charges(clients.cloudwatch) is True


def test_the_provider_and_who_trusts_it(clients):
    iam = clients.iam
    assert account.find_provider(iam) is None

    iam.create_open_id_connect_provider(Url="https://example.com/x", ClientIDList=["x"])
    provider = iam.create_open_id_connect_provider(
        Url=f"https://{HOST}", ClientIDList=["sts.amazonaws.com"]
    )["OpenIDConnectProviderArn"]
    subject = "repo:own/app:environment:staging"
    trusts = {
        "named": {"Condition": {"StringEquals": {f"{HOST}:sub": subject}}},
        "listed": {"Condition": {"StringLike": {f"{HOST}:SUB": [subject, "repo:o/*"]}}},
        "open": {"Condition": {"StringEquals": {f"{HOST}:aud": "sts.amazonaws.com"}}},
        "denied": {"Effect": "Deny"},
        "other": {"Principal": {"Federated": "arn:other"}},
        "service": {"Principal": {"Service": "lambda.amazonaws.com"}},
    }
    for name, other in trusts.items():
        statement = {
            "Effect": "Allow",
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Principal": {"Federated": provider},
            **other,
        }
        policy = {"Version": "2012-10-17", "Statement": statement}
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(policy))

    found = account.find_provider(iam)
    assert found is not None
    assert (found.arn, found.audiences) == (provider, ("sts.amazonaws.com",))
    assert {one.role: one.subjects for one in account.find_trusts(iam, provider)} == {
        "named": (subject,),
        "listed": (subject, "repo:o/*"),
        "open": (),
    }


def test_an_image_with_its_tags(clients):
    ecr = clients.ecr
    name = "preflight/image"
    image = Image(
        account="123456789012",
        region=REGION,
        repository=name,
        digest=DIGEST,
    )
    assert region.find_tags(ecr, image) is None

    ecr.create_repository(repositoryName=name)
    assert region.find_tags(ecr, image) is None

    pushed = ecr.put_image(
        repositoryName=name, imageManifest=manifest(name), imageTag="one"
    )["image"]["imageId"]["imageDigest"]
    there = Image(account="123456789012", region=REGION, repository=name, digest=pushed)
    assert region.find_tags(ecr, there) == ["one"]


def test_an_image_without_a_tag(stubbed):
    ecr, stub = stubbed("ecr")
    stub.add_response("describe_images", {"imageDetails": [{}]})

    image = Image(account="1" * 12, region=REGION, repository="ab", digest=DIGEST)
    assert region.find_tags(ecr, image) == []


def test_the_role_of_api_gateway(clients):
    gateway = clients.apigateway
    assert region.find_gateway_role(gateway) is None

    role = "arn:aws:iam::123456789012:role/logs"
    operation = {"op": "replace", "path": "/cloudwatchRoleArn", "value": role}
    gateway.update_account(patchOperations=[operation])
    assert region.find_gateway_role(gateway) == role


def test_what_aws_backup_does_with_tables(stubbed):
    backup, stub = stubbed("backup")
    on = {"DynamoDB": True, "EFS": True}
    stub.add_response("describe_region_settings", {"ResourceTypeOptInPreference": on})

    found = region.find_table_backups(backup)

    assert found == TableBackups(opted_in=True, managed=False)


def test_what_lambda_may_run(clients):
    found = region.find_concurrency(clients.functions)

    assert found == Concurrency(limit=1000, unreserved=1000)


def test_quotas_are_read_page_by_page_until_all_are_seen(stubbed):
    client, stub = stubbed("service-quotas")

    def page(*names, more=None):
        listed = [
            {
                "QuotaName": one,
                "QuotaCode": f"L-{one}",
                "Value": 7.0,
                "Adjustable": True,
            }
            for one in names
        ]
        return {"Quotas": listed, **({"NextToken": more} if more else {})}

    stub.add_response("list_service_quotas", page("a", "b", more="2"))
    stub.add_response("list_service_quotas", page("c", "d"))
    # What nobody raised may be among the defaults only; then no more is asked.
    stub.add_response("list_aws_default_service_quotas", page("e", more="2"))

    found = region.find_quotas(client, "sagemaker", ["c", "e"])

    assert {name: one.code for name, one in found.items()} == {"c": "L-c", "e": "L-e"}
    assert (found["c"].value, found["c"].adjustable) == (7.0, True)


def test_a_quota_that_there_is_not(clients):
    assert region.find_quotas(clients.quotas, "sagemaker", ["ml.none for x"]) == {}


def test_topics_and_who_confirmed(stubbed):
    sns, stub = stubbed("sns")
    prefix = f"arn:aws:sns:{REGION}:111111111111:"
    arns = [f"{prefix}{name}" for name in ("inferway-b", "other", "inferway-a")]
    stub.add_response("list_topics", {"Topics": [{"TopicArn": one} for one in arns]})
    subscriptions = [
        {"SubscriptionArn": "PendingConfirmation", "Endpoint": "a@example.com"},
        {"SubscriptionArn": f"{prefix}inferway-a:1", "Endpoint": "b@example.com"},
        {"SubscriptionArn": "Deleted", "Endpoint": "c@example.com"},
    ]
    stub.add_response(
        "list_subscriptions_by_topic",
        {"Subscriptions": subscriptions},
        {"TopicArn": f"{prefix}inferway-a"},
    )
    stub.add_response(
        "list_subscriptions_by_topic",
        {"Subscriptions": []},
        {"TopicArn": f"{prefix}inferway-b"},
    )

    assert region.find_topics(sns, REGION, "inferway") == [
        Topic(
            name="inferway-a", region=REGION, confirmed=1, pending=("a@example.com",)
        ),
        Topic(name="inferway-b", region=REGION, confirmed=0, pending=()),
    ]


def test_the_state_bucket(clients):
    s3 = clients.s3
    bucket = StateBucket(s3, "preflight-tfstate")
    assert bucket.exists() is False

    s3.create_bucket(
        Bucket="preflight-tfstate",
        CreateBucketConfiguration={"LocationConstraint": REGION},
    )
    assert bucket.exists() is True
    assert bucket.versioning() is None
    assert bucket.encryption() in (None, Encryption(algorithm="AES256", key=None))

    key = "arn:aws:kms:eu-west-1:123456789012:key/1"
    rule = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}
    s3.put_bucket_encryption(
        Bucket="preflight-tfstate",
        ServerSideEncryptionConfiguration={
            "Rules": [{"ApplyServerSideEncryptionByDefault": rule}]
        },
    )
    s3.put_bucket_versioning(
        Bucket="preflight-tfstate", VersioningConfiguration={"Status": "Enabled"}
    )
    assert bucket.encryption() == Encryption(algorithm="aws:kms", key=key)
    assert bucket.versioning() == "Enabled"


@pytest.mark.parametrize("missing", [None, 0, 1, 2, 3])
def test_public_access_is_blocked_by_all_four(stubbed, missing):
    s3, stub = stubbed("s3")
    names = (
        *("BlockPublicAcls", "BlockPublicPolicy"),
        *("IgnorePublicAcls", "RestrictPublicBuckets"),
    )
    settings = {name: index != missing for index, name in enumerate(names)}
    stub.add_response(
        "get_public_access_block", {"PublicAccessBlockConfiguration": settings}
    )

    assert StateBucket(s3, "b").blocks_public_access() is (missing is None)


def test_no_setting_of_public_access_blocks_nothing(stubbed):
    s3, stub = stubbed("s3")
    stub.add_client_error(
        "get_public_access_block", "NoSuchPublicAccessBlockConfiguration", "", 404
    )

    assert StateBucket(s3, "b").blocks_public_access() is False


def test_a_bucket_of_another_account_is_told_apart(stubbed):
    s3, stub = stubbed("s3")
    stub.add_client_error("head_bucket", "403", "Forbidden", 403)

    with pytest.raises(CannotLookError, match="another account's"):
        StateBucket(s3, "b").exists()


@pytest.mark.parametrize(
    ("call", "look", "permission"),
    [
        (
            ("ec2", "describe_regions", "UnauthorizedOperation"),
            *(
                lambda client: account.find_opt_in(client, REGION),
                "ec2:DescribeRegions",
            ),
        ),
        (
            ("ssm", "get_parameters", "AccessDeniedException"),
            *(
                lambda client: account.find_services(client, REGION),
                "ssm:GetParameters",
            ),
        ),
        (
            ("cloudwatch", "list_metrics", "AccessDenied"),
            *(account.has_charges, "cloudwatch:ListMetrics"),
        ),
        (
            ("sns", "list_topics", "AuthorizationError"),
            *(lambda client: region.find_topics(client, REGION, "i"), "sns:ListTopics"),
        ),
        (
            ("lambda", "get_account_settings", "AccessDeniedException"),
            *(region.find_concurrency, "lambda:GetAccountSettings"),
        ),
        (
            ("service-quotas", "list_service_quotas", "AccessDeniedException"),
            lambda client: region.find_quotas(client, "sagemaker", ["a"]),
            "servicequotas:ListServiceQuotas",
        ),
        (
            ("s3", "get_bucket_versioning", "AccessDenied"),
            lambda client: StateBucket(client, "b").versioning(),
            "s3:GetBucketVersioning",
        ),
    ],
)
def test_a_permission_that_is_missing_is_named(stubbed, call, look, permission):
    service, operation, code = call
    client, stub = stubbed(service)
    stub.add_client_error(operation, code, "not authorized", 403)

    with pytest.raises(CannotLookError) as raised:
        look(client)

    assert raised.value.reason == f"These credentials may not {permission}."
    assert raised.value.mend == f"Ask for {permission}."


def test_what_fails_otherwise_is_shown(stubbed):
    client, stub = stubbed("lambda")
    stub.add_client_error("get_account_settings", "ServiceException", "broken", 500)

    with pytest.raises(CannotLookError, match=r"lambda:GetAccountSettings failed.*bro"):
        region.find_concurrency(client)
