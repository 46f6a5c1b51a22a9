"""A pointer is read, or refused with the field that is wrong."""

import json

import pytest

from model_store.errors import FormatError
from model_store.pointer import Pointer
from tests.unit.model_store.test_manifest import damaged


@pytest.mark.parametrize("previous", ["kept", None])
def test_what_is_written_is_read(pointer_json, previous):
    if previous is None:
        pointer_json = {**pointer_json, "previous": None}
    pointer = Pointer.parse(json.dumps(pointer_json).encode())

    assert Pointer.parse(pointer.to_json()) == pointer
    assert (pointer.previous is None) == (previous is None)


@pytest.mark.parametrize(
    ("path", "value", "named"),
    [
        (["schema"], "1", "'schema'"),
        (["live"], None, "'live'"),
        (["previous"], [], "'previous'"),
        (["live", "name"], ..., "'name'"),
        (["live", "files"], {}, "model.pkl"),
        (["live", "manifest", "version_id"], "", "'version_id'"),
        (["live", "manifest", "key"], 1, "'key'"),
        (["live", "files", "model.pkl", "size"], -1, "'size'"),
        (["live", "archive", "sha256"], "x" * 64, "'sha256'"),
    ],
)
def test_a_wrong_field_is_named(pointer_json, path, value, named):
    with pytest.raises(FormatError, match=named):
        Pointer.parse(damaged(pointer_json, path, value))
