"""What AWS asks of whoever makes a call: actions, resources and conditions."""

import json

import boto3
import pytest
from moto import mock_aws

from local_aws.iam import linked_roles
from local_aws.iam.needs import needs_of
from tests.unit.local_aws.iam.cases import (
    CASES,
    FUNCTION,
    IMAGE,
    MAP,
    PAIRS,
    REGION,
    TABLE,
    ZONE,
    call,
    here,
)

TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": "sts:AssumeRole",
            "Principal": {"Service": "lambda.amazonaws.com"},
        }
    ],
}
STAGING = {"aws:RequestTag/Environment": ["staging"], "aws:TagKeys": ["Environment"]}


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    monkeypatch.setattr(linked_roles, "_MADE", set())
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    with mock_aws():
        yield


@pytest.fixture
def kms():
    return boto3.client("kms", region_name=REGION)


@pytest.fixture
def key(kms):
    tags = [{"TagKey": "Environment", "TagValue": "staging"}]
    return kms.create_key(Tags=tags)["KeyMetadata"]["Arn"]


def asked(service, operation, **params):
    return [(n.action, n.resource) for n in needs_of(call(service, operation, params))]


def context(service, operation, **params):
    return needs_of(call(service, operation, params))[0].context


@pytest.mark.parametrize(
    ("service", "operation", "params", "needs"),
    CASES,
    ids=[
        f"{service}-{operation.partition(' ')[0]}" for service, operation, *_ in CASES
    ],
)
def test_a_call_needs(service, operation, params, needs):
    assert asked(service, operation, **params) == needs


@pytest.mark.parametrize(
    ("service", "operation", "params"),
    [
        ("sqs", "CreateQueue", {"QueueName": "q", "tags": MAP}),
        ("iam", "CreateRole", {"RoleName": "r", "Tags": PAIRS}),
        (
            "kms",
            "CreateKey",
            {"Tags": [{"TagKey": "Environment", "TagValue": "staging"}]},
        ),
    ],
)
def test_tags_that_are_given_are_conditions(service, operation, params):
    needs = needs_of(call(service, operation, params))

    assert len(needs) == len({need.action for need in needs})
    assert all(STAGING.items() <= need.context.items() for need in needs)


def test_tags_are_no_conditions_of_what_else_is_needed():
    making, *others = needs_of(
        call(
            "lambda",
            "CreateFunction",
            {"FunctionName": "f", "Code": {"ImageUri": IMAGE}, "Tags": MAP},
        )
    )

    tagged = [need.action for need in others if STAGING.items() <= need.context.items()]
    assert STAGING.items() <= making.context.items()
    assert tagged == ["lambda:TagResource"]


def test_tags_that_are_taken_away_are_conditions():
    taken = context("sqs", "UntagQueue", QueueUrl="https://x/q", TagKeys=["a"])

    assert taken["aws:TagKeys"] == ["a"]


def test_what_has_no_tags_needs_none():
    assert asked("sqs", "CreateQueue", QueueName="q") == [
        ("sqs:CreateQueue", here("sqs", "q"))
    ]


@pytest.mark.parametrize(
    ("service", "operation", "params"),
    [
        ("route53", "ChangeTagsForResource", {"AddTags": PAIRS}),
        ("s3", "PutBucketTagging", {"Bucket": "b", "Tags": PAIRS}),
    ],
)
def test_some_services_know_no_tags_of_requests(service, operation, params):
    given = context(service, operation, **params)

    assert not [name for name in given if name.startswith("aws:")]


def test_a_key_has_its_tags(key):
    seen = context("kms", "EnableKeyRotation", KeyId=key)

    assert seen["aws:ResourceTag/Environment"] == ["staging"]


def test_a_key_without_tags_has_none(kms):
    other = kms.create_key()["KeyMetadata"]["KeyId"]

    seen = context("kms", "EnableKeyRotation", KeyId=other)

    assert not [name for name in seen if name.startswith("aws:ResourceTag")]


def test_a_name_of_a_key_needs_both(kms, key):
    alias = {"AliasName": "alias/staging-x"}
    name = here("kms", "alias/staging-x")

    assert asked("kms", "CreateAlias", **alias, TargetKeyId=key) == [
        ("kms:CreateAlias", name),
        ("kms:CreateAlias", key),
    ]
    kms.create_alias(**alias, TargetKeyId=key)
    other = kms.create_key()["KeyMetadata"]["Arn"]
    assert asked("kms", "DeleteAlias", **alias) == [
        ("kms:DeleteAlias", name),
        ("kms:DeleteAlias", key),
    ]
    # Taken from one, given to another: of both.
    assert asked("kms", "UpdateAlias", **alias, TargetKeyId=other) == [
        ("kms:UpdateAlias", name),
        ("kms:UpdateAlias", other),
        ("kms:UpdateAlias", key),
    ]


def test_a_certificate_has_its_names_and_tags():
    names = context(
        "acm",
        "RequestCertificate",
        DomainName="API.example.com",
        SubjectAlternativeNames=["other.example.com"],
    )
    acm = boto3.client("acm", region_name=REGION)
    arn = acm.request_certificate(DomainName="api.example.com", Tags=PAIRS)
    seen = context("acm", "DeleteCertificate", CertificateArn=arn["CertificateArn"])

    assert names["acm:DomainNames"] == ["api.example.com", "other.example.com"]
    assert seen["aws:ResourceTag/Environment"] == ["staging"]


@pytest.mark.parametrize("within", ["", "/resources/r1/methods/POST"])
def test_what_is_within_an_api_has_its_tags(within):
    gateway = boto3.client("apigateway", region_name=REGION)
    made = gateway.create_rest_api(name="a", tags=MAP)["id"]

    seen = context("apigateway", f"DELETE /restapis/{made}{within}")

    assert seen == {"aws:ResourceTag/Environment": ["staging"]}


@pytest.mark.parametrize("path", ["/restapis", "/restapis/nobody", "/account"])
def test_what_has_no_tags_of_its_own_has_none(path):
    assert context("apigateway", f"DELETE {path}") == {}


def test_records_are_conditions_as_route_53_writes_them():
    records = [
        {"Action": "UPSERT", "ResourceRecordSet": {"Name": name, "Type": kind}}
        for name, kind in (("API.example.com.", "A"), ("_x.api.example.com", "CNAME"))
    ]
    [need] = needs_of(
        call(
            "route53",
            "ChangeResourceRecordSets",
            {"HostedZoneId": "Z1", "ChangeBatch": {"Changes": records}},
        )
    )

    prefix = "route53:ChangeResourceRecordSets"
    assert need.resource == ZONE
    assert need.context == {
        f"{prefix}Actions": ["UPSERT"],
        f"{prefix}NormalizedRecordNames": ["_x.api.example.com", "api.example.com"],
        f"{prefix}RecordTypes": ["A", "CNAME"],
    }


def test_a_role_of_a_service_is_made_once():
    register = {"ServiceNamespace": "lambda", "ScalableDimension": "d"}
    first = call("application-autoscaling", "RegisterScalableTarget", register)

    before = [need.action for need in needs_of(first)]
    linked_roles.remember(first)
    after = [need.action for need in needs_of(first)]

    assert before == [*after, "iam:CreateServiceLinkedRole"]


def test_a_table_under_a_key_needs_the_key(key):
    made = needs_of(
        call(
            "dynamodb",
            "CreateTable",
            {"TableName": "t", "SSESpecification": {"KMSMasterKeyId": key}},
        )
    )
    of_key = [need for need in made if need.resource == key]

    assert made[0].resource == TABLE
    assert {"kms:CreateGrant", "kms:Encrypt", "kms:ReEncryptFrom"} < {
        need.action for need in of_key
    }
    assert all(
        need.context["kms:ViaService"] == [f"dynamodb.{REGION}.amazonaws.com"]
        and need.context["kms:EncryptionContext:aws:dynamodb:tableName"] == ["t"]
        for need in of_key
    )


def test_the_environment_of_a_function_needs_its_key(key):
    set_with_key = {"FunctionName": "f", "KMSKeyArn": key}

    assert asked("lambda", "UpdateFunctionConfiguration", **set_with_key) == [
        ("lambda:UpdateFunctionConfiguration", FUNCTION),
        ("kms:CreateGrant", key),
        ("kms:Encrypt", key),
    ]


@pytest.mark.parametrize("name", ["f", FUNCTION, f"{FUNCTION}:live", "f:live"])
def test_who_sees_the_environment_of_a_function_may_decrypt_it(key, name):
    function(key, {"A": "b"})

    *_, decrypt = needs_of(call("lambda", "GetFunction", {"FunctionName": name}))

    assert (decrypt.action, decrypt.resource) == ("kms:Decrypt", key)
    bound = decrypt.context["kms:EncryptionContext:aws:lambda:FunctionArn"]
    assert bound == [FUNCTION]


@pytest.mark.parametrize(("with_key", "variables"), [(True, {}), (False, {"A": "b"})])
def test_what_has_no_secrets_asks_no_key(key, with_key, variables):
    function(key if with_key else None, variables)

    assert asked("lambda", "GetFunction", FunctionName="f") == [
        ("lambda:GetFunction", FUNCTION)
    ]


def test_what_does_not_exist_asks_for_itself_alone():
    nobody = here("kms", "key/00000000-0000-0000-0000-000000000000")

    assert asked("lambda", "GetFunction", FunctionName="f") == [
        ("lambda:GetFunction", FUNCTION)
    ]
    assert asked(
        "dynamodb",
        "CreateTable",
        TableName="t",
        SSESpecification={"KMSMasterKeyId": nobody},
    ) == [("dynamodb:CreateTable", TABLE)]


def function(key, variables):
    iam = boto3.client("iam", region_name=REGION)
    role = iam.create_role(
        RoleName="staging-x", AssumeRolePolicyDocument=json.dumps(TRUST)
    )["Role"]
    boto3.client("lambda", region_name=REGION).create_function(
        FunctionName="f",
        Role=role["Arn"],
        Runtime="python3.12",
        Handler="x",
        Code={"ZipFile": b"x"},
        Environment={"Variables": variables},
        **({"KMSKeyArn": key} if key else {}),
    )
