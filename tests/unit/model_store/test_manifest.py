"""A manifest is read, or refused with the field that is wrong."""

import copy
import json
from dataclasses import replace

import pytest

from model_store.digest import FileDigest
from model_store.errors import (
    FormatError,
    IncompatibleRuntimeError,
    IntegrityError,
)
from model_store.manifest import Manifest
from tests.support.corpus import text_model


def damaged(source, path, value):
    """Return a copy with one value in it changed; `...` removes it."""
    source = copy.deepcopy(source)
    *parents, last = path
    inner = source
    for step in parents:
        inner = inner[step]
    if value is ...:
        del inner[last]
    else:
        inner[last] = value
    return json.dumps(source).encode()


def test_what_is_written_is_read(manifest_json):
    data = json.dumps(manifest_json).encode()

    manifest = Manifest.parse(data)

    assert Manifest.parse(manifest.to_json()) == manifest


@pytest.mark.parametrize(
    ("path", "value", "named"),
    [
        (["schema"], 2, "schema 2"),
        (["schema"], True, "'schema'"),
        (["name"], "Two\r\nlines", "'name'"),
        (["name"], 5, "'name'"),
        (["version"], ..., "'version'"),
        (["format"], "joblib", "'format'"),
        (["files"], {}, "model.pkl"),
        (["files", "model.pkl", "sha256"], "0" * 63, "model.pkl"),
        (["files", "model.pkl", "size"], -1, "model.pkl"),
        (["runtime", "python"], 3.11, "'python'"),
        (["input", "kind"], "image", "'kind'"),
        (["input", "container"], "list", "'input'"),
        (["input", "columns"], [], "'input'"),
        (["input", "columns", 0], "age", "a column"),
        (["input", "columns", 0, "type"], "date", "'type'"),
        (["input", "columns", 0, "nullable"], 1, "'nullable'"),
        (["input", "columns", 0, "name"], "city", "two columns"),
        (["output", "probabilities"], True, "no classes"),
        (["output", "classes"], [["a"]], "a class"),
        (["golden", "instances"], [], "'golden'"),
        (["golden", "predictions"], ["one"], "'golden'"),
        (["by_value"], [1], "'by_value'"),
    ],
)
def test_a_wrong_field_is_named(manifest_json, path, value, named):
    with pytest.raises(FormatError, match=named):
        Manifest.parse(damaged(manifest_json, path, value))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff",
        b"[" * 100_000,
        b"9" * 5000,
    ],
)
def test_what_is_no_manifest_is_refused(data):
    with pytest.raises(FormatError, match="the manifest"):
        Manifest.parse(data)


@pytest.mark.parametrize("number", ["NaN", "-Infinity", "1e999"])
def test_numbers_that_could_not_be_written_again_are_refused(manifest_json, number):
    data = damaged(manifest_json, ["metrics"], {"accuracy": 12345})

    with pytest.raises(FormatError, match="is no JSON number"):
        Manifest.parse(data.replace(b"12345", number.encode()))


def test_content_decides_the_version(manifest_json):
    manifest = Manifest.parse(json.dumps(manifest_json).encode())

    same = replace(manifest, created_at="later", metrics={"accuracy": 1.0})
    assert same.content_version() == manifest.version
    other = replace(manifest, golden=replace(manifest.golden, predictions=("x", "y")))
    assert other.content_version() != manifest.version


def test_changed_content_under_the_same_version_is_refused(manifest_json):
    with pytest.raises(IntegrityError, match=manifest_json["version"]):
        Manifest.parse(damaged(manifest_json, ["golden", "predictions", 0], "other"))


@pytest.mark.parametrize(
    ("installed", "fits"),
    [
        ({"python": "3.11", "scikit-learn": "1.9.1"}, True),
        ({"python": "3.11", "scikit-learn": "1.9.7"}, True),
        ({"python": "3.11", "scikit-learn": "1.10.0"}, False),
        ({"python": "3.12", "scikit-learn": "1.9.1"}, False),
        ({"python": "3.11"}, False),
    ],
)
def test_runtimes_that_fit(installed, fits):
    manifest = replace(
        text_model().manifest, runtime={"python": "3.11", "scikit-learn": "1.9.0"}
    )
    if fits:
        manifest.check_runtime(installed)
    else:
        with pytest.raises(IncompatibleRuntimeError, match="was made with"):
            manifest.check_runtime(installed)


def test_other_bytes_are_not_the_pinned_ones():
    digest = FileDigest.of(b"bytes")

    digest.check(b"bytes", "a file")
    with pytest.raises(IntegrityError, match="a file has 4 bytes"):
        digest.check(b"byte", "a file")
    with pytest.raises(IntegrityError, match="a file has SHA-256"):
        digest.check(b"bytez", "a file")
