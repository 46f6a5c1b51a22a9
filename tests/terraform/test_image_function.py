"""What modules/image_function creates, as AWS would answer for it."""

import json
import os
import subprocess
from pathlib import Path

import boto3
import pytest
from pytest_terraform import terraform

from tests.terraform.plans import changes

REPO = Path(__file__).parents[2]
NAME = "inferway-test"
ROLE = f"{NAME}-eu-west-1"
REGISTRY = "111111111111.dkr.ecr.eu-west-1.amazonaws.com"


@pytest.fixture
def value(image_function):
    """Return an output by its name."""
    return lambda name: image_function.outputs[name]["value"]


@pytest.fixture
def function():
    return boto3.client("lambda")


@terraform("image_function", scope="module", replay=False)
def test_a_second_plan_is_empty(image_function):
    assert changes(image_function) == ""


def test_the_image_is_the_one_of_the_digest(function, value):
    found = function.get_function(FunctionName=value("alias_arn"))

    assert found["Code"]["ImageUri"].endswith(f"@{value('image_digest')}")
    settings = found["Configuration"]
    assert settings["MemorySize"] == 512
    assert settings["Timeout"] == 20
    assert settings["KMSKeyArn"] == value("kms_key_arn")
    assert settings["TracingConfig"] == {"Mode": "Active"}
    assert settings["Environment"]["Variables"] == {"LOG_LEVEL": "INFO"}


def test_the_alias_names_a_published_version(function, value):
    alias = function.get_alias(FunctionName=NAME, Name="live")

    assert alias["AliasArn"] == value("alias_arn")
    assert alias["FunctionVersion"] == "1"


def test_concurrency_is_reserved_and_kept_warm(function, value):
    reserved = function.get_function_concurrency(FunctionName=NAME)
    warm = function.get_provisioned_concurrency_config(
        FunctionName=NAME, Qualifier="live"
    )

    assert reserved["ReservedConcurrentExecutions"] == 4
    assert warm["RequestedProvisionedConcurrentExecutions"] == 2


def test_a_call_of_the_alias_is_answered_and_logged(function, value):
    answer = function.invoke(
        FunctionName=value("alias_arn"), Payload=json.dumps({"body": "hello"})
    )

    assert "FunctionError" not in answer
    assert json.load(answer["Payload"])["body"] == "hello"
    [group] = boto3.client("logs").describe_log_groups(
        logGroupNamePrefix=f"/aws/lambda/{NAME}"
    )["logGroups"]
    assert group["retentionInDays"] == 365
    assert group["kmsKeyId"] == value("kms_key_arn")


def test_events_that_failed_go_to_an_encrypted_queue(function, value):
    sqs = boto3.client("sqs")
    queue = sqs.get_queue_attributes(
        QueueUrl=value("queue_url"), AttributeNames=["All"]
    )["Attributes"]
    config = function.get_function_event_invoke_config(
        FunctionName=NAME, Qualifier="live"
    )

    assert config["DestinationConfig"]["OnFailure"] == {
        "Destination": queue["QueueArn"]
    }
    assert queue["KmsMasterKeyId"] == value("kms_key_arn")
    assert queue["MessageRetentionPeriod"] == str(14 * 24 * 3600)


def test_the_role_may_do_what_it_needs_and_nothing_else(value):
    iam = boto3.client("iam")
    document = iam.get_role_policy(RoleName=ROLE, PolicyName="function")[
        "PolicyDocument"
    ]
    allowed = {
        s["Sid"]: (actions(s), s["Resource"], s.get("Condition", {}))
        for s in document["Statement"]
    }

    via_sqs = {"StringEquals": {"kms:ViaService": "sqs.eu-west-1.amazonaws.com"}}
    own = f"arn:aws:lambda:eu-west-1:111111111111:function:{NAME}"
    environment = {
        "StringEquals": {"kms:EncryptionContext:aws:lambda:FunctionArn": own}
    }
    key = value("kms_key_arn")
    assert allowed == {
        "WhatTheCodeDoes": (
            {"s3:GetObject"},
            "arn:aws:s3:::inferway-test/live.json",
            {},
        ),
        "WriteOwnLogs": (
            {"logs:CreateLogStream", "logs:PutLogEvents"},
            f"arn:aws:logs:eu-west-1:111111111111:log-group:/aws/lambda/{NAME}:*",
            {},
        ),
        "KeepFailedEvents": (
            {"sqs:SendMessage"},
            f"arn:aws:sqs:eu-west-1:111111111111:{NAME}-failed-events",
            {},
        ),
        "EncryptFailedEvents": ({"kms:Decrypt", "kms:GenerateDataKey"}, key, via_sqs),
        "DecryptOwnEnvironment": ({"kms:Decrypt"}, key, environment),
        "WriteTraces": ({"xray:PutTelemetryRecords", "xray:PutTraceSegments"}, "*", {}),
    }
    assert iam.list_attached_role_policies(RoleName=ROLE)["AttachedPolicies"] == []
    assert iam.list_role_policies(RoleName=ROLE)["PolicyNames"] == ["function"]


def actions(statement):
    found = statement["Action"]
    return {found} if isinstance(found, str) else set(found)


def test_trouble_is_told(value):
    alarms = {
        a["AlarmName"]: a
        for a in boto3.client("cloudwatch").describe_alarms()["MetricAlarms"]
    }

    assert {name: a["Threshold"] for name, a in alarms.items()} == {
        f"{NAME}-duration": 16_000.0,
        f"{NAME}-errors": 0.0,
        f"{NAME}-failed-events-waiting": 0.0,
        f"{NAME}-throttles": 0.0,
    }
    assert {tuple(a["AlarmActions"]) for a in alarms.values()} == {
        (value("topic_arn"),)
    }


@pytest.mark.parametrize(
    ("digest", "said"),
    [
        ("sha256:" + "0" * 64, "data.aws_ecr_image.deployed"),
        (None, "has no tag"),
    ],
    ids=["a ghost", "an image without a tag"],
)
def test_a_plan_refuses_an_image_that_cannot_stay(tmp_path, digest, said):
    (tmp_path / "main.tf").write_text(
        f"""
        provider "aws" {{ region = "eu-west-1" }}

        module "function" {{
          source           = "{REPO}/modules//image_function"
          name             = "refused"
          description      = "Refused."
          policy_json      = jsonencode({{ Version = "2012-10-17", Statement = [] }})
          kms_key_arn      = "arn:aws:kms:eu-west-1:111111111111:key/any"
          alarm_topic_arns = ["arn:aws:sns:eu-west-1:111111111111:any"]
          image = {{
            repository_url = "{REGISTRY}/tests/answering"
            digest         = "{digest or untagged_image()}"
          }}
        }}
        """
    )
    init, plan = (
        subprocess.run(
            ["terraform", command, "-no-color", "-input=false"],
            cwd=tmp_path,
            env=os.environ,
            check=False,
            capture_output=True,
            text=True,
        )
        for command in ("init", "plan")
    )

    assert init.returncode == 0, init.stderr
    assert plan.returncode == 1, plan.stdout
    # Terraform wraps what it says.
    assert said in " ".join(plan.stderr.split())


def untagged_image() -> str:
    """Push an image by its digest alone, and return it."""
    ecr = boto3.client("ecr")
    [image] = ecr.batch_get_image(
        repositoryName="tests/answering", imageIds=[{"imageTag": "1"}]
    )["images"]
    manifest = json.loads(image["imageManifest"])
    manifest["annotations"] = {"tests": "another digest"}
    pushed = ecr.put_image(
        repositoryName="tests/answering",
        imageManifest=json.dumps(manifest),
        imageManifestMediaType=image.get("imageManifestMediaType", ""),
    )["image"]
    return pushed["imageId"]["imageDigest"]
