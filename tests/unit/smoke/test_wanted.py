"""Terraform's outputs, and what is none of an environment."""

import json

import pytest

from smoke.wanted import ModelName, OutputsError, read_outputs
from tests.unit.smoke.conftest import (
    OF_A_FUNCTION,
    OF_AN_ENDPOINT,
    endpoint,
    function,
    outputs,
)


def test_everything_that_is_served_is_read():
    wanted = read_outputs(
        outputs(
            functions={"prediction": OF_A_FUNCTION},
            endpoints={"steady": OF_AN_ENDPOINT},
        ),
        "stdin",
    )

    assert (wanted.region, wanted.bucket, wanted.pointer_key) == (
        *("eu-west-1", "a-model-store", "live.json"),
    )
    assert wanted.functions == (function(),)
    assert wanted.endpoints == (endpoint(),)


def test_a_pinned_model_and_a_component_are_read():
    one = {
        **OF_AN_ENDPOINT,
        "model": {"name": "tiny", "version": "0" * 16, "manifest_sha256": "1" * 64},
        "component_name": "inferway-test-steady-model",
    }

    [found] = read_outputs(outputs(endpoints={"steady": one}), "stdin").endpoints

    assert found.pinned == ModelName(name="tiny", version="0" * 16)
    assert found.component == "inferway-test-steady-model"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"{", "outputs.json is not JSON"),
        (b"{}", "has no outputs: apply the environment first"),
        (b"[]", "has no output 'served'"),
        (b'{"state_bucket": {"value": "b"}}', "has no output 'served'"),
        (b'{"served": {"value": []}}', "'value' of output 'served'"),
        (outputs(region=None), "'region' of output 'served' of outputs.json"),
        (outputs(model_store={"bucket": "b"}), "has no 'pointer_key'"),
        (
            outputs(functions={"prediction": {**OF_A_FUNCTION, "version": 3}}),
            "'version' of function 'prediction' in output 'served'",
        ),
        (
            outputs(endpoints={"steady": {"kind": "serverless"}}),
            "endpoint 'steady' in output 'served' of outputs.json has no",
        ),
    ],
)
def test_what_is_missing_is_named(data, said):
    with pytest.raises(OutputsError) as refused:
        read_outputs(data, "outputs.json")

    assert said in str(refused.value)


@pytest.mark.parametrize("name", ["region", "functions", "endpoints", "model_store"])
def test_a_part_that_is_missing_is_named(name):
    source = json.loads(outputs())
    del source["served"]["value"][name]

    with pytest.raises(OutputsError, match=f"has no '{name}'"):
        read_outputs(json.dumps(source).encode(), "outputs.json")
