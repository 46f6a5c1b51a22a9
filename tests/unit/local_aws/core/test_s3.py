"""S3 as the model store and Terraform use it."""

import base64
import hashlib
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
import urllib3
from botocore.config import Config
from botocore.exceptions import ClientError


@pytest.fixture
def s3(client):
    return client("s3")


def digest(body):
    return base64.b64encode(hashlib.sha256(body).digest()).decode()


def test_a_checksum_is_verified(s3, bucket):
    with pytest.raises(ClientError) as error:
        s3.put_object(Bucket=bucket, Key="a", Body=b"a", ChecksumSHA256=digest(b"b"))

    assert error.value.response["Error"]["Code"] == "BadDigest"


def test_a_checksum_is_returned(s3, bucket):
    put = s3.put_object(Bucket=bucket, Key="a", Body=b"a", ChecksumSHA256=digest(b"a"))
    head = s3.head_object(Bucket=bucket, Key="a", ChecksumMode="ENABLED")
    get = s3.get_object(Bucket=bucket, Key="a", ChecksumMode="ENABLED")

    assert {r["ChecksumSHA256"] for r in (put, head, get)} == {digest(b"a")}


def test_a_wrong_md5_is_refused(s3, bucket):
    wrong = base64.b64encode(hashlib.md5(b"b").digest()).decode()  # noqa: S324 - S3's own

    with pytest.raises(ClientError) as error:
        s3.put_object(Bucket=bucket, Key="a", Body=b"a", ContentMD5=wrong)

    assert error.value.response["Error"]["Code"] == "BadDigest"


def test_a_checksum_that_is_none_is_refused(s3, bucket):
    with pytest.raises(ClientError) as error:
        s3.put_object(Bucket=bucket, Key="a", Body=b"a", ChecksumSHA256="?")

    assert error.value.response["Error"]["Code"] == "InvalidRequest"


def test_one_of_many_writers_wins(s3, bucket):
    etag = s3.put_object(Bucket=bucket, Key="live.json", Body=b"0")["ETag"]

    def write(number):
        try:
            s3.put_object(
                Bucket=bucket, Key="live.json", Body=b"%d" % number, IfMatch=etag
            )
        except ClientError as error:
            return error.response["Error"]["Code"]
        return "written"

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(write, range(1, 33)))

    assert answers.count("written") == 1
    assert answers.count("PreconditionFailed") == 31


def test_one_of_many_creators_wins(s3, bucket):
    def create(_):
        try:
            s3.put_object(Bucket=bucket, Key="new", Body=b"a", IfNoneMatch="*")
        except ClientError as error:
            return error.response["Error"]["Code"]
        return "written"

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(create, range(32)))

    assert answers.count("written") == 1


def test_a_write_knows_no_etag_to_differ_from(s3, bucket):
    upload = s3.create_multipart_upload(Bucket=bucket, Key="a")["UploadId"]

    for write in (
        lambda: s3.put_object(Bucket=bucket, Key="a", Body=b"", IfNoneMatch='"etag"'),
        lambda: s3.complete_multipart_upload(
            Bucket=bucket, Key="a", UploadId=upload, IfNoneMatch='"etag"'
        ),
    ):
        with pytest.raises(ClientError) as error:
            write()
        assert error.value.response["Error"]["Code"] == "NotImplemented"


def test_an_unchanged_version_is_not_sent_again(s3, bucket):
    first = s3.put_object(Bucket=bucket, Key="a", Body=b"1")
    s3.put_object(Bucket=bucket, Key="a", Body=b"2")

    with pytest.raises(ClientError) as error:
        s3.get_object(
            Bucket=bucket,
            Key="a",
            VersionId=first["VersionId"],
            IfNoneMatch=first["ETag"],
        )

    assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] == 304


@pytest.mark.parametrize(
    "rule",
    [
        pytest.param(
            {
                "Filter": {},
                "NoncurrentVersionExpiration": {
                    "NoncurrentDays": 90,
                    "NewerNoncurrentVersions": 5,
                },
            },
            id="newer versions kept",
        ),
        pytest.param(
            {"Filter": {"ObjectSizeGreaterThan": 10}, "Expiration": {"Days": 3}},
            id="by size",
        ),
    ],
)
def test_a_lifecycle_comes_back_as_it_was_given(s3, bucket, rule):
    rule = {"ID": "rule", "Status": "Enabled", **rule}
    s3.put_bucket_lifecycle_configuration(
        Bucket=bucket, LifecycleConfiguration={"Rules": [rule]}
    )

    found = s3.get_bucket_lifecycle_configuration(Bucket=bucket)
    assert found["Rules"] == [rule]
    assert found["TransitionDefaultMinimumObjectSize"] == "all_storage_classes_128K"

    s3.delete_bucket_lifecycle(Bucket=bucket)
    with pytest.raises(ClientError, match="NoSuchLifecycleConfiguration"):
        s3.get_bucket_lifecycle_configuration(Bucket=bucket)


@pytest.fixture
def log_bucket(s3, unique):
    name = unique("logs")
    s3.create_bucket(
        Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    allow = {
        "Effect": "Allow",
        "Principal": {"Service": "logging.s3.amazonaws.com"},
        "Action": "s3:PutObject",
        "Resource": f"arn:aws:s3:::{name}/*",
    }
    s3.put_bucket_policy(
        Bucket=name,
        Policy=json.dumps({"Version": "2012-10-17", "Statement": [allow]}),
    )
    return name


def log_into(s3, bucket, log_bucket):
    logging = {
        "TargetBucket": log_bucket,
        "TargetPrefix": "store/",
        "TargetObjectKeyFormat": {
            "PartitionedPrefix": {"PartitionDateSource": "EventTime"}
        },
    }
    s3.put_bucket_logging(
        Bucket=bucket, BucketLoggingStatus={"LoggingEnabled": logging}
    )
    return logging


def test_logging_comes_back_as_it_was_given(s3, bucket, log_bucket):
    logging = log_into(s3, bucket, log_bucket)

    assert s3.get_bucket_logging(Bucket=bucket)["LoggingEnabled"] == logging


def test_access_logs_are_delivered(s3, bucket, log_bucket):
    log_into(s3, bucket, log_bucket)

    s3.put_object(Bucket=bucket, Key="a", Body=b"")

    assert s3.list_objects_v2(Bucket=log_bucket)["KeyCount"] > 0


def test_access_logs_are_not_delivered_into_kms(client, s3, bucket, log_bucket):
    """S3 writes access logs to buckets with its own encryption alone."""
    key = client("kms").create_key()["KeyMetadata"]["Arn"]
    encrypt = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}
    s3.put_bucket_encryption(
        Bucket=log_bucket,
        ServerSideEncryptionConfiguration={
            "Rules": [{"ApplyServerSideEncryptionByDefault": encrypt}]
        },
    )
    log_into(s3, bucket, log_bucket)

    s3.put_object(Bucket=bucket, Key="a", Body=b"")

    assert s3.list_objects_v2(Bucket=log_bucket)["KeyCount"] == 0


def test_replication_comes_back_as_it_was_given(s3, bucket, role):
    _, role_arn = role(service="s3.amazonaws.com")
    replica = f"{bucket}-replica"
    s3.create_bucket(
        Bucket=replica, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    s3.put_bucket_versioning(
        Bucket=replica, VersioningConfiguration={"Status": "Enabled"}
    )
    rule = {
        "ID": "all",
        "Priority": 1,
        "Status": "Enabled",
        "Filter": {"Prefix": "models/"},
        "DeleteMarkerReplication": {"Status": "Disabled"},
        "SourceSelectionCriteria": {"SseKmsEncryptedObjects": {"Status": "Enabled"}},
        "Destination": {
            "Bucket": f"arn:aws:s3:::{replica}",
            "EncryptionConfiguration": {"ReplicaKmsKeyID": "arn:aws:kms:a:1:key/b"},
        },
    }
    s3.put_bucket_replication(
        Bucket=bucket,
        ReplicationConfiguration={"Role": role_arn, "Rules": [rule]},
    )

    found = s3.get_bucket_replication(Bucket=bucket)["ReplicationConfiguration"]
    assert found == {"Role": role_arn, "Rules": [rule]}


def test_an_unknown_key_is_refused_on_write(s3, bucket):
    with pytest.raises(ClientError) as error:
        s3.put_object(
            Bucket=bucket,
            Key="a",
            Body=b"",
            ServerSideEncryption="aws:kms",
            SSEKMSKeyId="arn:aws:kms:eu-west-1:111111111111:key/missing",
        )

    assert error.value.response["Error"]["Code"] == "KMS.NotFoundException"


def test_nobody_reads_without_a_signature(local, s3, bucket, client):

    s3.put_object(Bucket=bucket, Key="a", Body=b"a")

    assert urllib3.request("GET", f"{local.url}/{bucket}/a").status == 403


def test_a_presigned_url_is_a_signature(client, s3, bucket):

    s3.put_object(Bucket=bucket, Key="a", Body=b"a")
    signer = client("s3", config=Config(signature_version="s3v4"))
    url = signer.generate_presigned_url("get_object", {"Bucket": bucket, "Key": "a"})

    assert urllib3.request("GET", url).data == b"a"
