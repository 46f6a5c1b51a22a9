"""What modules/model_store creates, as AWS would answer for it."""

import json

import boto3
import pytest
from botocore.exceptions import ClientError
from pytest_terraform import terraform

from tests.support.two_regions import order
from tests.terraform.plans import changes, changes_from_before


@pytest.fixture
def s3():
    return boto3.client("s3")


@pytest.fixture
def bucket(model_store):
    return model_store.outputs["bucket_name"]["value"]


@pytest.fixture
def key(model_store):
    return model_store.outputs["kms_key_arn"]["value"]


@pytest.fixture
def another():
    """Return the ARN of a key that is not the store's."""
    kms = boto3.client("kms")
    metadata = kms.create_key()["KeyMetadata"]
    yield metadata["Arn"]
    kms.schedule_key_deletion(KeyId=metadata["KeyId"], PendingWindowInDays=7)


@terraform("model_store", scope="module", replay=False)
def test_a_second_plan_is_empty(model_store):
    assert changes(model_store) == ""


def test_what_was_made_before_is_moved(model_store):
    moves = {
        "module.replication[0].aws_s3_bucket_replication_configuration.replication": (
            "aws_s3_bucket_replication_configuration.models[0]"
        ),
        "module.replication[0].aws_iam_role.replication": (
            "aws_iam_role.replication[0]"
        ),
        "module.replication[0].aws_iam_role_policy.replication": (
            "aws_iam_role_policy.replication[0]"
        ),
    }

    assert changes_from_before(model_store, "module.model_store", moves) == ""


def test_every_version_is_kept(s3, bucket):
    versions = [
        s3.put_object(Bucket=bucket, Key="models/a", Body=body)["VersionId"]
        for body in (b"1", b"2")
    ]

    first = s3.get_object(Bucket=bucket, Key="models/a", VersionId=versions[0])
    assert first["Body"].read() == b"1"


def test_an_upload_that_names_no_encryption_gets_the_stores_key(s3, bucket, key):
    put = s3.put_object(Bucket=bucket, Key="models/plain", Body=b"model")

    assert put["ServerSideEncryption"] == "aws:kms"
    assert put["SSEKMSKeyId"] == key


def test_an_upload_may_name_the_stores_key(s3, bucket, key):
    put = s3.put_object(
        Bucket=bucket,
        Key="models/named",
        Body=b"model",
        ServerSideEncryption="aws:kms",
        SSEKMSKeyId=key,
    )

    assert put["SSEKMSKeyId"] == key


@pytest.mark.parametrize(
    "encryption",
    [
        {"ServerSideEncryption": "AES256"},
        {"ServerSideEncryption": "aws:kms"},
        {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": "another"},
        {"SSECustomerAlgorithm": "AES256", "SSECustomerKey": "k" * 32},
    ],
    ids=["S3's own", "a key left to S3", "another key", "a key of the caller's"],
)
def test_an_upload_under_any_other_key_is_refused(s3, bucket, encryption, another):
    if "SSEKMSKeyId" in encryption:
        encryption = {**encryption, "SSEKMSKeyId": another}

    with pytest.raises(ClientError, match="AccessDenied"):
        s3.put_object(Bucket=bucket, Key="models/other", Body=b"model", **encryption)


@pytest.mark.parametrize("of", ["bucket", "logs"])
def test_plain_http_and_the_public_are_refused(s3, bucket, of):
    name = bucket if of == "bucket" else bucket.replace("-models-", "-models-logs-")

    policy = json.loads(s3.get_bucket_policy(Bucket=name)["Policy"])
    [statement] = [s for s in policy["Statement"] if s["Sid"] == "RefusePlainHttp"]
    assert statement["Effect"] == "Deny"
    assert statement["Principal"] == {"AWS": "*"} or statement["Principal"] == "*"
    assert statement["Action"] == "s3:*"
    assert set(statement["Resource"]) == {
        f"arn:aws:s3:::{name}",
        f"arn:aws:s3:::{name}/*",
    }
    assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}

    block = s3.get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"]
    assert set(block.values()) == {True}
    [rule] = s3.get_bucket_ownership_controls(Bucket=name)["OwnershipControls"]["Rules"]
    assert rule == {"ObjectOwnership": "BucketOwnerEnforced"}


def test_only_replaced_files_of_models_expire(s3, bucket):
    rules = s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]

    expiring = [
        r for r in rules if r.keys() & {"Expiration", "NoncurrentVersionExpiration"}
    ]
    assert expiring == [
        {
            "ID": "replaced-model-files",
            "Status": "Enabled",
            "Filter": {"Prefix": "models/"},
            "NoncurrentVersionExpiration": {
                "NoncurrentDays": 30,
                "NewerNoncurrentVersions": 2,
            },
        }
    ]
    assert [
        r["AbortIncompleteMultipartUpload"] for r in rules if r not in expiring
    ] == [{"DaysAfterInitiation": 7}]


def test_access_is_logged_into_a_bucket_of_its_own(s3, bucket):
    logging = s3.get_bucket_logging(Bucket=bucket)["LoggingEnabled"]
    target = logging["TargetBucket"]

    assert target != bucket
    [rule] = s3.get_bucket_encryption(Bucket=target)[
        "ServerSideEncryptionConfiguration"
    ]["Rules"]
    # S3 delivers to no other.
    assert rule["ApplyServerSideEncryptionByDefault"] == {"SSEAlgorithm": "AES256"}
    policy = json.loads(s3.get_bucket_policy(Bucket=target)["Policy"])
    [statement] = [s for s in policy["Statement"] if s["Effect"] == "Allow"]
    assert statement["Principal"] == {"Service": "logging.s3.amazonaws.com"}
    assert statement["Condition"] == {
        "ArnEquals": {"aws:SourceArn": f"arn:aws:s3:::{bucket}"},
        "StringEquals": {"aws:SourceAccount": "111111111111"},
    }
    s3.put_object(Bucket=bucket, Key="models/logged", Body=b"model")
    assert s3.list_objects_v2(Bucket=target, Prefix=logging["TargetPrefix"])["Contents"]


def test_the_key_is_ours_and_rotates(key):
    kms = boto3.client("kms")

    assert kms.get_key_rotation_status(KeyId=key)["KeyRotationEnabled"] is True
    assert kms.describe_key(KeyId=key)["KeyMetadata"]["KeyManager"] == "CUSTOMER"


@pytest.fixture
def away(model_store):
    return model_store.outputs["away"]["value"]


def test_what_is_published_and_promoted_goes_to_the_other_region(
    s3, bucket, away, local_aws
):
    put = s3.put_object(Bucket=bucket, Key="models/copied", Body=b"model")
    pointer = json.dumps({"version_id": put["VersionId"]}).encode()
    s3.put_object(Bucket=bucket, Key="live.json", Body=pointer)
    order(local_aws, "replication", {"lag_seconds": 0})

    there = boto3.client("s3", region_name="eu-central-1")
    live = there.get_object(Bucket=away["bucket_name"], Key="live.json")
    version = json.load(live["Body"])["version_id"]
    model = there.get_object(
        Bucket=away["bucket_name"], Key="models/copied", VersionId=version
    )
    assert model["Body"].read() == b"model"
    assert model["SSEKMSKeyId"] == away["kms_key_arn"]
    said = s3.head_object(Bucket=bucket, Key="models/copied")
    assert said["ReplicationStatus"] == "COMPLETED"


def test_what_is_deleted_is_still_served_in_the_other_region(
    s3, bucket, away, local_aws
):
    s3.put_object(Bucket=bucket, Key="models/deleted", Body=b"model")
    s3.delete_object(Bucket=bucket, Key="models/deleted")
    order(local_aws, "replication", {"lag_seconds": 0})

    there = boto3.client("s3", region_name="eu-central-1")
    left = there.get_object(Bucket=away["bucket_name"], Key="models/deleted")
    assert left["Body"].read() == b"model"


@pytest.mark.parametrize(
    ("region", "metric"),
    [
        ("eu-west-1", "OperationsFailedReplication"),
        ("eu-central-1", "ReplicationLatency"),
    ],
)
def test_it_rings_where_s3_measures(bucket, away, region, metric):
    [alarm] = boto3.client("cloudwatch", region_name=region).describe_alarms()[
        "MetricAlarms"
    ]

    assert (alarm["Namespace"], alarm["MetricName"]) == ("AWS/S3", metric)
    assert {d["Name"]: d["Value"] for d in alarm["Dimensions"]} == {
        "DestinationBucket": away["bucket_name"],
        "RuleId": "models",
        "SourceBucket": bucket,
    }
    assert alarm["AlarmActions"] == [
        f"arn:aws:sns:{region}:111111111111:inferway-test-models"
    ]
