"""What DynamoDB refuses, with its own code."""

import pytest
from botocore.exceptions import ClientError

from tests.unit.local_aws.tables.conftest import RECORDS

ID = {"id": {"S": "a"}}
LONG = {"S": "x" * 410_000}


@pytest.fixture(scope="module")
def name(served):
    made = f"tables-refusals-{served.local.port}"
    served.client("dynamodb").create_table(TableName=made, **RECORDS)
    return made


@pytest.fixture
def refused(client, name):
    """Tell with which words a call is refused."""

    def refused(operation, **arguments):
        if not operation.startswith("batch"):
            arguments = {"TableName": name, **arguments}
        with pytest.raises(ClientError) as caught:
            getattr(client(), operation)(**arguments)
        error = caught.value.response
        assert error["ResponseMetadata"]["HTTPStatusCode"] == 400
        assert error["Error"]["Code"] == "ValidationException"
        return error["Error"]["Message"]

    return refused


@pytest.mark.parametrize(
    ("item", "said"),
    [
        ({**ID, "b": LONG}, "maximum allowed size"),
        ({"id": {"S": ""}}, "empty string"),
        ({"id": {"N": "1"}}, "Type mismatch for key id"),
        ({"b": {"S": "a"}}, "Missing the key id"),
        ({**ID, "slot": {"N": "1"}}, "Type mismatch for Index Key slot"),
        ({**ID, "slot": {"S": ""}}, "empty string"),
        ({**ID, "s": {"SS": ["a", "a"]}}, "duplicates"),
        ({**ID, "s": {"SS": []}}, "may not be empty"),
        ({**ID, "n": {"N": "1" * 39}}, "38 significant digits"),
        ({**ID, "n": {"N": "one"}}, "numeric value"),
        ({**ID, "m": {"M": {"x": {"N": "1", "S": "x"}}}}, "more than one datatypes"),
    ],
)
def test_items(refused, item, said):
    assert said in refused("put_item", Item=item)


@pytest.mark.parametrize("operation", ["get_item", "delete_item", "update_item"])
@pytest.mark.parametrize(
    ("key", "said"),
    [
        ({"id": {"N": "1"}}, "does not match the schema"),
        ({"id": {"S": "a"}, "more": {"S": "a"}}, "does not match the schema"),
        ({"other": {"S": "a"}}, "does not match the schema"),
        ({"id": {"S": ""}}, "empty string"),
    ],
)
def test_keys(refused, operation, key, said):
    assert said in refused(operation, Key=key)


@pytest.mark.parametrize(
    ("update", "said"),
    [
        ({"UpdateExpression": "SET status = :v"}, "reserved keyword"),
        ({"UpdateExpression": "SET x = :v REMOVE status"}, "reserved keyword"),
        ({"UpdateExpression": "SET id = :v"}, "part of the key"),
        ({"UpdateExpression": "SET x = :w"}, "not defined; attribute value: :w"),
        ({"UpdateExpression": "SET #x = :v"}, "not defined; attribute name: #x"),
        ({"UpdateExpression": "SET x = y"}, "unused in expressions: keys: {:v}"),
        ({"UpdateExpression": "SET x = :v, x = :v"}, "overlap"),
        ({}, "can only be specified when using expressions"),
        (
            {"UpdateExpression": "SET x = :v", "ConditionExpression": "status = :v"},
            "reserved keyword",
        ),
        (
            {"UpdateExpression": "SET x = :v", "ConditionExpression": " "},
            "can not be empty",
        ),
        (
            {"UpdateExpression": "SET x = :v", "ConditionExpression": "x == :v"},
            "Syntax error",
        ),
        (
            {
                "UpdateExpression": "SET x = :v",
                "ExpressionAttributeNames": {"#z": "z"},
            },
            "unused in expressions: keys: {#z}",
        ),
    ],
)
def test_expressions(refused, update, said):
    values = {":v": {"S": "a"}}

    assert said in refused(
        "update_item", Key=ID, ExpressionAttributeValues=values, **update
    )


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({}, "KeyConditions"),
        ({"KeyConditionExpression": "run = :v"}, "missed key schema element"),
        (
            {"IndexName": "open-index", "KeyConditionExpression": "due = :n"},
            "missed key schema element",
        ),
        (
            {"IndexName": "open-index", "KeyConditionExpression": "slot = :n"},
            "does not match schema type",
        ),
        (
            {
                "IndexName": "open-index",
                "KeyConditionExpression": "slot = :v AND due < :v",
            },
            "does not match schema type",
        ),
        (
            {
                "IndexName": "open-index",
                "KeyConditionExpression": "slot = :v",
                "ConsistentRead": True,
            },
            "Consistent reads are not supported",
        ),
        (
            {
                "IndexName": "open-index",
                "KeyConditionExpression": "slot = :v",
                "ProjectionExpression": "payload",
            },
            "does not project",
        ),
        (
            {"KeyConditionExpression": "id = :v", "FilterExpression": "id = :v"},
            "non-primary key attributes",
        ),
        (
            {"KeyConditionExpression": "id = :v", "FilterExpression": "status = :v"},
            "reserved keyword",
        ),
        ({"KeyConditionExpression": "status = :v"}, "reserved keyword"),
        ({"KeyConditionExpression": "id = :v", "Limit": 0}, "greater than or equal"),
    ],
)
def test_queries(refused, query, said):
    used = [t for t in (":v", ":n") if any(t in str(v) for v in query.values())]
    values = {":v": {"S": "a"}, ":n": {"N": "1"}}
    given = {"ExpressionAttributeValues": {t: values[t] for t in used}} if used else {}

    assert said in refused("query", **query, **given)


def test_batches(refused, name):
    put = {"PutRequest": {"Item": ID}}
    many = [{"PutRequest": {"Item": {"id": {"S": str(n)}}}} for n in range(26)]
    delete = {"DeleteRequest": {"Key": ID}}

    def batch(*requests):
        return refused("batch_write_item", RequestItems={name: list(requests)})

    assert "Too many items" in batch(*many)
    assert "duplicates" in batch(put, delete)
    assert "Index Key" in batch({"PutRequest": {"Item": {**ID, "due": {"S": "1"}}}})


def index(**changes):
    return [{**RECORDS["GlobalSecondaryIndexes"][0], **changes}]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"TableName": "ab"}, "between 3 and 255"),
        ({"TableName": "a b c"}, "between 3 and 255"),
        (
            {"KeySchema": [{"AttributeName": "unknown", "KeyType": "HASH"}]},
            "not defined in AttributeDefinitions",
        ),
        (
            {"KeySchema": [{"AttributeName": "id", "KeyType": "RANGE"}]},
            "first KeySchemaElement is not a HASH",
        ),
        (
            {
                "AttributeDefinitions": [
                    *RECORDS["AttributeDefinitions"],
                    {"AttributeName": "unused", "AttributeType": "S"},
                ]
            },
            "unused",
        ),
        (
            {
                "AttributeDefinitions": [
                    {"AttributeName": "id", "AttributeType": "BOOL"},
                    *RECORDS["AttributeDefinitions"][1:],
                ]
            },
            "enum value set",
        ),
        (
            {"GlobalSecondaryIndexes": index(Projection={"ProjectionType": "INCLUDE"})},
            "NonKeyAttributes is not specified",
        ),
        (
            {
                "GlobalSecondaryIndexes": index(
                    Projection={"ProjectionType": "ALL", "NonKeyAttributes": ["x"]}
                )
            },
            "NonKeyAttributes is specified",
        ),
        ({"GlobalSecondaryIndexes": index() * 2}, "Duplicate index name"),
        ({"StreamSpecification": {"StreamEnabled": True}}, "StreamViewType"),
        (
            {
                "SSESpecification": {
                    "Enabled": True,
                    "KMSMasterKeyId": "alias/tables-none",
                }
            },
            "does not exist",
        ),
    ],
)
def test_tables(refused, changes, said):
    assert said in refused(
        "create_table", **{**RECORDS, "TableName": "tables-never", **changes}
    )


def test_a_protected_table_stays(refused, table):
    assert "DeletionProtectionEnabled" in refused(
        "delete_table", TableName=table(DeletionProtectionEnabled=True)
    )


def test_time_to_live_is_set_once(refused, client, table):
    name = table()
    setting = {"Enabled": True, "AttributeName": "expiresAt"}
    client().update_time_to_live(TableName=name, TimeToLiveSpecification=setting)

    def again(**changes):
        return refused(
            "update_time_to_live",
            TableName=name,
            TimeToLiveSpecification={**setting, **changes},
        )

    assert again() == "TimeToLive is already enabled"
    assert "is expiresAt" in again(AttributeName="other")


def test_what_is_right_is_taken(client, name):
    database = client()
    database.put_item(
        TableName=name,
        Item={**ID, "slot": {"S": "0"}, "due": {"N": "5"}, "run": {"N": "1"}},
        ConditionExpression="attribute_not_exists(id)",
    )
    database.update_item(
        TableName=name,
        Key=ID,
        UpdateExpression="SET #s = :s, due = due + :n REMOVE former",
        ConditionExpression="due < :m AND (attribute_exists(id) OR #s = :s)",
        ExpressionAttributeNames={"#s": "status"},
        ExpressionAttributeValues={
            ":s": {"S": "pending"},
            ":n": {"N": "1"},
            ":m": {"N": "9"},
        },
    )

    found = database.query(
        TableName=name,
        IndexName="open-index",
        KeyConditionExpression="slot = :s AND due BETWEEN :l AND :h",
        ProjectionExpression="id, run, #d",
        FilterExpression="run >= :l OR run < :l",
        ExpressionAttributeNames={"#d": "due"},
        ExpressionAttributeValues={
            ":s": {"S": "0"},
            ":l": {"N": "1"},
            ":h": {"N": "6"},
        },
        Limit=5,
    )

    assert found["Items"] == [{**ID, "run": {"N": "1"}, "due": {"N": "6"}}]
