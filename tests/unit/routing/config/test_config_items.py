"""Config items, read strictly: what is wrong is named by its field."""

from decimal import Decimal

import pytest

from inferences.paths import Path
from routing.config_items import (
    EVERY_CLASS,
    ConfigItem,
    InvalidItemError,
    Layer,
    parse_item,
)


def item(key="operator#standard", **fields):
    return {"configKey": key, "trafficClass": key.partition("#")[2], **fields}


def problems_of(source):
    with pytest.raises(InvalidItemError) as refused:
        parse_item(source)
    return list(refused.value.problems)


def test_all_fields():
    read = parse_item(
        item(
            "terraform#bulk-2",
            preferred="serverless",
            batchThreshold=0,
            batchThresholdBytes=6 * 1024 * 1024,
            fallback=False,
        )
    )

    assert read == ConfigItem(
        layer=Layer.TERRAFORM,
        traffic_class="bulk-2",
        fields={
            "preferred": Path.SERVERLESS,
            "batchThreshold": 0,
            "batchThresholdBytes": 6_291_456,
            "fallback": False,
        },
    )
    assert read.key == "terraform#bulk-2"


def test_what_is_left_out_is_for_others_to_say():
    assert parse_item(item("operator#*")) == ConfigItem(
        layer=Layer.OPERATOR, traffic_class=EVERY_CLASS
    )


@pytest.mark.parametrize("value", [-1, 1.0, Decimal("1.5"), "5", True])
def test_no_number_of_instances(value):
    [problem] = problems_of(item(batchThreshold=value))

    assert problem == (
        f"batchThreshold must be a whole number of instances, 0 or more, not {value!r}"
    )


@pytest.mark.parametrize("value", [0, 6_291_457, "1", None, False])
def test_no_number_of_bytes(value):
    [problem] = problems_of(item(batchThresholdBytes=value))

    assert problem.startswith(
        "batchThresholdBytes must be a whole number of bytes from 1 to 6291456, not "
    )


@pytest.mark.parametrize("value", ["true", 1, 0, None, [True]])
def test_no_switch(value):
    [problem] = problems_of(item(fallback=value))

    assert problem.startswith("fallback must be true or false, not ")


@pytest.mark.parametrize("value", ["Batch", "", 1, True, {"S": "batch"}, ["batch"]])
def test_no_path(value):
    [problem] = problems_of(item(preferred=value))

    assert problem.startswith(
        "preferred must be one of provisioned, serverless, batch, not "
    )


def test_a_path_is_preferred_by_a_class_alone():
    [problem] = problems_of(item("operator#*", preferred="batch"))

    assert problem == "preferred is of one class, not of each (*)"


def test_unknown_fields_are_named():
    [problem] = problems_of(item(batch_threshold=5))

    assert problem == (
        "'batch_threshold' is no field: there are preferred, batchThreshold,"
        " batchThresholdBytes, fallback"
    )


def test_all_that_is_wrong_is_told_at_once():
    source = item(fallback="no", batchThreshold=-1, x=1)

    with pytest.raises(InvalidItemError) as refused:
        parse_item(source)

    assert refused.value.key == "operator#standard"
    assert [one.split()[0] for one in refused.value.problems] == [
        "batchThreshold",
        "fallback",
        "'x'",
    ]
    assert str(refused.value).startswith("operator#standard: batchThreshold must be")


@pytest.mark.parametrize(
    "key",
    ["standard", "operator#other", "Operator#standard", "", None, 5, "operator#*"],
)
def test_a_key_that_is_not_of_its_class(key):
    source = {"configKey": key, "trafficClass": "standard"}

    [problem] = problems_of(source)
    assert problem.startswith(
        "configKey must be terraform#standard or operator#standard, not "
    )


@pytest.mark.parametrize(
    "name", ["", "Bulk", "1st", "a b", "a" * 65, "ä", None, 7, "**"]
)
def test_no_name_of_a_class(name):
    [problem] = problems_of({"configKey": f"operator#{name}", "trafficClass": name})

    assert problem.startswith("trafficClass must be * or a name of at most 64 of")


def test_an_item_without_a_key_can_be_told_of():
    with pytest.raises(InvalidItemError, match="an item without configKey") as refused:
        parse_item({})

    assert refused.value.key == ""


def test_long_values_are_cut():
    [problem] = problems_of(item(preferred="x" * 1_000))

    assert len(problem) < 150
    assert problem.endswith("xxx...")
