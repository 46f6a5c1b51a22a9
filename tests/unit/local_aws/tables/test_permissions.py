"""What a role needs for tables, their indexes and their key."""

import pytest
from botocore.exceptions import ClientError

from tests.support.served import REGION


@pytest.fixture
def here(served):
    return f"arn:aws:dynamodb:{REGION}:{served.local.account_id}:table"


@pytest.fixture
def records(table, here):
    """Make a table; gives its name and ARN."""
    name = table()
    return name, f"{here}/{name}"


def allow(actions, resource, **more):
    return {"Effect": "Allow", "Action": actions, "Resource": resource, **more}


def outcome(call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        return error.response["Error"]["Code"]
    return "done"


QUERY = {
    "KeyConditionExpression": "slot = :s",
    "IndexName": "open-index",
    "ExpressionAttributeValues": {":s": {"S": "0"}},
}


@pytest.mark.parametrize(
    ("resource", "wanted"),
    [
        ("{table}", "AccessDeniedException"),
        ("{table}/index/other", "AccessDeniedException"),
        ("{table}/index/open-index", "done"),
        ("{table}/index/*", "done"),
    ],
)
def test_an_index_is_a_resource_of_its_own(client, role, records, resource, wanted):
    name, table_arn = records
    arn = resource.format(table=table_arn)
    database = client(role(allow("dynamodb:Query", arn)))

    assert outcome(database.query, TableName=name, **QUERY) == wanted


def test_each_part_of_a_transaction_needs_what_it_does(client, table, role, here):
    name = table()
    arn = f"{here}/{name}"
    parts = [
        {"Put": {"TableName": name, "Item": {"id": {"S": "a"}}}},
        {
            "ConditionCheck": {
                "TableName": name,
                "Key": {"id": {"S": "b"}},
                "ConditionExpression": "attribute_not_exists(id)",
            }
        },
    ]

    def attempt(*actions):
        database = client(role(allow(list(actions), arn)))
        return outcome(database.transact_write_items, TransactItems=parts)

    assert attempt("dynamodb:PutItem") == "AccessDeniedException"
    assert attempt("dynamodb:PutItem", "dynamodb:ConditionCheckItem") == "done"


def test_a_table_is_read_and_written_with_its_key(served, client, table, role, here):
    kms = served.client("kms")
    key = kms.create_key()["KeyMetadata"]
    name = table(
        SSESpecification={
            "Enabled": True,
            "SSEType": "KMS",
            "KMSMasterKeyId": key["Arn"],
        }
    )
    data = allow("dynamodb:*", f"{here}/{name}")

    def attempt(*more):
        database = client(role(data, *more))
        return outcome(database.get_item, TableName=name, Key={"id": {"S": "a"}})

    via = {"StringEquals": {"kms:ViaService": f"dynamodb.{REGION}.amazonaws.com"}}
    other = {"StringEquals": {"kms:ViaService": f"s3.{REGION}.amazonaws.com"}}
    context = {"StringEquals": {"kms:EncryptionContext:aws:dynamodb:tableName": name}}
    assert attempt() == "AccessDeniedException"
    assert (
        attempt(allow("kms:Decrypt", key["Arn"], Condition=other))
        == "AccessDeniedException"
    )
    assert attempt(allow("kms:Decrypt", key["Arn"], Condition=via)) == "done"
    assert attempt(allow("kms:Decrypt", key["Arn"], Condition=context)) == "done"
    kms.disable_key(KeyId=key["KeyId"])
    assert (
        attempt(allow("kms:Decrypt", key["Arn"]))
        == "InaccessibleEncryptionCredentialsException"
    )


def test_a_key_of_aws_is_open_to_the_account(client, table, role, here):
    name = table(SSESpecification={"Enabled": True, "SSEType": "KMS"})
    database = client(role(allow("dynamodb:GetItem", f"{here}/{name}")))

    found = outcome(database.get_item, TableName=name, Key={"id": {"S": "a"}})

    assert found == "done"
