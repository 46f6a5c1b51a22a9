"""What is written reads back, and anything else is no record."""

import json
from dataclasses import replace

import pytest

from stopped_endpoints.record_json import RecordError, from_json, to_json
from tests.unit.stopped_endpoints.records import RECORD


def test_a_record_reads_back():
    assert from_json(to_json(RECORD)) == RECORD
    done = replace(RECORD, done=True, components=())
    assert from_json(to_json(done)) == done


def test_the_form_is_what_others_read():
    content = json.loads(to_json(RECORD))

    # Terraform reads these two.
    assert (content["endpoint"], content["action"]) == ("stopped-a", "delete")
    assert set(content) == {
        "endpoint",
        "action",
        "at",
        "by",
        "reason",
        "config",
        "tags",
        "targets",
        "variants",
        "components",
        "deployment",
        "done",
    }


def test_fields_of_later_versions_are_passed_over():
    content = json.loads(to_json(RECORD)) | {"colour": "blue"}

    assert from_json(json.dumps(content)) == RECORD


def test_a_record_needs_no_components():
    content = json.loads(to_json(RECORD))
    del content["components"]

    assert from_json(json.dumps(content)).components == ()


@pytest.mark.parametrize("text", ["", "[]", '"a"', "null", "{}", "{", "[" * 10_000])
def test_what_is_no_record_is_refused(text):
    with pytest.raises(RecordError):
        from_json(text)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("endpoint", 1),
        ("endpoint", None),
        ("action", "report"),
        ("at", "yesterday"),
        ("at", "2026-11-22T06:00:00"),
        ("tags", ["a"]),
        ("tags", {"a": 1}),
        ("targets", {}),
        ("targets", [{}]),
        ("variants", [{"name": "main", "desired": "2"}]),
        ("variants", [{"name": "main", "desired": -1}]),
        ("variants", [{"name": "main", "desired": True}]),
        ("components", [{"name": "model"}]),
        ("deployment", ["rolling"]),
        ("done", "false"),
    ],
)
def test_a_wrong_field_is_refused(field, value):
    content = json.loads(to_json(RECORD)) | {field: value}

    with pytest.raises(RecordError):
        from_json(json.dumps(content))


@pytest.mark.parametrize(
    ("field", "value"),
    [("min", None), ("policies", {"a": 1}), ("scheduled_actions", ["a"])],
)
def test_a_wrong_target_is_refused(field, value):
    content = json.loads(to_json(RECORD))
    content["targets"][0][field] = value

    with pytest.raises(RecordError):
        from_json(json.dumps(content))
