"""What an environment of two Regions needs, that one of one does not."""

import json
from datetime import UTC, datetime, timedelta

import boto3
import pytest

from preflight.asked import AskedError
from preflight.aws.clients import make_clients
from preflight.aws.second_region import find_health_check, find_replica
from preflight.checks import health_checks, keys, models, replicas
from preflight.facts import Copies, HealthCheck, Replica
from preflight.findings import stops
from preflight.pair_questions import of_pair
from preflight.recovery import Recovery, read_recovery
from preflight.visit import settle_all

HOME, STANDBY = "eu-west-1", "eu-central-1"
TABLE = "preflight-pair-records"


@pytest.mark.parametrize(
    ("status", "lag", "expected", "said"),
    [
        ("ACTIVE", None, "ok", "nothing was written"),
        ("ACTIVE", 0.8, "ok", "0.8 s behind"),
        ("ACTIVE", 60.0, "ok", "60.0 s behind"),
        ("ACTIVE", 61.0, "warning", "would be lost"),
        ("CREATING", None, "warning", "is CREATING"),
        (None, None, "warning", "has no replica"),
    ],
)
def test_a_replica_is_active_and_keeps_up(status, lag, expected, said):
    found = replicas.judge(TABLE, STANDBY, Replica(status=status, lag_seconds=lag))

    assert (found.status, bool(found.mend)) == (expected, expected != "ok")
    assert said in found.found


@pytest.mark.parametrize(
    ("name", "disabled", "inverted", "expected"),
    [
        ("home_endpoint", False, False, "ok"),
        ("home_endpoint", True, False, "warning"),
        ("standby_endpoint", False, True, "warning"),
        # Disabled by design.
        ("home_switch", True, False, "ok"),
        ("home_switch", True, True, "warning"),
    ],
)
def test_a_health_check_that_notices_nothing_is_told(
    name, disabled, inverted, expected
):
    check = HealthCheck(id="an-id", disabled=disabled, inverted=inverted)

    found = health_checks.judge(name, check)

    assert found.status == expected
    assert (expected == "ok") or "--health-check-id an-id" in found.mend


def test_a_health_check_that_is_gone_is_told():
    assert health_checks.judge("home", None).status == "warning"


@pytest.mark.parametrize(
    ("statuses", "expected", "said"),
    [
        ({"live.json": "COMPLETED", "a": "COMPLETED"}, "ok", "all 2"),
        ({"live.json": "COMPLETED", "a": "PENDING"}, "warning", "a: PENDING"),
        ({"live.json": "FAILED", "z": "COMPLETED"}, "warning", "live.json: FAILED"),
        ({"live.json": "COMPLETED", "a": None}, "warning", "before replication"),
    ],
)
def test_what_s3_has_not_copied_is_told(statuses, expected, said):
    found = models.judge_copies(Copies(statuses=statuses))

    assert found.status == expected
    assert said in found.found


def test_each_client_whose_keys_differ_is_told():
    found = list(keys.judge({"a": "same", "b": "missing", "c": "stale"}))

    assert [one.status for one in found] == ["warning", "warning"]
    assert all("inferway keys copy" in one.mend for one in found)
    assert [one.status for one in keys.judge({"a": "same"})] == ["ok"]


def recovery(**changes):
    return {
        "tier": 1,
        "records_table": TABLE,
        "routing_config_table": "preflight-pair-config",
        "health_check_ids": {"home": "preflight-none"},
        "home": {
            "region": HOME,
            "model_bucket": "preflight-pair-1",
            "usage_plan_ids": {"demo": "a"},
        },
        "standby": {
            "region": STANDBY,
            "model_bucket": "preflight-pair-2",
            "usage_plan_ids": {"demo": "b"},
        },
        **changes,
    }


def as_outputs(value):
    return json.dumps({"recovery": {"value": value}}).encode()


def test_what_to_look_at_is_read_from_terraforms_outputs():
    found = read_recovery(as_outputs(recovery()), "outputs")

    assert (found.home, found.standby) == (HOME, STANDBY)
    assert found.tables == (TABLE, "preflight-pair-config")
    assert (found.models, found.second_models) == (
        "preflight-pair-1",
        "preflight-pair-2",
    )


def test_with_backups_alone_there_is_no_api_to_look_at():
    alone = recovery(
        tier=3,
        standby=None,
        region=STANDBY,
        health_check_ids=None,
        model_copy_bucket="preflight-pair-3",
    )

    found = read_recovery(as_outputs(alone), "outputs")

    assert (found.standby, found.second_models) == (STANDBY, "preflight-pair-3")
    assert (found.tables, found.standby_plans, found.checks) == ((), {}, {})


@pytest.mark.parametrize(
    ("outputs", "said"),
    [
        (b"nothing", "is not JSON"),
        (b"{}", "no output 'recovery'"),
        (as_outputs(None), "of one Region"),
        (as_outputs(recovery(home={})), "has no 'region'|no 'model_bucket'"),
    ],
)
def test_other_outputs_are_refused(outputs, said):
    with pytest.raises(AskedError, match=said):
        read_recovery(outputs, "outputs")


@pytest.fixture
def standby(clients):
    return make_clients(boto3.Session(), STANDBY)


@pytest.fixture
def table(clients):
    clients.dynamodb.create_table(
        TableName=TABLE,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
        StreamSpecification={
            "StreamEnabled": True,
            "StreamViewType": "NEW_AND_OLD_IMAGES",
        },
    )
    yield TABLE
    clients.dynamodb.delete_table(TableName=TABLE)


def test_a_tables_replica_and_its_lag_are_found(clients, table):
    def ask():
        return find_replica(clients.dynamodb, clients.metrics, table, STANDBY)

    assert ask() == Replica(status=None, lag_seconds=None)
    clients.dynamodb.update_table(
        TableName=table, ReplicaUpdates=[{"Create": {"RegionName": STANDBY}}]
    )
    assert ask() == Replica(status="ACTIVE", lag_seconds=None)
    clients.metrics.put_metric_data(
        Namespace="AWS/DynamoDB",
        MetricData=[
            {
                "MetricName": "ReplicationLatency",
                "Dimensions": [
                    {"Name": "TableName", "Value": table},
                    {"Name": "ReceivingRegion", "Value": STANDBY},
                ],
                "Value": 2500.0,
                "Timestamp": datetime.now(UTC) - timedelta(minutes=2),
            }
        ],
    )
    assert ask() == Replica(status="ACTIVE", lag_seconds=2.5)


def test_a_health_check_is_found_by_its_id(clients):
    made = clients.route53.create_health_check(
        CallerReference="preflight-pair",
        HealthCheckConfig={
            "Type": "HTTPS",
            "FullyQualifiedDomainName": "api.example.com",
            "Disabled": True,
        },
    )["HealthCheck"]["Id"]

    found = find_health_check(clients.route53, made)

    assert found == HealthCheck(id=made, disabled=True, inverted=False)
    assert find_health_check(clients.route53, "preflight-none") is None


def test_nothing_hides_another_and_nothing_blocks_an_apply(clients, standby):
    asked = Recovery(
        home=HOME,
        standby=STANDBY,
        tables=("preflight-none",),
        models="preflight-none-1",
        second_models=None,
        home_plans={"demo": "preflight-none"},
        standby_plans={"other": "preflight-none"},
        checks={"home": "preflight-none"},
    )

    found = settle_all(of_pair(asked, clients, standby))

    assert {one.check: one.status.value for one in found} == {
        "copies of the live model": "could-not-look",
        "table preflight-none": "warning",
        "api keys": "warning",
        "health check home": "warning",
    }
    assert not any(stops(one) for one in found)
