"""What the services that take alerts, keys and images do and refuse."""

import hashlib
import json

import pytest
from botocore.exceptions import ClientError

from tests.support.images import manifest

ACCOUNT = "111111111111"


def code_of(error):
    return error.value.response["Error"]["Code"]


def test_an_image_is_named_by_its_manifest(client, unique):
    ecr = client("ecr")
    name = unique("image")
    ecr.create_repository(repositoryName=name)
    digests = {
        content: ecr.put_image(
            repositoryName=name, imageManifest=manifest(content), imageTag=content
        )["image"]["imageId"]["imageDigest"]
        for content in ("one", "two")
    }

    assert digests == {
        content: f"sha256:{hashlib.sha256(manifest(content).encode()).hexdigest()}"
        for content in ("one", "two")
    }
    [found] = ecr.describe_images(
        repositoryName=name, imageIds=[{"imageDigest": digests["two"]}]
    )["imageDetails"]
    assert found["imageTags"] == ["two"]


def test_a_tag_is_there_once(client, unique):
    ecr = client("ecr")
    name = unique("image")
    ecr.create_repository(repositoryName=name, imageTagMutability="IMMUTABLE")
    ecr.put_image(repositoryName=name, imageManifest=manifest("1"), imageTag="tag")

    with pytest.raises(ClientError) as error:
        ecr.put_image(repositoryName=name, imageManifest=manifest("2"), imageTag="tag")

    assert code_of(error) == "ImageTagAlreadyExistsException"


def test_a_queue_keeps_its_policy_when_something_else_is_set(client, unique):
    sqs = client("sqs")
    allow = {"Effect": "Allow", "Principal": "*", "Action": "sqs:*", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [allow]})
    url = sqs.create_queue(QueueName=unique("queue"), Attributes={"Policy": policy})[
        "QueueUrl"
    ]

    sqs.set_queue_attributes(QueueUrl=url, Attributes={"DelaySeconds": "1"})

    found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])
    assert found["Attributes"]["Policy"] == policy

    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": ""})
    found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])
    assert "Policy" not in found["Attributes"]


def test_a_redrive_policy_has_no_blanks(client, unique):
    sqs = client("sqs")
    name = unique("dead")
    sqs.create_queue(QueueName=name)
    redrive = json.dumps(
        {
            "deadLetterTargetArn": f"arn:aws:sqs:eu-west-1:{ACCOUNT}:{name}",
            "maxReceiveCount": 3,
        },
        separators=(",", ":"),
    )
    url = sqs.create_queue(
        QueueName=unique("queue"), Attributes={"RedrivePolicy": redrive}
    )["QueueUrl"]

    found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])

    assert found["Attributes"]["RedrivePolicy"] == redrive


def test_a_redrive_allow_policy_comes_back_and_goes(client, unique):
    sqs = client("sqs")
    url = sqs.create_queue(QueueName=unique("dead"))["QueueUrl"]
    names = {"QueueUrl": url, "AttributeNames": ["RedriveAllowPolicy"]}

    given = {"RedriveAllowPolicy": json.dumps({"redrivePermission": "denyAll"})}
    sqs.set_queue_attributes(QueueUrl=url, Attributes=given)
    assert sqs.get_queue_attributes(**names)["Attributes"] == {
        "RedriveAllowPolicy": '{"redrivePermission":"denyAll"}'
    }

    sqs.set_queue_attributes(QueueUrl=url, Attributes={"RedriveAllowPolicy": ""})
    assert "Attributes" not in sqs.get_queue_attributes(**names)


def test_an_unknown_key_shows_when_a_message_is_sent(client, unique):
    sqs, sns = client("sqs"), client("sns")
    key = f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/missing"
    url = sqs.create_queue(
        QueueName=unique("queue"), Attributes={"KmsMasterKeyId": key}
    )["QueueUrl"]
    topic = sns.create_topic(Name=unique("topic"), Attributes={"KmsMasterKeyId": key})

    with pytest.raises(ClientError) as error:
        sqs.send_message(QueueUrl=url, MessageBody="a")
    assert code_of(error) == "KMS.NotFoundException"

    with pytest.raises(ClientError) as error:
        sns.publish(TopicArn=topic["TopicArn"], Message="a")
    assert code_of(error) == "KMSNotFound"


@pytest.mark.parametrize("kind", ["AlarmActions", "OKActions"])
def test_an_alarm_acts_in_its_own_region(client, unique, kind):
    alarm = {
        "AlarmName": unique("alarm"),
        "ComparisonOperator": "GreaterThanThreshold",
        "EvaluationPeriods": 1,
        "MetricName": "Errors",
        "Namespace": "AWS/Lambda",
        "Period": 60,
        "Statistic": "Sum",
        "Threshold": 1,
    }
    topics = [f"arn:aws:sns:us-east-1:{ACCOUNT}:alerts"]

    with pytest.raises(ClientError, match="Only eu-west-1 is supported") as error:
        client("cloudwatch").put_metric_alarm(**alarm, **{kind: topics})
    assert code_of(error) in ("ValidationError", "ValidationException")

    client("cloudwatch", region="us-east-1").put_metric_alarm(**alarm, **{kind: topics})


def test_a_composite_alarm_acts_in_its_own_region(client, unique):
    with pytest.raises(ClientError, match="Only eu-west-1 is supported"):
        client("cloudwatch").put_composite_alarm(
            AlarmName=unique("alarm"),
            AlarmRule="FALSE",
            AlarmActions=[f"arn:aws:sns:us-east-1:{ACCOUNT}:alerts"],
        )


def key_policy(principal):
    statement = {
        "Effect": "Allow",
        "Principal": principal,
        "Action": "kms:*",
        "Resource": "*",
    }
    return {"Version": "2012-10-17", "Statement": [statement]}


NOBODY = key_policy({"AWS": f"arn:aws:iam::{ACCOUNT}:role/nobody"})
ACCOUNT_S = key_policy({"AWS": f"arn:aws:iam::{ACCOUNT}:root"})


def test_a_key_policy_locks_nobody_out(client):
    kms = client("kms")
    key = kms.create_key(Policy=json.dumps(ACCOUNT_S))["KeyMetadata"]["KeyId"]

    for lock_out in (
        lambda: kms.create_key(Policy=json.dumps(NOBODY)),
        lambda: kms.put_key_policy(
            KeyId=key, PolicyName="default", Policy=json.dumps(NOBODY)
        ),
    ):
        with pytest.raises(ClientError) as error:
            lock_out()
        assert code_of(error) == "MalformedPolicyDocumentException"


def test_a_lockout_can_be_asked_for(client):
    kms = client("kms")
    key = kms.create_key(
        Policy=json.dumps(NOBODY), BypassPolicyLockoutSafetyCheck=True
    )["KeyMetadata"]["KeyId"]

    with pytest.raises(ClientError) as error:
        kms.describe_key(KeyId=key)

    assert code_of(error) == "AccessDeniedException"


def test_logs_must_be_let_use_their_key(client, unique):
    kms, logs = client("kms"), client("logs")
    key = kms.create_key(Policy=json.dumps(ACCOUNT_S))["KeyMetadata"]["Arn"]
    group = unique("/group")

    with pytest.raises(ClientError, match="not allowed to be used") as error:
        logs.create_log_group(logGroupName=group, kmsKeyId=key)
    assert code_of(error) == "AccessDeniedException"

    allowed = {
        "Effect": "Allow",
        "Principal": {"Service": "logs.eu-west-1.amazonaws.com"},
        "Action": ["kms:Encrypt*", "kms:Decrypt*", "kms:GenerateDataKey*"],
        "Resource": "*",
        "Condition": {
            "ArnEquals": {
                "kms:EncryptionContext:aws:logs:arn": (
                    f"arn:aws:logs:eu-west-1:{ACCOUNT}:log-group:{group}"
                )
            }
        },
    }
    policy = {**ACCOUNT_S, "Statement": [*ACCOUNT_S["Statement"], allowed]}
    kms.put_key_policy(KeyId=key, PolicyName="default", Policy=json.dumps(policy))
    logs.create_log_group(logGroupName=group, kmsKeyId=key)
    with pytest.raises(ClientError, match="not allowed to be used"):
        logs.create_log_group(logGroupName=f"{group}-other", kmsKeyId=key)


def test_a_key_that_comes_later_must_be_let_as_well(client, unique):
    logs = client("logs")
    key = client("kms").create_key()["KeyMetadata"]["Arn"]
    group = unique("/group")
    logs.create_log_group(logGroupName=group)

    with pytest.raises(ClientError, match="not allowed to be used"):
        logs.associate_kms_key(logGroupName=group, kmsKeyId=key)


def test_logs_need_the_key_s_arn(client, unique):
    key = client("kms").create_key()["KeyMetadata"]["KeyId"]

    with pytest.raises(ClientError) as error:
        client("logs").create_log_group(logGroupName=unique("/group"), kmsKeyId=key)

    assert code_of(error) == "InvalidParameterException"


def test_what_is_lacking_is_said_once_and_for_all(client):
    """A 5xx would be tried again for minutes by Terraform."""
    with pytest.raises(ClientError, match="lacks this") as error:
        client("lambda").list_code_signing_configs()

    assert code_of(error) == "NotImplemented"
    assert error.value.response["ResponseMetadata"]["RetryAttempts"] == 0
