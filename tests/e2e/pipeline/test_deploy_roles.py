"""What a deployment may touch of another environment: nothing."""

from collections.abc import Callable
from typing import Any

import pytest

from local_aws.demo.account import ACCOUNT_ID, REGION, STATE_BUCKET
from tests.e2e.pipeline.sessions import (
    ALL,
    DENIED,
    RUNS,
    answer,
    document,
    session,
)

HERE = f"{REGION}:{ACCOUNT_ID}"


# service, operation, arguments: on something that has this environment's name.
NAMED: list[tuple[str, str, Callable[[str], dict[str, Any]]]] = [
    ("dynamodb", "delete_table", lambda p: {"TableName": f"{p}-routing-config"}),
    (
        "dynamodb",
        "put_item",
        lambda p: {"TableName": f"{p}-inferences", "Item": {"id": {"S": "x"}}},
    ),
    ("lambda", "delete_function", lambda p: {"FunctionName": f"{p}-prediction"}),
    (
        "lambda",
        "update_alias",
        lambda p: {"FunctionName": f"{p}-prediction", "Name": "live"},
    ),
    ("logs", "delete_log_group", lambda p: {"logGroupName": f"/aws/lambda/{p}-x"}),
    ("cloudwatch", "delete_alarms", lambda p: {"AlarmNames": [f"{p}-x"]}),
    ("sqs", "delete_queue", lambda p: {"QueueUrl": f"https://sqs/{ACCOUNT_ID}/{p}-x"}),
    ("events", "delete_rule", lambda p: {"Name": f"{p}-x"}),
    ("scheduler", "delete_schedule_group", lambda p: {"Name": f"{p}-x"}),
    ("sagemaker", "delete_endpoint", lambda p: {"EndpointName": f"{p}-x"}),
    ("ssm", "delete_parameter", lambda p: {"Name": f"/inferway/{p}/x"}),
    ("s3", "delete_bucket", lambda p: {"Bucket": f"{p}-models-{ACCOUNT_ID}"}),
    ("cloudformation", "delete_stack", lambda p: {"StackName": f"{p}-x"}),
    ("iam", "delete_role", lambda p: {"RoleName": f"{p}-x"}),
    (
        "sns",
        "delete_topic",
        lambda p: {"TopicArn": f"arn:aws:sns:{HERE}:{p}-x"},
    ),
    (
        "stepfunctions",
        "delete_state_machine",
        lambda p: {"stateMachineArn": f"arn:aws:states:{HERE}:stateMachine:{p}-x"},
    ),
]


@pytest.mark.parametrize(
    ("service", "operation", "given"),
    NAMED,
    ids=[f"{service}-{name}" for service, name, _ in NAMED],
)
def test_staging_changes_what_is_its_own_and_nothing_of_production(
    staging, service, operation, given
):
    call = getattr(staging(service), operation)

    # What is not there is not found, and nobody is told that it may not.
    assert answer(call, **given("inferway-staging")) not in DENIED
    assert answer(call, **given("inferway-production")) in DENIED


def test_staging_has_no_part_in_the_api_of_production(world, staging):
    gateway = world.client("apigateway")
    for environment, allowed in (("staging", True), ("production", False)):
        tags = {"Environment": environment}
        made = gateway.create_rest_api(name=f"of-{environment}", tags=tags)["id"]
        key = gateway.create_api_key(name=f"of-{environment}", tags=tags)["id"]
        [root] = gateway.get_resources(restApiId=made)["items"]
        calls = staging("apigateway")
        within = {"restApiId": made, "parentId": root["id"], "pathPart": "x"}
        codes = [
            answer(calls.create_resource, **within),
            answer(calls.delete_rest_api, restApiId=made),
            answer(calls.delete_api_key, apiKey=key),
        ]
        assert [code not in DENIED for code in codes] == [allowed] * 3


@pytest.mark.parametrize("name", ["production.tfstate", "production.tfstate.tflock"])
def test_staging_has_no_part_in_the_state_of_production(staging, name):
    s3, place = staging("s3"), {"Bucket": STATE_BUCKET, "Key": name}

    assert answer(s3.put_object, **place, Body=b"{}") in DENIED
    assert answer(s3.get_object, **place) in DENIED
    assert answer(s3.delete_object, **place) in DENIED


def test_staging_writes_its_own_state_and_no_plan(staging):
    s3 = staging("s3")

    lock = {"Bucket": STATE_BUCKET, "Key": "staging.tfstate.tflock"}
    assert answer(s3.put_object, **lock, Body=b"{}") == ""
    assert answer(s3.delete_object, **lock) == ""
    for plan in ("plans/staging/x.tfplan", "plans/production/x.tfplan"):
        place = {"Bucket": STATE_BUCKET, "Key": plan}
        assert answer(s3.put_object, **place, Body=b"") in DENIED


def test_nobody_changes_the_bucket_of_states(world):
    for role in RUNS:
        s3 = session(world, role)("s3")
        assert answer(s3.delete_bucket_policy, Bucket=STATE_BUCKET) in DENIED
        versions = {"Bucket": STATE_BUCKET, "Key": "staging.tfstate", "VersionId": "x"}
        assert answer(s3.delete_object, **versions) in DENIED


def test_staging_uses_keys_of_staging_alone(staging, key):
    kms = staging("kms")
    for environment, allowed in (("staging", True), ("production", False)):
        arn = key(environment)
        use = {"KeyId": arn}
        alias = {"AliasName": f"alias/inferway-staging-{arn[-12:]}"}
        seen = [
            answer(kms.generate_data_key, **use, KeySpec="AES_256"),
            answer(kms.encrypt, **use, Plaintext=b"x"),
            answer(kms.create_alias, **alias, TargetKeyId=arn),
            answer(kms.put_key_policy, **use, Policy=document(ALL)),
            answer(kms.schedule_key_deletion, **use),
        ]
        denied = [code in DENIED for code in seen]
        assert denied == [not allowed] * len(seen), (environment, seen)


def test_staging_makes_no_key_of_production_and_none_without_a_tag(staging):
    kms = staging("kms")

    for tags in (
        [],
        [{"TagKey": "Environment", "TagValue": "production"}],
        [{"TagKey": "Project", "TagValue": "staging"}],
    ):
        assert answer(kms.create_key, Tags=tags) in DENIED
    own = [{"TagKey": "Environment", "TagValue": "staging"}]
    assert answer(kms.create_key, Tags=own) == ""


def test_one_region_is_all_that_staging_has(world):
    for environment, allowed in (("staging", False), ("production", True)):
        there = session(world, f"apply-{environment}")("logs", "eu-central-1")
        group = f"/aws/lambda/inferway-{environment}-x"
        code = answer(there.delete_log_group, logGroupName=group)
        assert (code not in DENIED) is allowed
