"""`inferway keys`."""

import json

import boto3
import pytest
from moto import mock_aws

from local_aws import patches

HOME, STANDBY = "eu-west-1", "eu-central-1"


@pytest.fixture
def world(monkeypatch, tmp_path):
    for name in ("AWS_ENDPOINT_URL", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    patches.apply()
    with mock_aws():
        places = {}
        for region in (HOME, STANDBY):
            gateway = boto3.client("apigateway", region_name=region)
            plan = gateway.create_usage_plan(name="inferway-test-demo")["id"]
            places[region] = {"region": region, "usage_plan_ids": {"demo": plan}}
        home = boto3.client("apigateway", region_name=HOME)
        key = home.create_api_key(name="demo", enabled=True)
        home.create_usage_plan_key(
            usagePlanId=places[HOME]["usage_plan_ids"]["demo"],
            keyId=key["id"],
            keyType="API_KEY",
        )
        recovery = {"home": places[HOME], "standby": places[STANDBY]}
        outputs = tmp_path / "outputs.json"
        outputs.write_text(json.dumps({"recovery": {"value": recovery}}))
        yield outputs, key["value"]


def test_keys_are_copied_and_checked_and_never_shown(inferway, world):
    outputs, value = world

    runs = [
        inferway("keys", "check", "--outputs", outputs, "--json"),
        inferway("keys", "copy", "--outputs", outputs, "--json"),
        inferway("keys", "check", "--outputs", outputs, "--json"),
        inferway("keys", "copy", "--outputs", outputs, "--json"),
    ]

    assert [run.code for run in runs] == [1, 0, 0, 0]
    assert [run.document["clients"][0]["state"] for run in runs] == [
        *("missing", "missing", "same", "same")
    ]
    assert runs[1].document == {
        "home": HOME,
        "standby": STANDBY,
        "clients": [{"client": "demo", "state": "missing", "copied": 1, "removed": 0}],
    }
    assert value not in "".join(run.out + run.err for run in runs)


def test_what_people_read(inferway, world):
    outputs, value = world

    runs = [
        inferway("keys", "check", "--outputs", outputs),
        inferway("keys", "copy", "--outputs", outputs),
        inferway("keys", "copy", "--outputs", outputs),
    ]

    assert "does not let in at the standby" in runs[0].out
    assert "`inferway keys copy` mends it" in runs[0].out
    assert "demo: 1 copied" in runs[1].out
    assert "demo has the same keys in both Regions" in runs[2].out
    assert value not in "".join(run.out + run.err for run in runs)


def test_an_environment_of_one_region_is_refused(inferway, tmp_path):
    outputs = tmp_path / "outputs.json"
    outputs.write_text('{"recovery": {"value": null}}')

    shown = inferway("keys", "copy", "--outputs", outputs, "--json")

    assert shown.code == 1
    assert "one Region alone" in shown.document["error"]["message"]
