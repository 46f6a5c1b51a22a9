"""What calls need is what AWS's own list says of their actions."""

import pytest

from local_aws.iam.needs import needs_of
from local_aws.iam.object_actions import action_of
from tests.unit.local_aws.iam.cases import CASES, call
from tests.unit.local_aws.iam.reference import differences


@pytest.mark.parametrize(
    ("service", "operation", "params"),
    [case[:3] for case in CASES],
    ids=[
        f"{service}-{operation.partition(' ')[0]}" for service, operation, *_ in CASES
    ],
)
def test_a_need_is_as_aws_writes_it(service, operation, params):
    found = [
        difference
        for need in needs_of(call(service, operation, params))
        for difference in differences(need.action, need.resource, set(need.context))
    ]

    assert found == []


# What Terraform asks of buckets. Others have names that S3 never wrote down.
BUCKETS = [
    f"{verb}Bucket{what}"
    for verb in ("Delete", "Get", "Put")
    for what in (
        "Cors",
        "Encryption",
        "OwnershipControls",
        "Policy",
        "Replication",
        "Tagging",
        "Website",
    )
] + [
    "CreateBucket",
    "DeleteBucket",
    "DeleteBucketLifecycle",
    "DeletePublicAccessBlock",
    "GetBucketAccelerateConfiguration",
    "GetBucketAcl",
    "GetBucketLifecycleConfiguration",
    "GetBucketLogging",
    "GetBucketRequestPayment",
    "GetBucketVersioning",
    "GetObjectLockConfiguration",
    "GetPublicAccessBlock",
    "HeadBucket",
    "ListObjectVersions",
    "ListObjectsV2",
    "PutBucketAccelerateConfiguration",
    "PutBucketLifecycleConfiguration",
    "PutBucketLogging",
    "PutBucketVersioning",
    "PutObjectLockConfiguration",
    "PutPublicAccessBlock",
]


@pytest.mark.parametrize("operation", BUCKETS)
def test_what_is_asked_of_a_bucket_has_the_name_of_a_permission(operation):
    action = action_of(call("s3", operation, {}))

    assert differences(f"s3:{action}", "arn:aws:s3:::b", set()) == []


@pytest.mark.parametrize(
    ("action", "resource", "keys"),
    [
        ("apigateway:CreateRestApi", "*", ()),
        ("cloudwatch:PutMetricAlarm", "*", ()),
        ("kms:CreateAlias", "arn:aws:s3:::b", ()),
        ("kms:CreateKey", "arn:aws:kms:eu-west-1:1:key/x", ()),
        ("sqs:CreateQueue", "arn:aws:sqs:eu-west-1:1:q", ("sqs:Name",)),
    ],
)
def test_the_list_finds_what_is_wrong(action, resource, keys):
    assert differences(action, resource, set(keys))
