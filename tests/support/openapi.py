"""Answers held against docs/openapi.yaml."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator

DOCUMENT = Path(__file__).parents[2] / "docs" / "openapi.yaml"


def check_answer(
    *, method: str, path: str, status: int, headers: Mapping[str, str], body: Any
) -> None:
    """Hold one answer of the API against what the document says of it.

    Args:
        method: Of HTTP, in any case.
        path: Below the stage: "/predict", "/inferences/0123".
        status: That was answered.
        headers: Names in any case.
        body: Read as JSON.

    Raises:
        AssertionError: The document does not know this answer; the message
            says what differs.

    """
    what = f"{method.upper()} {path} answered {status}"
    response = _response(method.lower(), path, status)
    assert response is not None, f"{what}, which {DOCUMENT.name} does not know"
    given = {name.lower(): value for name, value in headers.items()}
    content_type = given.get("content-type", "").split(";")[0]
    assert content_type in response["content"], f"{what} as {content_type!r}"
    _check(response["content"][content_type]["schema"], body, f"{what}, body")
    for name, reference in response.get("headers", {}).items():
        header = _resolved(reference)
        if header.get("required"):
            assert name.lower() in given, f"{what} without the header {name}"
        if name.lower() in given:
            _check(header["schema"], given[name.lower()], f"{what}, header {name}")


def check_request(body: Any, schema: str = "PredictRequest") -> None:
    """Hold a body of POST /predict, or of another schema, against the document.

    Raises:
        AssertionError: It does not fit; the message says where.

    """
    _check({"$ref": f"#/components/schemas/{schema}"}, body, "the request")


@cache
def document() -> dict[str, Any]:
    """Return the whole document."""
    loaded = yaml.safe_load(DOCUMENT.read_text())
    assert isinstance(loaded, dict)
    return loaded


def _response(method: str, path: str, status: int) -> dict[str, Any] | None:
    item = _path_item(path)
    if item is None:
        return _component("NotFound") if status == 404 else None
    if method not in item:
        return _component("MethodNotAllowed") if status == 405 else None
    responses = item[method]["responses"]
    found = responses.get(str(status)) or responses.get(f"{status // 100}XX")
    return None if found is None else _resolved(found)


def _path_item(path: str) -> Any:
    for template, item in document()["paths"].items():
        if re.fullmatch(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(template)), path):
            return item
    return None


def _resolved(value: dict[str, Any]) -> dict[str, Any]:
    """Return a header or a response itself, where a reference stands for it."""
    if "$ref" not in value:
        return value
    *_, kind, name = value["$ref"].split("/")
    found = document()["components"][kind][name]
    assert isinstance(found, dict)
    return found


def _component(name: str) -> dict[str, Any]:
    response = document()["components"]["responses"][name]
    assert isinstance(response, dict)
    return response


def _check(schema: dict[str, Any], value: Any, what: str) -> None:
    # References in the document start at its root.
    rooted = {"allOf": [schema], "components": document()["components"]}
    errors = sorted(Draft202012Validator(rooted).iter_errors(value), key=str)
    assert not errors, f"{what}: {errors[0].message} at {errors[0].json_path}"
