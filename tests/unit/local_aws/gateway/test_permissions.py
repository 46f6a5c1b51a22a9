import pytest

from local_aws.gateway.permissions import may_invoke

FUNCTION = "arn:aws:lambda:eu-west-1:111111111111:function:f:live"
SOURCE = "arn:aws:execute-api:eu-west-1:111111111111:api/v1/POST/predict"


def statement(**changes):
    return {
        "Effect": "Allow",
        "Action": "lambda:InvokeFunction",
        "Principal": {"Service": "apigateway.amazonaws.com"},
        "Resource": FUNCTION,
        "Condition": {
            "ArnLike": {
                "AWS:SourceArn": SOURCE.replace("v1", "*").replace("predict", "*")
            }
        },
        **changes,
    }


def allowed(*statements):
    return may_invoke(
        statements,
        function_arn=FUNCTION,
        source_arn=SOURCE,
        account_id="111111111111",
    )


def test_a_matching_permission_allows():
    assert allowed(statement())
    assert allowed(statement(Condition={}))
    same = {"StringEquals": {"AWS:SourceAccount": "111111111111"}}
    assert allowed(statement(Condition=same))


@pytest.mark.parametrize(
    "changes",
    [
        {"Principal": {"Service": "s3.amazonaws.com"}},
        {"Action": "lambda:GetFunction"},
        {"Resource": FUNCTION.removesuffix(":live")},
        {"Condition": {"ArnLike": {"AWS:SourceArn": SOURCE.replace("POST", "GET")}}},
        {"Condition": {"StringEquals": {"AWS:SourceAccount": "222222222222"}}},
        {"Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}},
        {"Condition": {"IpAddress": {"AWS:SourceArn": SOURCE}}},
        # IAM's patterns have no sets.
        {"Condition": {"ArnLike": {"AWS:SourceArn": SOURCE.replace("api", "[a]pi")}}},
    ],
)
def test_any_other_does_not(changes):
    assert not allowed(statement(**changes))
    assert not allowed()


def test_a_denial_wins():
    assert not allowed(statement(), statement(Effect="Deny"))
