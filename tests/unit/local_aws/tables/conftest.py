"""A local AWS with tables."""

import itertools
import json

import boto3
import pytest
from botocore.config import Config

from local_aws.access import credentials_for_role
from tests.support.served import REGION, serving

_numbers = itertools.count(1)

RECORDS = {
    "BillingMode": "PAY_PER_REQUEST",
    "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
    "AttributeDefinitions": [
        {"AttributeName": "id", "AttributeType": "S"},
        {"AttributeName": "slot", "AttributeType": "S"},
        {"AttributeName": "due", "AttributeType": "N"},
    ],
    "GlobalSecondaryIndexes": [
        {
            "IndexName": "open-index",
            "KeySchema": [
                {"AttributeName": "slot", "KeyType": "HASH"},
                {"AttributeName": "due", "KeyType": "RANGE"},
            ],
            "Projection": {
                "ProjectionType": "INCLUDE",
                "NonKeyAttributes": ["run"],
            },
        }
    ],
}


def unique(prefix):
    """Make a name that no other test uses, of other folders neither."""
    return f"tables-{prefix}-{next(_numbers)}"


# Not longer than a file: of several servers in a process the newest has the clock.
@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("tables")) as running:
        yield running


@pytest.fixture
def client(served):
    """Make clients that check nothing themselves: of the administrator, or a role."""

    def make(role=None):
        if role is None and "unchecked" in served.clients:
            return served.clients["unchecked"]
        keys = {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x"}
        if role is not None:
            account = served.local.account_id
            keys = credentials_for_role(account, REGION, role, "tables")
        made = boto3.session.Session().client(
            "dynamodb",
            endpoint_url=served.local.url,
            region_name=REGION,
            aws_access_key_id=keys["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=keys["AWS_SECRET_ACCESS_KEY"],
            aws_session_token=keys.get("AWS_SESSION_TOKEN"),
            config=Config(
                parameter_validation=False, retries={"total_max_attempts": 1}
            ),
        )
        if role is None:
            served.clients["unchecked"] = made
        return made

    return make


@pytest.fixture
def table(client):
    """Make a table of records; gives its name."""

    def make(**changes):
        name = unique("records")
        client().create_table(**{**RECORDS, "TableName": name, **changes})
        return name

    return make


@pytest.fixture
def role(served):
    """Make a role of a function with a policy's statements."""

    def make(*statements):
        name = unique("role")
        arn = served.role(name)
        served.client("iam").put_role_policy(
            RoleName=name,
            PolicyName="policy",
            PolicyDocument=json.dumps(
                {"Version": "2012-10-17", "Statement": list(statements)}
            ),
        )
        return arn

    return make
