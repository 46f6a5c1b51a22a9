"""Keys of one value in two Regions, on two API Gateways in process."""

import json

import boto3
import pytest
from moto import mock_aws

from api_keys import copying
from api_keys.copying import KeysError, Pair, compare
from api_keys.gateway import GatewayPlans
from api_keys.places import read_places
from local_aws import patches
from model.errors import UnavailableError

HOME, STANDBY = "eu-west-1", "eu-central-1"
CLIENTS = ("batch", "demo")
PLANS_OF_NUMBERS = {
    "recovery": {"value": {"home": {"usage_plan_ids": {"a": 1}}, "standby": {}}}
}


class Gateway:
    """The API Gateway of a Region, and what a test does there by hand."""

    def __init__(self, region):
        self.client = boto3.client("apigateway", region_name=region)
        self.plans = {
            name: self.client.create_usage_plan(name=f"inferway-test-{name}")["id"]
            for name in CLIENTS
        }
        self.region = GatewayPlans(self.client, region)

    def key(self, client=None, *, value=None, enabled=True):
        values = {} if value is None else {"value": value}
        made = self.client.create_api_key(name="by hand", enabled=enabled, **values)
        if client is not None:
            self.attach(client, made["id"])
        return made

    def attach(self, client, key_id):
        self.client.create_usage_plan_key(
            usagePlanId=self.plans[client], keyId=key_id, keyType="API_KEY"
        )

    def values(self, client):
        keys = self.region.keys(self.plans[client])
        return sorted(key.value for key in keys if key.enabled)

    def all(self):
        return {
            one["value"]: one["name"]
            for one in self.client.get_api_keys(includeValues=True)["items"]
        }


class World:
    def __init__(self):
        self.home, self.standby = Gateway(HOME), Gateway(STANDBY)

    @property
    def pair(self):
        return Pair(
            home=self.home.region,
            standby=self.standby.region,
            home_plans=self.home.plans,
            standby_plans=self.standby.plans,
        )

    def copy(self):
        return {
            one.client: (one.state.value, one.copied, one.removed)
            for one in copying.copy(self.pair)
        }

    def states(self):
        return {one.client: one.state.value for one in compare(self.pair)}


@pytest.fixture
def world(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    # A service of a server elsewhere would not be the one in process.
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    patches.apply()
    with mock_aws():
        world = World()
        for client in CLIENTS:
            world.home.key(client)
        yield world


def test_each_client_gets_in_with_one_value_in_both(world):
    assert world.states() == {"batch": "missing", "demo": "missing"}

    assert world.copy() == {"batch": ("missing", 1, 0), "demo": ("missing", 1, 0)}

    assert world.states() == {"batch": "same", "demo": "same"}
    for client in CLIENTS:
        [value] = world.home.values(client)
        assert world.standby.values(client) == [value]
        # By it, Terraform's plan knows that there is one.
        assert world.standby.all()[value] == f"inferway-test-{client}"


def test_again_changes_nothing(world):
    world.copy()
    before = world.standby.client.get_api_keys(includeValues=True)["items"]

    assert world.copy() == {"batch": ("same", 0, 0), "demo": ("same", 0, 0)}

    after = world.standby.client.get_api_keys(includeValues=True)["items"]
    assert after == before


def test_a_rotated_key_takes_the_place_of_the_old_one(world):
    world.copy()
    [old] = world.home.values("demo")
    [key] = world.home.region.keys(world.home.plans["demo"])
    world.home.client.delete_api_key(apiKey=key.id)
    world.home.key("demo")

    assert world.states()["demo"] == "missing"
    assert world.copy()["demo"] == ("missing", 1, 1)

    assert world.standby.values("demo") == world.home.values("demo") != [old]
    assert old not in world.standby.all()


def test_the_new_key_is_there_before_the_old_one_goes(world, monkeypatch):
    world.copy()
    before = world.standby.values("demo")
    [key] = world.home.region.keys(world.home.plans["demo"])
    world.home.client.delete_api_key(apiKey=key.id)
    world.home.key("demo")

    def refuse(self, key, plan):
        assert len(world.standby.values("demo")) == 2
        raise UnavailableError

    monkeypatch.setattr(GatewayPlans, "remove", refuse)
    with pytest.raises(UnavailableError):
        world.copy()

    assert set(before) < set(world.standby.values("demo"))


def test_while_two_are_in_use_both_are_copied(world):
    world.home.key("demo")

    assert world.copy()["demo"] == ("missing", 2, 0)
    assert world.standby.values("demo") == world.home.values("demo")


def test_a_key_that_is_disabled_at_home_lets_in_nowhere(world):
    other = world.home.key("demo")
    world.copy()
    world.home.client.update_api_key(
        apiKey=other["id"],
        patchOperations=[{"op": "replace", "path": "/enabled", "value": "false"}],
    )

    assert world.states()["demo"] == "stale"
    assert world.copy()["demo"] == ("stale", 0, 1)
    assert other["value"] not in world.standby.all()


def test_one_that_is_disabled_at_the_standby_is_enabled(world):
    world.copy()
    [key] = world.standby.region.keys(world.standby.plans["demo"])
    world.standby.client.update_api_key(
        apiKey=key.id,
        patchOperations=[{"op": "replace", "path": "/enabled", "value": "false"}],
    )

    assert world.copy()["demo"] == ("missing", 1, 0)
    assert world.states()["demo"] == "same"


def test_a_value_that_is_there_already_is_attached(world):
    [value] = world.home.values("demo")
    world.standby.key(value=value)

    assert world.copy()["demo"] == ("missing", 1, 0)

    assert world.standby.values("demo") == [value]
    assert world.standby.all()[value] == "by hand"


def test_a_key_of_another_plan_is_taken_out_and_not_deleted(world):
    world.copy()
    foreign = world.standby.key("demo")
    other = world.standby.client.create_usage_plan(name="of somebody else")["id"]
    world.standby.client.create_usage_plan_key(
        usagePlanId=other, keyId=foreign["id"], keyType="API_KEY"
    )

    assert world.copy()["demo"] == ("stale", 0, 1)

    assert foreign["value"] in world.standby.all()
    assert world.standby.values("demo") == world.home.values("demo")


def test_without_a_key_at_home_nothing_is_taken_away(world):
    world.copy()
    [key] = world.home.region.keys(world.home.plans["demo"])
    world.home.client.delete_api_key(apiKey=key.id)
    before = world.standby.values("demo")

    assert world.copy() == {"batch": ("same", 0, 0), "demo": ("no-key-at-home", 0, 0)}
    assert world.standby.values("demo") == before


def test_a_client_of_one_region_alone_is_told(world):
    del world.standby.plans["demo"]
    world.standby.plans["new"] = "x"

    found = world.states()

    assert (found["demo"], found["new"], found["batch"]) == (
        "no-plan",
        "no-plan",
        "missing",
    )


def test_no_error_has_a_value(world):
    """Not even where the text of AWS does."""
    [value] = world.home.values("demo")
    plans = {**world.standby.plans, "demo": "no-such-plan"}
    [key] = world.home.region.keys(world.home.plans["demo"])
    found = []
    for attempt in (
        lambda: world.standby.region.add(key, plans["demo"]),
        lambda: world.standby.region.attach(key, plans["demo"]),
        lambda: world.standby.region.enable(key),
    ):
        with pytest.raises(UnavailableError) as refused:
            attempt()
        found.append(str(refused.value))

    assert "NotFoundException" in found[0]
    assert value not in str([found, key, compare(world.pair)])


def test_places_are_read_from_terraforms_outputs():
    recovery = {
        "home": {"region": HOME, "usage_plan_ids": {"demo": "a"}},
        "standby": {"region": STANDBY, "usage_plan_ids": {"demo": "b"}},
    }
    data = json.dumps({"recovery": {"value": recovery}}).encode()

    home, standby = read_places(data, "outputs")

    assert (home.region, home.plans) == (HOME, {"demo": "a"})
    assert (standby.region, standby.plans) == (STANDBY, {"demo": "b"})


@pytest.mark.parametrize(
    ("outputs", "said"),
    [
        ("nothing", "is not JSON"),
        ("{}", "no output 'recovery'"),
        ('{"recovery": {"value": null}}', "one Region alone"),
        ('{"recovery": {"value": {"home": {}, "standby": null}}}', "one Region alone"),
        ('{"recovery": {"value": {"home": {}, "standby": {}}}}', "usage_plan_ids"),
        (
            json.dumps(PLANS_OF_NUMBERS),
            "are no IDs",
        ),
    ],
)
def test_other_outputs_are_refused(outputs, said):
    with pytest.raises(KeysError, match=said):
        read_places(outputs.encode(), "outputs")
