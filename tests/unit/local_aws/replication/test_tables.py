"""Global tables: what is written in one Region is found in the other, later."""

from datetime import UTC, datetime, timedelta

import pytest
from botocore.exceptions import ClientError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.two_regions import AWAY, HOME

SCHEMA = {
    "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
    "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
    "BillingMode": "PAY_PER_REQUEST",
}
STREAM = {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}


def make(world, **settings_):
    name = world.unique("table")
    world.client("dynamodb").create_table(
        **{"TableName": name, "StreamSpecification": STREAM, **SCHEMA, **settings_}
    )
    return name


def replicate(world, name, **what):
    return world.client("dynamodb").update_table(
        TableName=name,
        ReplicaUpdates=[{"Create": {"RegionName": AWAY, **what}}],
    )


@pytest.fixture
def table(world):
    name = make(world)
    replicate(world, name)
    return name


def key(world, region=HOME):
    return world.client("kms", region).create_key()["KeyMetadata"]["Arn"]


def put(world, name, region, text, id_="1", **more):
    item = {"id": {"S": id_}, "text": {"S": text}}
    world.client("dynamodb", region).put_item(TableName=name, Item=item, **more)


def delete(world, name, region, id_="1"):
    world.client("dynamodb", region).delete_item(TableName=name, Key={"id": {"S": id_}})


def items(world, name, region):
    found = world.client("dynamodb", region).scan(TableName=name)["Items"]
    return {item["id"]["S"]: item["text"]["S"] for item in found}


def both_have(world, name):
    home, away = (items(world, name, region) for region in (HOME, AWAY))
    assert home == away
    return home


def test_each_region_names_the_other(world, table):
    for region, other in ((HOME, AWAY), (AWAY, HOME)):
        said = world.client("dynamodb", region).describe_table(TableName=table)["Table"]

        assert said["GlobalTableVersion"] == "2019.11.21"
        [replica] = said["Replicas"]
        assert (replica["RegionName"], replica["ReplicaStatus"]) == (other, "ACTIVE")


def test_a_write_arrives_after_the_lag_and_no_sooner(world, table):
    put(world, table, HOME, "new")
    world.advance(3500)
    before = items(world, table, AWAY)

    world.advance(200)

    assert (before, items(world, table, AWAY)) == ({}, {"1": "new"})


def test_every_kind_of_write_arrives_from_either_region(world, table):
    dynamodb = world.client("dynamodb", AWAY)
    for number in "12345":
        put(world, table, HOME, "old", number)
    world.advance(3600)
    where = {"TableName": table}
    dynamodb.update_item(
        **where,
        Key={"id": {"S": "1"}},
        UpdateExpression="SET #t = :t",
        ExpressionAttributeNames={"#t": "text"},
        ExpressionAttributeValues={":t": {"S": "updated"}},
    )
    delete(world, table, AWAY, "2")
    dynamodb.batch_write_item(
        RequestItems={
            table: [
                {"PutRequest": {"Item": {"id": {"S": "3"}, "text": {"S": "batch"}}}}
            ]
        }
    )
    dynamodb.transact_write_items(
        TransactItems=[{"Delete": {**where, "Key": {"id": {"S": "4"}}}}]
    )

    world.advance(3600)

    assert both_have(world, table) == {"1": "updated", "3": "batch", "5": "old"}


def test_a_transaction_that_fails_replicates_nothing(world, table):
    where = {"TableName": table}
    taken = {"id": {"S": "2"}, "text": {"S": "there"}}
    world.client("dynamodb").put_item(**where, Item=taken)

    with pytest.raises(ClientError, match="TransactionCanceled"):
        world.client("dynamodb").transact_write_items(
            TransactItems=[
                {"Put": {**where, "Item": {"id": {"S": "1"}, "text": {"S": "no"}}}},
                {
                    "Put": {
                        **where,
                        "Item": taken,
                        "ConditionExpression": "attribute_not_exists(id)",
                    }
                },
            ]
        )
    put(world, table, HOME, "after", "3")
    world.advance(3600)

    assert both_have(world, table) == {"2": "there", "3": "after"}


def test_a_condition_is_decided_within_one_region(world, table):
    once = {"ConditionExpression": "attribute_not_exists(id)"}

    put(world, table, HOME, "home", **once)
    put(world, table, AWAY, "away", **once)
    world.advance(3600)

    # Both were told that they were first; the last one stays.
    assert both_have(world, table) == {"1": "away"}


def test_an_older_write_does_not_bring_back_what_was_deleted(world, table):
    put(world, table, HOME, "old")
    world.advance(3600)

    put(world, table, HOME, "newer")
    delete(world, table, AWAY)
    world.advance(3600)

    assert both_have(world, table) == {}


def test_what_was_there_before_is_copied(world):
    name = make(world)
    put(world, name, HOME, "before")

    replicate(world, name)

    assert items(world, name, AWAY) == {"1": "before"}


def test_what_expires_is_gone_in_both(world, table):
    dynamodb = world.client("dynamodb")
    dynamodb.update_time_to_live(
        TableName=table,
        TimeToLiveSpecification={"AttributeName": "at", "Enabled": True},
    )
    now = datetime.fromisoformat(world.control("clock")["now"]).astimezone(UTC)
    at = str(int((now + timedelta(hours=2)).timestamp()))
    dynamodb.put_item(
        TableName=table,
        Item={"id": {"S": "1"}, "text": {"S": "brief"}, "at": {"N": at}},
    )
    world.advance(3600)
    there = both_have(world, table)

    world.advance(7200)

    assert (there, both_have(world, table)) == ({"1": "brief"}, {})
    said = world.client("dynamodb", AWAY).describe_time_to_live(TableName=table)
    assert said["TimeToLiveDescription"]["TimeToLiveStatus"] == "ENABLED"


@pytest.mark.parametrize("cut", [HOME, AWAY])
def test_nothing_arrives_while_a_region_is_cut_off_and_nothing_is_lost(
    world, table, cut
):
    up = AWAY if cut == HOME else HOME
    put(world, table, HOME, "home", "1")
    put(world, table, AWAY, "away", "2")
    world.region(cut, "failing")
    world.advance(7200)
    put(world, table, up, "meanwhile", "3")
    before = items(world, table, up)

    world.region(cut, "up")
    world.advance(3600)

    assert before.keys() == {"3", "1" if up == HOME else "2"}
    assert both_have(world, table) == {"1": "home", "2": "away", "3": "meanwhile"}


def test_replication_can_be_paused(world, table):
    world.control("replication", {"lag_seconds": 0, "paused": True})
    put(world, table, HOME, "new")
    [waiting] = world.control("replication")["waiting"]
    before = items(world, table, AWAY)

    world.control("replication", {"paused": False})

    assert (before, items(world, table, AWAY)) == ({}, {"1": "new"})
    assert (waiting["source"], waiting["destination"], waiting["label"]) == (
        HOME,
        AWAY,
        table,
    )


def latencies(world, name, start):
    found = world.client("cloudwatch").get_metric_statistics(
        Namespace="AWS/DynamoDB",
        MetricName="ReplicationLatency",
        Dimensions=[
            {"Name": "TableName", "Value": name},
            {"Name": "ReceivingRegion", "Value": AWAY},
        ],
        StartTime=start,
        EndTime=start + timedelta(days=1),
        Period=60,
        Statistics=["Maximum"],
    )
    return sorted(point["Maximum"] for point in found["Datapoints"])


def test_the_latency_is_measured_also_of_what_waits(world, table):
    start = datetime.fromisoformat(world.control("clock")["now"])
    world.control("replication", {"lag_seconds": 10})
    put(world, table, HOME, "soon")
    world.advance(10)
    [arrived] = latencies(world, table, start)
    world.control("replication", {"paused": True})
    put(world, table, HOME, "late")
    world.advance(300)

    assert 10_000 <= arrived < 20_000
    assert latencies(world, table, start)[-1] > 200_000


def test_a_replica_has_a_key_recovery_tags_and_protection_of_its_own(world):
    home, away = key(world), key(world, AWAY)
    encrypted = {"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": home}
    name = make(
        world,
        SSESpecification=encrypted,
        DeletionProtectionEnabled=True,
        Tags=[{"Key": "a", "Value": "b"}],
    )
    world.client("dynamodb").update_continuous_backups(
        TableName=name,
        PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True},
    )

    replicate(world, name, KMSMasterKeyId=away)

    dynamodb = world.client("dynamodb", AWAY)
    said = dynamodb.describe_table(TableName=name)["Table"]
    assert said["SSEDescription"]["KMSMasterKeyArn"] == away
    assert not said["DeletionProtectionEnabled"]
    assert dynamodb.list_tags_of_resource(ResourceArn=said["TableArn"])["Tags"] == []
    backups = dynamodb.describe_continuous_backups(TableName=name)
    recovery = backups["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
    assert recovery["PointInTimeRecoveryStatus"] == "DISABLED"
    [replica] = world.client("dynamodb").describe_table(TableName=name)["Table"][
        "Replicas"
    ]
    assert replica["KMSMasterKeyId"] == away


def test_a_replica_that_is_deleted_gets_no_more(world, table):
    dynamodb = world.client("dynamodb")
    put(world, table, HOME, "on its way")
    delete_it = [{"Delete": {"RegionName": AWAY}}]

    dynamodb.update_table(TableName=table, ReplicaUpdates=delete_it)
    world.advance(3600)

    assert table not in world.client("dynamodb", AWAY).list_tables()["TableNames"]
    assert "Replicas" not in dynamodb.describe_table(TableName=table)["Table"]
    assert items(world, table, HOME) == {"1": "on its way"}


@pytest.mark.parametrize(
    ("made", "what", "said"),
    [
        ({"StreamSpecification": {"StreamEnabled": False}}, {}, "NEW_AND_OLD_IMAGES"),
        (
            {
                "StreamSpecification": {
                    "StreamEnabled": True,
                    "StreamViewType": "KEYS_ONLY",
                }
            },
            {},
            "NEW_AND_OLD_IMAGES",
        ),
        ({}, {"RegionName": HOME}, "local region"),
        ({}, {"KMSMasterKeyId": "home"}, "KMS validation"),
        ({"SSESpecification": "home"}, {}, "must be specified for each replica"),
    ],
    ids=["no stream", "another stream", "here", "a key of here", "no key"],
)
def test_a_replica_is_refused(world, made, what, said):
    home = key(world)
    if "KMSMasterKeyId" in what:
        what = {"KMSMasterKeyId": home}
    if "SSESpecification" in made:
        made = {
            "SSESpecification": {
                "Enabled": True,
                "SSEType": "KMS",
                "KMSMasterKeyId": home,
            }
        }
    name = make(world, **made)

    with pytest.raises(ClientError, match=said):
        replicate(world, name, **what)


def test_strong_consistency_needs_three_regions(world):
    name = make(world)

    with pytest.raises(ClientError, match="three Regions"):
        world.client("dynamodb").update_table(
            TableName=name,
            MultiRegionConsistency="STRONG",
            ReplicaUpdates=[{"Create": {"RegionName": AWAY}}],
        )


def test_what_replicas_depend_on_stays(world, table):
    dynamodb, away = world.client("dynamodb"), world.client("dynamodb", AWAY)
    away.update_table(TableName=table, DeletionProtectionEnabled=True)

    with pytest.raises(ClientError, match="already exist"):
        replicate(world, table)
    with pytest.raises(ClientError, match="stream"):
        dynamodb.update_table(
            TableName=table, StreamSpecification={"StreamEnabled": False}
        )
    with pytest.raises(ClientError, match="source region"):
        dynamodb.delete_table(TableName=table)
    with pytest.raises(ClientError, match="protected"):
        dynamodb.update_table(
            TableName=table, ReplicaUpdates=[{"Delete": {"RegionName": AWAY}}]
        )


WRITES = st.lists(
    st.tuples(
        st.sampled_from([HOME, AWAY]),
        st.sampled_from("12"),
        st.sampled_from(["put", "delete", "wait", "cut"]),
        st.integers(0, 40),
    ),
    max_size=14,
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(writes=WRITES)
def test_after_rest_both_have_what_was_written_last(world, writes):
    world.control("replication", {"lag_seconds": 30})
    name = make(world)
    replicate(world, name)
    last: dict[str, str] = {}
    for number, (region, id_, what, seconds) in enumerate(writes):
        if what == "put":
            put(world, name, region, str(number), id_)
            last[id_] = str(number)
        elif what == "delete":
            # Deleting what a Region has not got yet is no write there.
            if id_ in items(world, name, region):
                last.pop(id_, None)
            delete(world, name, region, id_)
        elif what == "cut":
            world.region(region, "failing")
            world.advance(seconds)
            world.region(region, "up")
        else:
            world.advance(seconds)

    world.advance(30)

    assert both_have(world, name) == last
