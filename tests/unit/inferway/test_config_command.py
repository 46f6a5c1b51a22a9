"""`inferway config` as an operator types it."""

import io
import json
import sys

import boto3
import pytest

from inferway.config_checks import ConfigError
from inferway.config_sources import TableName
from inferway.config_table import OperatorTable, open_table
from model.errors import UnavailableError
from tests.support.config_tables import REGION, config_table_on_moto
from tests.support.config_tables import put as put_item

TABLE = "routing-config-of-the-command"


@pytest.fixture
def client():
    with config_table_on_moto(TABLE) as dynamodb:
        yield dynamodb


@pytest.fixture
def put(client):
    def put(key, **fields):
        put_item(client, TABLE, key, **fields)

    return put


@pytest.fixture
def config(inferway, client):
    """Run a command on the table, and return its JSON."""

    def run(*arguments, code=0):
        shown = inferway("config", *arguments, "--table", TABLE, "--json")
        assert shown.code == code, shown.err
        return shown.document

    return run


@pytest.fixture
def stored(client):
    """Return an item as DynamoDB has it."""

    def stored(key):
        return client.get_item(TableName=TABLE, Key={"configKey": {"S": key}}).get(
            "Item"
        )

    return stored


def fields_of(document, class_name):
    [found] = [
        one["fields"]
        for one in document["classes"]
        if one["traffic_class"] == class_name
    ]
    return {name: (one["value"], one["from"]) for name, one in found.items()}


def test_an_empty_table_shows_what_is_built_in(config):
    shown = config("get")

    assert (shown["table"], shown["invalid"]) == (TABLE, [])
    assert [one["traffic_class"] for one in shown["classes"]] == [
        "standard",
        "provisioned_preferred",
        "serverless_preferred",
        "batch_preferred",
    ]
    assert fields_of(shown, "serverless_preferred") == {
        "preferred": ("serverless", "built-in"),
        "batchThreshold": (1_000, "built-in"),
        "batchThresholdBytes": (5_242_880, "built-in"),
        "fallback": (True, "built-in"),
    }


def test_each_field_comes_with_the_item_that_says_it(config, put):
    put("terraform#*", batchThreshold=500, batchThresholdBytes=1_000)
    put("terraform#bulk", preferred="batch")
    put("operator#*", fallback=False)
    put("operator#bulk", batchThreshold=7)

    assert fields_of(config("get", "bulk"), "bulk") == {
        "preferred": ("batch", "terraform#bulk"),
        "batchThreshold": (7, "operator#bulk"),
        "batchThresholdBytes": (1_000, "terraform#*"),
        "fallback": (False, "operator#*"),
    }
    assert len(config("get")["classes"]) == 5
    assert len(config("get", "bulk")["classes"]) == 1


def test_what_an_operator_reads(inferway, put):
    put("operator#*", fallback=False)
    put("operator#bulk", preferred="batches")

    shown = inferway("config", "get", "bulk", "--table", TABLE)

    # On stderr stands how long it read, where that is worth a line.
    assert shown.code == 0
    assert shown.out == (
        "class  field                value        from\n"
        "bulk   preferred            provisioned  built-in\n"
        "       batchThreshold       1000         built-in\n"
        "       batchThresholdBytes  5242880      built-in\n"
        "       fallback             false        operator#*\n"
        "INVALID  operator#bulk: preferred must be one of provisioned, serverless,"
        " batch, not 'batches'\n"
        "\n1 invalid: the function ignores them, and serves by the last good ones"
        " that it saw\n"
    )


def test_a_class_that_nobody_configured(inferway, client):
    shown = inferway("config", "get", "standrad", "--table", TABLE, "--json")

    assert (shown.code, shown.document["error"]["code"]) == (1, "refused")
    assert "no traffic class 'standrad' is configured: there are standard," in shown.err


def test_set_writes_the_operators_item_alone(config, put, stored):
    put("terraform#standard", batchThreshold=500)

    done = config("set", "standard", "batchThreshold=20", "fallback=false")

    assert (done["key"], done["changed"]) == ("operator#standard", True)
    assert done["item"] == {
        "configKey": "operator#standard",
        "trafficClass": "standard",
        "batchThreshold": 20,
        "fallback": False,
    }
    assert fields_of(done, "standard")["batchThreshold"] == (20, "operator#standard")
    assert stored("operator#standard") == {
        "configKey": {"S": "operator#standard"},
        "trafficClass": {"S": "standard"},
        "batchThreshold": {"N": "20"},
        "fallback": {"BOOL": False},
    }
    assert stored("terraform#standard")["batchThreshold"] == {"N": "500"}

    # Another field leaves the first; the same again changes nothing.
    assert config("set", "standard", "preferred=batch")["item"]["batchThreshold"] == 20
    assert config("set", "standard", "preferred=batch")["changed"] is False


def test_set_for_each_class(config, stored):
    done = config("set", "--all", "fallback=false")

    assert stored("operator#*")["trafficClass"] == {"S": "*"}
    assert len(done["classes"]) == 4
    assert fields_of(done, "standard")["fallback"] == (False, "operator#*")


@pytest.mark.parametrize(
    "away", [["batchThreshold="], ["--unset", "batchThreshold"]], ids=" ".join
)
def test_an_override_is_taken_away_and_the_item_with_its_last(config, stored, away):
    config("set", "standard", "batchThreshold=20", "fallback=false")

    kept = config("set", "standard", *away)["item"]
    assert kept.keys() == {"configKey", "trafficClass", "fallback"}
    assert stored("operator#standard").keys() == kept.keys()

    gone = config("set", "standard", "--unset", "fallback")
    assert (gone["item"], gone["changed"]) == (None, True)
    assert stored("operator#standard") is None
    assert fields_of(gone, "standard")["fallback"] == (True, "built-in")
    again = config("set", "standard", "--unset", "fallback")
    assert (again["item"], again["changed"]) == (None, False)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["standard", "batchThreshold=-1"], "batchThreshold must be a whole number"),
        (["standard", "batchThreshold=1e3"], "not '1e3'"),
        (["standard", "fallback=no"], "fallback must be true or false, not 'no'"),
        (["standard", "preferred=lambda"], "preferred must be one of provisioned,"),
        (["standard", "threshold=5"], "'threshold' is no field: there are preferred,"),
        (["--all", "preferred=batch"], "preferred is of one class, not of each (*)"),
        (["Bulk", "preferred=batch"], "trafficClass must be * or a name of at most"),
        (["bulk", "batchThreshold=5"], "preferred=PATH makes a new one"),
        (["bulk", "preferred="], "preferred=PATH makes a new one"),
    ],
)
def test_what_the_function_would_ignore_is_not_written(config, client, words, said):
    refused = config("set", *words, code=1)["error"]

    assert refused["code"] == "refused"
    assert said in refused["message"]
    assert client.scan(TableName=TABLE)["Items"] == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "name the traffic class first, or give --all"),
        (["batchThreshold=5"], "name the traffic class first, or give --all"),
        (["*", "batchThreshold=5"], "name the traffic class first, or give --all"),
        (["bulk", "--all", "fallback=true"], "(bulk) or --all, not both"),
        (["standard"], "say what to change"),
        (["standard", "bulk"], "'bulk' is no FIELD=VALUE"),
        (["standard", "=5"], "'=5' is no FIELD=VALUE"),
        (["standard", "configKey=x"], "'configKey=x' is no FIELD=VALUE"),
        (["standard", "fallback=true", "fallback="], "fallback is named twice"),
        (["standard", "fallback=true", "--unset", "fallback"], "named twice"),
    ],
)
def test_words_that_make_no_sense(inferway, client, words, said):
    shown = inferway("config", "set", *words, "--table", TABLE)

    assert shown.code == 2
    assert said in " ".join(shown.err.replace("│", " ").split())


def test_a_new_class(config):
    done = config("set", "bulk", "preferred=batch")

    assert fields_of(done, "bulk")["preferred"] == ("batch", "operator#bulk")
    assert config("set", "bulk", "batchThreshold=5")["changed"] is True
    # With its only item the class is gone.
    assert config("set", "bulk", "preferred=", "batchThreshold=")["classes"] == []


def test_a_bad_item_is_mended_field_by_field(config, put, stored):
    put("operator#standard", fallback=1, batchTreshold=5)
    assert [one["key"] for one in config("get")["invalid"]] == ["operator#standard"]

    refused = config("set", "standard", "batchThreshold=5", code=1)["error"]
    assert "'batchTreshold' is no field" in refused["message"]
    assert "--unset FIELD takes away what was wrong before" in refused["message"]

    # 1 is no true, although Python says that they are equal.
    done = config("set", "standard", "fallback=true", "--unset", "batchTreshold")
    assert (done["changed"], done["invalid"]) == (True, [])
    assert stored("operator#standard")["fallback"] == {"BOOL": True}


@pytest.mark.parametrize(
    ("before", "meanwhile", "change"),
    [
        (None, {"fallback": True}, {"batchThreshold": 5}),
        ({"fallback": True}, {"fallback": False}, {"batchThreshold": 5}),
        ({"fallback": True}, {"fallback": True, "preferred": "batch"}, {"fallback": 0}),
        ({"fallback": True}, {"preferred": "batch"}, None),
        ({"fallback": True}, None, {"batchThreshold": 5}),
        ({"fallback": True}, None, None),
        ({"x": 1}, {"x": 2}, {"batchThreshold": 5}),
    ],
)
def test_what_changed_in_between_is_not_overwritten(  # noqa: PLR0913, PLR0917 - before, between, after
    client, put, stored, before, meanwhile, change
):
    key = "operator#standard"
    if before is not None:
        put(key, **before)
    table = OperatorTable(client, TABLE)
    table.items()
    if meanwhile is not None:
        put(key, **meanwhile)
    else:
        client.delete_item(TableName=TABLE, Key={"configKey": {"S": key}})
    there = stored(key)
    wanted = None
    if change is not None:
        wanted = {"configKey": key, "trafficClass": "standard", **change}

    with pytest.raises(ConfigError, match=f"somebody else changed {key} in between"):
        table.write(key, wanted)

    assert stored(key) == there


def test_every_page_of_the_table_is_read(client):
    for number in range(4):
        client.put_item(
            TableName=TABLE,
            Item={"configKey": {"S": f"key-{number}"}, "x": {"S": "x" * 390_000}},
        )

    assert len(OperatorTable(client, TABLE).items()) == 4


def test_a_table_of_good_items_is_valid(config, inferway, put):
    put("terraform#*", batchThreshold=500)
    put("operator#standard", fallback=True)

    assert config("validate") == {"valid": True, "items": 2, "invalid": []}
    shown = inferway("config", "validate", "--table", TABLE)
    assert (shown.code, shown.out) == (0, f"all 2 items of {TABLE} are valid\n")


def test_what_is_invalid_is_named_and_exit_code_1(config, inferway, put):
    put("terraform#*", batchThreshold=-1, fallback="yes")
    put("operator#bulk", preferred="batch")

    invalid = config("validate", code=1)

    assert (invalid["valid"], invalid["items"]) == (False, 2)
    [one] = invalid["invalid"]
    assert one["key"] == "terraform#*"
    assert [problem.split()[0] for problem in one["problems"]] == [
        "batchThreshold",
        "fallback",
    ]
    shown = inferway("config", "validate", "--table", TABLE)
    assert shown.code == 1
    assert (
        "INVALID  terraform#*: fallback must be true or false, not 'yes'" in shown.out
    )


GOOD = {"configKey": "terraform#*", "trafficClass": "*", "batchThreshold": 5}
TYPED = {
    "configKey": {"S": "terraform#*"},
    "trafficClass": {"S": "*"},
    "batchThreshold": {"N": "5"},
}


@pytest.mark.parametrize(
    ("document", "code", "invalid"),
    [
        ([], 0, []),
        ([GOOD], 0, []),
        ({"Items": [TYPED], "Count": 1}, 0, []),
        ([TYPED], 1, [""]),
        ([GOOD, GOOD], 1, ["terraform#*"]),
        ([GOOD | {"batchThreshold": 5.0}], 1, ["terraform#*"]),
        ({"Items": [TYPED | {"batchThreshold": {"S": "5"}}]}, 1, ["terraform#*"]),
    ],
)
def test_a_file_needs_no_table(inferway, tmp_path, document, code, invalid):
    path = tmp_path / "items.json"
    path.write_text(json.dumps(document))

    shown = inferway("config", "validate", path, "--json")

    assert shown.code == code
    assert [one["key"] for one in shown.document["invalid"]] == invalid


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "items.json is not JSON"),
        ("{}", "items.json has no 'Items'"),
        ("5", "items.json is no list of items, nor what `aws dynamodb scan` prints"),
        ("[5]", "items.json is no list of items, nor"),
    ],
)
def test_a_file_of_something_else(inferway, tmp_path, text, said):
    path = tmp_path / "items.json"
    path.write_text(text)

    shown = inferway("config", "validate", path, "--json")

    assert (shown.code, shown.document["error"]["code"]) == (1, "refused")
    assert said in shown.document["error"]["message"]


def test_items_from_stdin(inferway, monkeypatch):
    source = io.TextIOWrapper(io.BytesIO(json.dumps([GOOD]).encode()))
    monkeypatch.setattr(sys, "stdin", source)

    shown = inferway("config", "validate", "-")

    assert (shown.code, shown.out) == (0, "all 1 items of stdin are valid\n")


def outputs(**more):
    return json.dumps({"routing_config_table": {"value": TABLE}, **more})


def test_the_table_is_found_in_terraforms_outputs(inferway, put, tmp_path, monkeypatch):
    put("operator#*", batchThreshold=5)
    path = tmp_path / "outputs.json"
    path.write_text(outputs())

    shown = inferway("config", "get", "--outputs", path, "--json")
    assert fields_of(shown.document, "standard")["batchThreshold"][0] == 5

    # What is typed goes before what the environment says.
    monkeypatch.setenv("INFERWAY_ROUTING_CONFIG_TABLE", "no-such-table")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(outputs().encode())))
    assert inferway("config", "get", "--outputs", "-", "--json").code == 0
    assert inferway("config", "get", "--json").code == 3


def test_the_region_is_that_of_the_outputs(inferway, client, tmp_path):
    elsewhere = boto3.client("dynamodb", region_name="eu-central-1")
    path = tmp_path / "outputs.json"
    path.write_text(outputs(served={"value": {"region": "eu-central-1"}}))

    missing = inferway("config", "get", "--outputs", path, "--json")
    assert missing.code == 3
    elsewhere.create_table(
        TableName=TABLE,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "configKey", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "configKey", "AttributeType": "S"}],
    )

    assert inferway("config", "get", "--outputs", path, "--json").code == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nothing", "outputs.json is not JSON"),
        ("{}", "outputs.json has no outputs: apply the environment first"),
        ('{"x": {"value": 1}}', "has no output 'routing_config_table': give what"),
        ('{"routing_config_table": {"value": 5}}', "is not of type str: give what"),
    ],
)
def test_other_outputs_are_refused(inferway, tmp_path, text, said):
    path = tmp_path / "outputs.json"
    path.write_text(text)

    shown = inferway("config", "get", "--outputs", path, "--json")

    assert (shown.code, shown.document["error"]["code"]) == (1, "refused")
    assert said in shown.document["error"]["message"]


def test_a_file_that_is_not_there(inferway, tmp_path):
    shown = inferway("config", "validate", tmp_path / "none.json", "--json")

    assert shown.code == 1
    assert (
        "none.json cannot be read: No such file" in shown.document["error"]["message"]
    )


def test_the_table_has_to_be_named_once(inferway, tmp_path):
    unnamed = inferway("config", "get")
    twice = inferway("config", "get", "--table", "a", "--outputs", tmp_path)

    assert (unnamed.code, twice.code) == (2, 2)
    assert "name the table: --table" in " ".join(unnamed.err.split())
    assert "not both" in twice.err


def test_a_table_that_is_not_there(inferway, client):
    shown = inferway("config", "get", "--table", "no-such-table", "--json")

    assert (shown.code, shown.document["error"]["code"]) == (3, "unavailable")
    assert "table no-such-table does not exist" in shown.document["error"]["message"]


def test_who_cannot_ask_learns_why(inferway, client, monkeypatch, tmp_path):
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    monkeypatch.delenv("AWS_REGION", raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    without_region = inferway("config", "get", "--table", TABLE)
    monkeypatch.setenv("AWS_PROFILE", "no-such-profile")
    without_profile = inferway("config", "get", "--table", TABLE)

    assert (without_region.code, without_profile.code) == (3, 3)
    assert "set AWS_REGION to the one that the table is in" in without_region.err
    assert "set AWS_PROFILE" in without_profile.err


def test_a_table_that_cannot_be_reached(client, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")

    with pytest.raises(UnavailableError, match="AWS cannot be reached"):
        open_table(TableName(name=TABLE, region=REGION)).items()


def test_who_serves_is_no_rule(config, client):
    client.put_item(
        TableName=TABLE,
        Item={"configKey": {"S": "failover#active"}, "region": {"S": "eu-west-1"}},
    )

    assert config("validate") == {"valid": True, "items": 0, "invalid": []}
