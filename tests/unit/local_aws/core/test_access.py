"""What a role may do, and that nothing else passes."""

import json

import pytest
from botocore.exceptions import ClientError

ACCOUNT = "111111111111"


@pytest.fixture
def key(client):
    return client("kms").create_key()["KeyMetadata"]["Arn"]


@pytest.fixture
def store(client, bucket, key):
    """Fill a bucket with a pointer and a model, encrypted with the key."""
    s3 = client("s3")
    s3.put_bucket_encryption(
        Bucket=bucket,
        ServerSideEncryptionConfiguration={
            "Rules": [
                {
                    "ApplyServerSideEncryptionByDefault": {
                        "SSEAlgorithm": "aws:kms",
                        "KMSMasterKeyID": key,
                    }
                }
            ]
        },
    )
    s3.put_object(Bucket=bucket, Key="live.json", Body=b"pointer")
    s3.put_object(Bucket=bucket, Key="other/model", Body=b"other")
    model = s3.put_object(Bucket=bucket, Key="models/model", Body=b"model")
    return {"bucket": bucket, "version": model["VersionId"]}


def statements(bucket, key):
    """Return what the prediction function's role allows."""
    return [
        {
            "Sid": "Pointer",
            "Effect": "Allow",
            "Action": "s3:GetObject",
            "Resource": f"arn:aws:s3:::{bucket}/live.json",
        },
        {
            "Sid": "Models",
            "Effect": "Allow",
            "Action": "s3:GetObjectVersion",
            "Resource": f"arn:aws:s3:::{bucket}/models/*",
        },
        {
            "Sid": "Key",
            "Effect": "Allow",
            "Action": "kms:Decrypt",
            "Resource": key,
            "Condition": {
                "StringEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"},
                "StringLike": {
                    "kms:EncryptionContext:aws:s3:arn": f"arn:aws:s3:::{bucket}*"
                },
            },
        },
    ]


def read(s3, store):
    """Read as the function does: the pointer, then a version of the model."""
    bucket = store["bucket"]
    pointer = s3.get_object(Bucket=bucket, Key="live.json")["Body"].read()
    model = s3.get_object(
        Bucket=bucket, Key="models/model", VersionId=store["version"]
    )["Body"].read()
    return pointer, model


def code_of(error):
    return error.value.response["Error"]["Code"]


def test_the_right_role_reads_the_pointer_and_the_model(as_role, role, store, key):
    _, arn = role(statements(store["bucket"], key))

    assert read(as_role("s3", arn), store) == (b"pointer", b"model")


@pytest.mark.parametrize("missing", ["Pointer", "Models", "Key"])
def test_each_permission_is_needed(as_role, role, store, key, missing):
    allowed = [s for s in statements(store["bucket"], key) if s["Sid"] != missing]
    _, arn = role(allowed)

    with pytest.raises(ClientError) as error:
        read(as_role("s3", arn), store)

    assert code_of(error) == "AccessDenied"


def test_the_wrong_service_for_the_key_is_a_denial(as_role, role, store, key):
    allowed = statements(store["bucket"], key)
    allowed[2]["Condition"]["StringEquals"]["kms:ViaService"] = (
        "s3.us-east-1.amazonaws.com"
    )
    _, arn = role(allowed)

    with pytest.raises(ClientError, match="kms:Decrypt"):
        read(as_role("s3", arn), store)


def test_a_wrong_encryption_context_is_a_denial(as_role, role, store, key):
    allowed = statements(store["bucket"], key)
    allowed[2]["Condition"]["StringLike"] = {
        "kms:EncryptionContext:aws:s3:arn": "arn:aws:s3:::elsewhere/*"
    }
    _, arn = role(allowed)

    with pytest.raises(ClientError, match="kms:Decrypt"):
        read(as_role("s3", arn), store)


@pytest.mark.parametrize(
    "call",
    [
        pytest.param(
            lambda s3, store: s3.get_object(Bucket=store["bucket"], Key="other/model"),
            id="another prefix",
        ),
        pytest.param(
            lambda s3, store: s3.get_object(Bucket=store["bucket"], Key="models/model"),
            id="the latest version in place of a named one",
        ),
        pytest.param(
            lambda s3, store: s3.put_object(
                Bucket=store["bucket"], Key="live.json", Body=b""
            ),
            id="writing",
        ),
        pytest.param(
            lambda s3, store: s3.delete_object(Bucket=store["bucket"], Key="live.json"),
            id="deleting",
        ),
        pytest.param(
            lambda s3, store: s3.list_objects_v2(Bucket=store["bucket"]),
            id="listing",
        ),
        pytest.param(
            lambda s3, store: s3.get_bucket_policy(Bucket=store["bucket"]),
            id="the policy",
        ),
        pytest.param(lambda s3, store: s3.list_buckets(), id="all buckets"),
    ],
)
def test_everything_else_is_denied(as_role, role, store, key, call):
    _, arn = role(statements(store["bucket"], key))

    with pytest.raises(ClientError) as error:
        call(as_role("s3", arn), store)

    assert code_of(error) == "AccessDenied"


@pytest.fixture
def other_bucket(client, unique):
    name = unique("bucket")
    s3 = client("s3")
    s3.create_bucket(
        Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    s3.put_object(Bucket=name, Key="live.json", Body=b"")
    return name


def test_another_bucket_is_denied(as_role, role, store, key, other_bucket):
    _, arn = role(statements(store["bucket"], key))

    with pytest.raises(ClientError) as error:
        as_role("s3", arn).get_object(Bucket=other_bucket, Key="live.json")

    assert code_of(error) == "AccessDenied"


def test_a_copy_reads_its_source(as_role, role, store, key):
    bucket = store["bucket"]
    source = {"Bucket": bucket, "Key": "models/model", "VersionId": store["version"]}
    write = [
        {
            "Effect": "Allow",
            "Action": "s3:PutObject",
            "Resource": f"arn:aws:s3:::{bucket}/copy",
        },
        {"Effect": "Allow", "Action": "kms:*", "Resource": key},
    ]
    _, may_write = role(write)
    _, may_both = role(write + statements(bucket, key))

    with pytest.raises(ClientError, match="s3:GetObjectVersion"):
        as_role("s3", may_write).copy_object(
            Bucket=bucket, Key="copy", CopySource=source
        )
    as_role("s3", may_both).copy_object(Bucket=bucket, Key="copy", CopySource=source)


def test_what_is_missing_shows_only_to_who_may_list(as_role, role, bucket):
    see = {
        "Effect": "Allow",
        "Action": "s3:GetObject",
        "Resource": f"arn:aws:s3:::{bucket}/*",
    }
    listing = {
        "Effect": "Allow",
        "Action": "s3:ListBucket",
        "Resource": f"arn:aws:s3:::{bucket}",
    }
    _, blind = role([see])
    _, seeing = role([see, listing])

    with pytest.raises(ClientError) as error:
        as_role("s3", blind).get_object(Bucket=bucket, Key="missing")
    assert code_of(error) == "AccessDenied"

    with pytest.raises(ClientError) as error:
        as_role("s3", seeing).get_object(Bucket=bucket, Key="missing")
    assert code_of(error) == "NoSuchKey"


def test_a_deny_of_the_bucket_wins_over_the_role(as_role, client, role, bucket):
    client("s3").put_object(Bucket=bucket, Key="a", Body=b"a")
    everything = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
    _, arn = role([everything])
    assert as_role("s3", arn).get_object(Bucket=bucket, Key="a")

    deny = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:GetObject",
        "Resource": f"arn:aws:s3:::{bucket}/*",
    }
    client("s3").put_bucket_policy(
        Bucket=bucket,
        Policy=json.dumps({"Version": "2012-10-17", "Statement": [deny]}),
    )

    for caller in (as_role("s3", arn), client("s3")):
        with pytest.raises(ClientError) as error:
            caller.get_object(Bucket=bucket, Key="a")
        assert code_of(error) == "AccessDenied"


def test_a_deny_without_its_condition_is_silent(as_role, client, role, bucket):
    """Loopback counts as TLS, so the usual TLS-only policy denies nothing."""
    client("s3").put_object(Bucket=bucket, Key="a", Body=b"a")
    deny = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    client("s3").put_bucket_policy(
        Bucket=bucket,
        Policy=json.dumps({"Version": "2012-10-17", "Statement": [deny]}),
    )
    _, arn = role([{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}])

    assert as_role("s3", arn).get_object(Bucket=bucket, Key="a")


def test_a_condition_nobody_knows_is_not_taken_for_met(as_role, client, role, bucket):
    _, arn = role(
        [
            {
                "Effect": "Allow",
                "Action": "s3:*",
                "Resource": "*",
                "Condition": {"BinaryEquals": {"aws:userid": "QQ=="}},
            }
        ]
    )

    with pytest.raises(ClientError, match="BinaryEquals"):
        as_role("s3", arn).list_buckets()


def test_a_key_policy_without_the_account_shuts_roles_out(as_role, client, role):
    kms = client("kms")
    _, admin = role([{"Effect": "Allow", "Action": "kms:*", "Resource": "*"}])
    _, arn = role([{"Effect": "Allow", "Action": "kms:*", "Resource": "*"}])
    policy = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"AWS": admin},
                "Action": "kms:*",
                "Resource": "*",
            }
        ],
    }
    key = as_role("kms", admin).create_key(Policy=json.dumps(policy))
    key_id = key["KeyMetadata"]["KeyId"]

    assert as_role("kms", admin).encrypt(KeyId=key_id, Plaintext=b"a")
    for caller in (as_role("kms", arn), kms):
        with pytest.raises(ClientError) as error:
            caller.encrypt(KeyId=key_id, Plaintext=b"a")
        assert code_of(error) == "AccessDeniedException"


@pytest.fixture
def bounded(client, role, unique):
    """Return a function: a role with policies and a boundary, by its ARN."""
    iam = client("iam")

    def make(own, bound):
        name, arn = role(own)
        boundary = iam.create_policy(
            PolicyName=unique("boundary"),
            PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": bound}),
        )["Policy"]["Arn"]
        iam.put_role_permissions_boundary(RoleName=name, PermissionsBoundary=boundary)
        return arn

    return make


def test_a_boundary_bounds(as_role, bounded, bucket):
    arn = bounded(
        [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}],
        [{"Effect": "Allow", "Action": "s3:List*", "Resource": "*"}],
    )
    s3 = as_role("s3", arn)

    assert s3.list_objects_v2(Bucket=bucket)["KeyCount"] == 0
    with pytest.raises(ClientError) as error:
        s3.put_object(Bucket=bucket, Key="a", Body=b"")
    assert code_of(error) == "AccessDenied"


def test_what_a_boundary_refuses_no_bucket_policy_allows(
    as_role, client, bounded, bucket
):
    # What it only leaves out, a policy that names the session does allow.
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
    arn = bounded(
        [{"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}],
        [{"Effect": "Deny", "Action": "s3:DeleteObject", "Resource": "*"}],
    )
    named = {
        "Effect": "Allow",
        "Principal": {"AWS": as_role("sts", arn).get_caller_identity()["Arn"]},
        "Action": ["s3:DeleteObject", "s3:PutObject"],
        "Resource": f"arn:aws:s3:::{bucket}/*",
    }
    client("s3").put_bucket_policy(
        Bucket=bucket,
        Policy=json.dumps({"Version": "2012-10-17", "Statement": [named]}),
    )
    s3 = as_role("s3", arn)

    s3.put_object(Bucket=bucket, Key="a", Body=b"")
    with pytest.raises(ClientError) as error:
        s3.delete_object(Bucket=bucket, Key="a")
    assert code_of(error) == "AccessDenied"


def test_a_queue_with_a_key_needs_the_key(as_role, client, role, unique, key):
    sqs = client("sqs")
    name = unique("queue")
    url = sqs.create_queue(QueueName=name, Attributes={"KmsMasterKeyId": key})[
        "QueueUrl"
    ]
    send = {
        "Effect": "Allow",
        "Action": "sqs:SendMessage",
        "Resource": f"arn:aws:sqs:eu-west-1:{ACCOUNT}:{name}",
    }
    use = {
        "Effect": "Allow",
        "Action": ["kms:GenerateDataKey", "kms:Decrypt"],
        "Resource": key,
    }
    _, without = role([send])
    _, with_key = role([send, use])

    assert as_role("sqs", with_key).send_message(QueueUrl=url, MessageBody="a")
    with pytest.raises(ClientError, match="kms:GenerateDataKey"):
        as_role("sqs", without).send_message(QueueUrl=url, MessageBody="a")


def test_log_streams_are_allowed_by_group(as_role, client, role, unique):
    group = unique("/aws/lambda/group")
    logs = client("logs")
    logs.create_log_group(logGroupName=group)
    logs.create_log_group(logGroupName=f"{group}-other")
    _, arn = role(
        [
            {
                "Effect": "Allow",
                "Action": "logs:CreateLogStream",
                "Resource": f"arn:aws:logs:eu-west-1:{ACCOUNT}:log-group:{group}:*",
            }
        ]
    )
    function = as_role("logs", arn)

    function.create_log_stream(logGroupName=group, logStreamName="a")
    with pytest.raises(ClientError) as error:
        function.create_log_stream(logGroupName=f"{group}-other", logStreamName="a")
    assert code_of(error) == "AccessDeniedException"


def with_session(key_id, secret, token):
    return {
        "aws_access_key_id": key_id,
        "aws_secret_access_key": secret,
        "aws_session_token": token,
    }


def test_an_unknown_session_is_refused(client):
    s3 = client("s3", **with_session("ASIAAAAAAAAAAAAAAAAA", "a", "a"))

    with pytest.raises(ClientError) as error:
        s3.list_buckets()

    assert code_of(error) == "InvalidAccessKeyId"


def test_a_session_of_another_token_is_refused(client, role):
    _, arn = role([{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}])
    keys = client("sts").assume_role(RoleArn=arn, RoleSessionName="function")[
        "Credentials"
    ]
    stolen = with_session(keys["AccessKeyId"], keys["SecretAccessKey"], "another")

    with pytest.raises(ClientError) as error:
        client("s3", **stolen).list_buckets()

    assert code_of(error) == "InvalidAccessKeyId"
