"""Condition operators, as IAM documents them."""

import pytest

from local_aws.iam.conditions import UnsupportedConditionError, holds
from local_aws.iam.policies import Effect, Request, evaluate

CONTEXT = {
    "aws:SecureTransport": ["true"],
    "aws:SourceArn": ["arn:aws:sns:eu-west-1:111111111111:alerts"],
    "aws:SourceIp": ["10.1.2.3"],
    "aws:TagKeys": ["a", "b"],
    "aws:CurrentTime": ["2030-01-01T12:00:00+00:00"],
    "s3:max-keys": ["10"],
    "s3:prefix": ["models/one"],
}


@pytest.mark.parametrize(
    ("operator", "key", "value", "met"),
    [
        ("StringEquals", "s3:prefix", "models/one", True),
        ("StringEquals", "s3:prefix", "MODELS/one", False),
        ("StringEquals", "s3:prefix", ["other", "models/one"], True),
        ("StringEquals", "S3:PREFIX", "models/one", True),
        ("StringEquals", "s3:missing", "a", False),
        ("StringNotEquals", "s3:prefix", ["other", "models/one"], False),
        ("StringNotEquals", "s3:prefix", "other", True),
        ("StringNotEquals", "s3:missing", "a", True),
        ("StringEqualsIgnoreCase", "s3:prefix", "MODELS/one", True),
        ("StringLike", "s3:prefix", "models/*", True),
        ("StringLike", "s3:prefix", "models/o?e", True),
        ("StringLike", "s3:prefix", "models/[o]ne", False),
        ("StringNotLike", "s3:prefix", "models/*", False),
        ("StringEqualsIfExists", "s3:missing", "a", True),
        ("StringEqualsIfExists", "s3:prefix", "a", False),
        ("ArnLike", "aws:SourceArn", "arn:aws:sns:*:111111111111:al*", True),
        ("ArnLike", "aws:SourceArn", "arn:aws:*:alerts", False),
        ("ArnNotEquals", "aws:SourceArn", "arn:aws:sns:*:111111111111:*", False),
        ("Bool", "aws:SecureTransport", "true", True),
        ("Bool", "aws:SecureTransport", False, False),
        ("Bool", "aws:missing", "false", False),
        ("Null", "aws:missing", "true", True),
        ("Null", "s3:prefix", True, False),
        ("Null", "s3:prefix", "false", True),
        ("NumericLessThanEquals", "s3:max-keys", "10", True),
        ("NumericGreaterThan", "s3:max-keys", 10, False),
        ("DateLessThan", "aws:CurrentTime", "2031-01-01T00:00:00Z", True),
        ("DateGreaterThan", "aws:CurrentTime", "1900000000", False),
        ("IpAddress", "aws:SourceIp", "10.0.0.0/8", True),
        ("NotIpAddress", "aws:SourceIp", "10.0.0.0/8", False),
        ("ForAllValues:StringEquals", "aws:TagKeys", ["a", "b", "c"], True),
        ("ForAllValues:StringEquals", "aws:TagKeys", ["a"], False),
        ("ForAllValues:StringEquals", "aws:missing", ["a"], True),
        ("ForAnyValue:StringEquals", "aws:TagKeys", ["a"], True),
        ("ForAnyValue:StringEquals", "aws:TagKeys", ["c"], False),
        ("ForAnyValue:StringEquals", "aws:missing", ["a"], False),
    ],
)
def test_operators(operator, key, value, met):
    assert holds({operator: {key: value}}, CONTEXT) is met


def test_all_conditions_must_be_met():
    met = {"s3:prefix": "models/one"}

    assert holds(
        {"StringEquals": met, "Bool": {"aws:SecureTransport": "true"}}, CONTEXT
    )
    assert not holds(
        {"StringEquals": met, "Bool": {"aws:SecureTransport": "false"}}, CONTEXT
    )
    assert not holds({"StringEquals": {**met, "s3:missing": "a"}}, CONTEXT)


@pytest.mark.parametrize("operator", ["BinaryEquals", "ForSome:StringEquals", "Like"])
def test_an_operator_that_is_not_known_is_said(operator):
    with pytest.raises(UnsupportedConditionError, match=operator):
        holds({operator: {"s3:prefix": "a"}}, CONTEXT)


def allow(**changes):
    return {
        "Effect": "Allow",
        "Action": "s3:GetObject",
        "Resource": "arn:aws:s3:::bucket/*",
        **changes,
    }


def asked(*statements):
    request = Request(
        action="s3:GetObject",
        context={"aws:PrincipalAccount": ["111111111111"]},
        principals=frozenset({"*", "arn:role"}),
        resource="arn:aws:s3:::bucket/key",
    )
    return evaluate([{"Statement": list(statements)}], request)


@pytest.mark.parametrize(
    ("statement", "effect"),
    [
        (allow(), Effect.ALLOW),
        (allow(Action="S3:getobject"), Effect.ALLOW),
        (allow(Action=["s3:Put*", "s3:Get*"]), Effect.ALLOW),
        (allow(Action="s3:GetObjectVersion"), Effect.NEUTRAL),
        (allow(Resource="arn:aws:s3:::bucket"), Effect.NEUTRAL),
        (allow(Resource="arn:aws:s3:::${aws:PrincipalAccount}/*"), Effect.NEUTRAL),
        (allow(Principal="*"), Effect.ALLOW),
        (allow(Principal={"AWS": "*"}), Effect.ALLOW),
        (allow(Principal={"AWS": ["arn:other", "arn:role"]}), Effect.ALLOW),
        (allow(Principal={"AWS": "arn:other"}), Effect.NEUTRAL),
        (allow(Condition={"Bool": {"aws:missing": "true"}}), Effect.NEUTRAL),
        (allow(Effect="Deny"), Effect.DENY),
        (
            allow(Effect="Deny", Condition={"Bool": {"aws:missing": "true"}}),
            Effect.NEUTRAL,
        ),
    ],
)
def test_statements(statement, effect):
    assert asked(statement) is effect


def test_not_elements_turn_around():
    rest = {"Effect": "Allow", "Resource": "*"}
    assert asked({**rest, "NotAction": "s3:Put*"}) is Effect.ALLOW
    assert asked({**rest, "NotAction": "s3:Get*"}) is Effect.NEUTRAL
    not_here = {"Effect": "Deny", "Action": "s3:*", "NotResource": "arn:aws:s3:::b/*"}
    assert asked(not_here) is Effect.DENY
    nobody_else = allow(Effect="Deny", NotPrincipal={"AWS": "arn:role"})
    assert asked(nobody_else) is Effect.NEUTRAL


def test_a_deny_wins_whatever_the_order():
    assert asked(allow(), allow(Effect="Deny")) is Effect.DENY
    assert asked(allow(Effect="Deny"), allow()) is Effect.DENY


def test_one_statement_needs_no_list():
    request = Request(
        action="s3:GetObject", context={}, principals=frozenset("*"), resource="*"
    )
    statement = {"Effect": "Allow", "Action": "*", "Resource": "*"}

    assert evaluate([{"Statement": statement}], request) is Effect.ALLOW


def test_variables_are_filled_in():
    statement = allow(
        Resource="*",
        Condition={"StringEquals": {"aws:PrincipalAccount": "${aws:PrincipalAccount}"}},
    )

    assert asked(statement) is Effect.ALLOW
