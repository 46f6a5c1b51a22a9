"""What AWS asks of whoever makes a call: actions, resources and conditions."""

import boto3
import pytest
from moto.applicationautoscaling.models import applicationautoscaling_backends

from local_aws.iam.needs import needs_of
from local_aws.scaling.kept import beside
from tests.unit.local_aws.iam.cases import (
    ACCOUNT,
    CASES,
    IMAGE,
    MAP,
    PAIRS,
    REGION,
    ZONE,
    call,
    here,
)

STAGING = {"aws:RequestTag/Environment": ["staging"], "aws:TagKeys": ["Environment"]}


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


def test_what_is_scaled_has_the_tags_of_its_target():
    target = {
        "ServiceNamespace": "lambda",
        "ResourceId": "function:f:live",
        "ScalableDimension": "lambda:function:ProvisionedConcurrency",
    }
    backend = applicationautoscaling_backends[ACCOUNT][REGION]
    backend.register_scalable_target(
        "lambda",
        target["ResourceId"],
        target["ScalableDimension"],
        1,
        1,
        "",
        None,
    )
    [made] = backend.targets[target["ScalableDimension"]].values()
    beside(backend).tags[made.arn] = dict(MAP)

    [need] = needs_of(
        call("application-autoscaling", "DeregisterScalableTarget", target)
    )

    assert need.resource == made.arn
    assert need.context["aws:ResourceTag/Environment"] == ["staging"]
