"""The local AWS tells which role used which statement for what."""

import urllib.request

import pytest
from botocore.exceptions import ClientError

from tests.support.privileges import privileges


def asked_by(local, role_arn):
    """Return what a role asked for, without the context."""
    found = [told for told in privileges(local) if told["role_arn"] == role_arn]
    return [
        {k: v for k, v in one.items() if k != "context"}
        for told in found
        for one in told["asked"]
    ]


def allow(sid, action, resource):
    return {"Sid": sid, "Effect": "Allow", "Action": action, "Resource": resource}


def test_each_kind_of_request_is_told_once(local, as_role, role, bucket):
    resource = f"arn:aws:s3:::{bucket}/kept/*"
    _, arn = role([allow("Write", "s3:PutObject", resource)])
    s3 = as_role("s3", arn)
    for name in ("kept/1", "kept/2"):
        s3.put_object(Bucket=bucket, Key=name, Body=b"it")
    with pytest.raises(ClientError):
        s3.put_object(Bucket=bucket, Key="elsewhere", Body=b"it")

    assert asked_by(local, arn) == [
        {
            "action": "s3:PutObject",
            "outcome": "allowed",
            "resource": f"arn:aws:s3:::{bucket}/kept/1",
            "statements": ["Write"],
        },
        {
            "action": "s3:PutObject",
            "outcome": "denied",
            "resource": f"arn:aws:s3:::{bucket}/elsewhere",
            "statements": [],
        },
    ]


def test_what_a_resource_allows_is_not_the_roles_doing(client, local, as_role, role):
    _, arn = role([allow("Send", "sqs:SendMessage", "*")])
    queue = client("sqs").create_queue(
        QueueName="open-to-all",
        Attributes={
            "Policy": '{"Statement": [{"Effect": "Allow", "Principal": "*",'
            ' "Action": "sqs:SendMessage", "Resource": "*"}]}'
        },
    )["QueueUrl"]

    as_role("sqs", arn).send_message(QueueUrl=queue, MessageBody="it")

    assert [one["outcome"] for one in asked_by(local, arn)] == [
        "allowed by the resource"
    ]


def test_roles_that_asked_for_nothing_are_told_with_their_policies(local, role):
    _, arn = role([allow("Never", "s3:PutObject", "*")])

    [told] = [told for told in privileges(local) if told["role_arn"] == arn]

    assert told["asked"] == []
    assert '"Sid": "Never"' in told["policies"][0]


def test_it_can_begin_anew(client, local, as_role, role):
    _, arn = role([allow("Look", "sqs:ListQueues", "*")])
    as_role("sqs", arn).list_queues()
    assert asked_by(local, arn)

    forget = urllib.request.Request(  # noqa: S310 - our own http URL
        f"{local.url}/_local/privileges", method="DELETE"
    )
    urllib.request.urlopen(forget).close()  # noqa: S310

    assert asked_by(local, arn) == []
