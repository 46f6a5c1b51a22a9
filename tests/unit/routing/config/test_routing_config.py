"""What holds for a class: built-in, then Terraform, then the operator."""

import pytest

from inferences.paths import Path
from routing.config_items import ConfigItem, Layer
from routing.routing_config import BUILT_IN, effective, precedence
from routing.rule import EffectiveRule


def said(key, **fields):
    layer, _, name = key.partition("#")
    return ConfigItem(layer=Layer(layer), traffic_class=name, fields=fields)


@pytest.mark.parametrize(
    ("name", "preferred"),
    [
        ("standard", Path.PROVISIONED),
        ("provisioned_preferred", Path.PROVISIONED),
        ("serverless_preferred", Path.SERVERLESS),
        ("batch_preferred", Path.BATCH),
        ("bulk", Path.PROVISIONED),
    ],
)
def test_what_holds_where_nothing_is_said(name, preferred):
    config = effective(name, [])

    assert config.traffic_class == name
    assert config.rule == EffectiveRule(
        preferred=preferred,
        batch_threshold=1_000,
        batch_threshold_bytes=5_242_880,
        fallback=True,
    )
    assert config.origins == dict.fromkeys(
        ("preferred", "batchThreshold", "batchThresholdBytes", "fallback"), BUILT_IN
    )


def test_the_operator_has_the_last_word_and_a_class_is_an_exception():
    assert precedence("bulk") == (
        "terraform#*",
        "terraform#bulk",
        "operator#*",
        "operator#bulk",
    )


def test_layers_merge_field_by_field():
    items = [
        said("operator#bulk", batchThreshold=4),
        said("operator#*", batchThreshold=3, fallback=False),
        said("terraform#bulk", preferred=Path.SERVERLESS, fallback=True),
        said("terraform#*", batchThreshold=1, batchThresholdBytes=10, fallback=True),
    ]

    config = effective("bulk", items)

    assert config.rule == EffectiveRule(
        preferred=Path.SERVERLESS,
        batch_threshold=4,
        batch_threshold_bytes=10,
        fallback=False,
    )
    assert config.origins == {
        "preferred": "terraform#bulk",
        "batchThreshold": "operator#bulk",
        "batchThresholdBytes": "terraform#*",
        "fallback": "operator#*",
    }


def test_other_classes_say_nothing():
    config = effective("standard", [said("operator#bulk", batchThreshold=4)])

    assert config == effective("standard", [])
