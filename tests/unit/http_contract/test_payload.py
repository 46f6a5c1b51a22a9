"""What a body asks for."""

import pytest

from http_contract.errors import RequestError
from http_contract.payload import read_payload


@pytest.mark.parametrize(
    ("value", "instances", "enveloped", "probabilities"),
    [
        (["a", "b"], ["a", "b"], False, False),
        ("a", ["a"], False, False),
        ({"age": 3}, [{"age": 3}], False, False),
        ({}, [{}], False, False),
        ({"instances": ["a"]}, ["a"], True, False),
        ({"instances": ["a"], "parameters": {}}, ["a"], True, False),
        (
            {"instances": ["a"], "parameters": {"probabilities": True}},
            ["a"],
            True,
            True,
        ),
    ],
)
def test_forms(value, instances, enveloped, probabilities):
    payload = read_payload(value)

    assert payload.instances == instances
    assert payload.enveloped is enveloped
    assert payload.probabilities is probabilities


@pytest.mark.parametrize(
    ("value", "code", "message"),
    [
        (None, "no_instances", "list of instances"),
        (5, "no_instances", "list of instances"),
        (True, "no_instances", "list of instances"),
        ([], "no_instances", "is empty"),
        ({"instances": []}, "no_instances", "is empty"),
        ({"instances": None}, "no_instances", "list of instances"),
        ({"instances": {"0": "a"}}, "no_instances", "list of instances"),
        ({"instances": "a"}, "no_instances", "list of instances"),
        ({"instances": ["a"], "params": {}}, "invalid_parameters", '"params"'),
        ({"instances": ["a"], "parameters": None}, "invalid_parameters", "object"),
        ({"instances": ["a"], "parameters": []}, "invalid_parameters", "object"),
        (
            {"instances": ["a"], "parameters": {"top_k": 1}},
            "invalid_parameters",
            '"top_k"',
        ),
        (
            {"instances": ["a"], "parameters": {"probabilities": None}},
            "invalid_parameters",
            "true or false",
        ),
        (
            {"instances": ["a"], "parameters": {"probabilities": 1}},
            "invalid_parameters",
            "true or false",
        ),
    ],
)
def test_refusals(value, code, message):
    with pytest.raises(RequestError, match=message) as caught:
        read_payload(value)

    assert caught.value.code == code


def test_a_long_word_of_the_caller_is_not_given_back_whole():
    with pytest.raises(RequestError) as caught:
        read_payload({"instances": ["a"], "x" * 1_000_000: 1})

    assert len(caught.value.message) < 200


def test_a_front_may_have_taken_keys_of_its_own_before():
    with pytest.raises(RequestError) as caught:
        read_payload({"instances": ["a"], "b": 1}, read_before=("traffic_class",))

    assert '"parameters" and "traffic_class" are known' in caught.value.message
