"""What we write for provider 5.100 is understood by provider 6 too.

Provider 6 cannot be run here: its schema, by kind and type, says for each
argument whether it is required (`req`) or deprecated (`dep`), and `b` holds the
arguments of a nested block.
"""

import functools
import json
import lzma
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.policy.configuration import ENVIRONMENTS, MODULES, REPO, resources

DATA = Path(__file__).parent / "data/aws_provider_6.66_arguments.json.xz"
SCHEMA = json.loads(lzma.decompress(DATA.read_bytes()))
# The data misses one resource that the provider's source of 2026 has.
SCHEMA["resource"].setdefault(
    "aws_wafv2_web_acl_association",
    {"resource_arn": {"req": True}, "web_acl_arn": {"req": True}},
)
META = {"count", "depends_on", "for_each", "lifecycle", "provider"}
FOLDERS = [*MODULES, *ENVIRONMENTS]
WITHOUT_RESOURCES = {"role_name"}
TERRAFORMS_OWN = {"terraform_data"}


@functools.cache
def uses(folder: Path) -> list[tuple[str, str, str, dict[str, Any]]]:
    """Return kind, type, name and body of what a folder has of the provider."""
    return [
        (kind, type_, name, body)
        for kind in ("resource", "data")
        for type_, name, body in resources(folder, kind)
        if type_ not in TERRAFORMS_OWN
    ]


def problems(
    body: Mapping[str, Any], schema: Mapping[str, Any], path: str = ""
) -> Iterator[str]:
    """Yield what provider 6 would say of the body of a block."""
    given = {k: v for k, v in body.items() if k not in META | {"dynamic"}}
    for block in body.get("dynamic", []):
        for name, made in block.items():
            given[name] = [*given.get(name, []), *made["content"]]
    for name, value in given.items():
        argument = schema.get(name)
        if argument is None:
            yield f"{path}{name} does not exist"
        elif argument.get("dep"):
            yield f"{path}{name} is deprecated"
        elif "b" in argument and isinstance(value, list):
            for nested in value:
                yield from problems(nested, argument["b"], f"{path}{name}.")
    for name, argument in schema.items():
        if argument["req"] and name not in given:
            yield f"{path}{name} is missing"


@pytest.mark.parametrize(
    "folder", FOLDERS, ids=[str(folder.relative_to(REPO)) for folder in FOLDERS]
)
def test_provider_6_knows_what_is_used(folder):
    used = uses(folder)
    said = [
        f"{kind} {type_}.{name}: {problem}"
        for kind, type_, name, body in used
        for problem in problems(body, SCHEMA[kind].get(type_, {}))
    ]

    assert {type_ for kind, type_, *_ in used if type_ not in SCHEMA[kind]} == set()
    assert said == []
    assert bool(used) != (folder.name in WITHOUT_RESOURCES)


def test_resources_were_found():
    assert sum(len(uses(folder)) for folder in FOLDERS) > 90
    assert uses(REPO / "modules/rest_api")


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({"bucket": "b", "ghost": 1}, "ghost does not exist"),
        ({}, "bucket is missing"),
        (
            {"bucket": "b", "rule": [{"status": "Enabled"}]},
            "rule.id is missing",
        ),
        (
            {
                "bucket": "b",
                "dynamic": [
                    {"rule": {"content": [{"status": "x", "id": "x", "y": 1}]}}
                ],
            },
            "rule.y does not exist",
        ),
    ],
)
def test_a_problem_is_seen(body, problem):
    schema = SCHEMA["resource"]["aws_s3_bucket_lifecycle_configuration"]

    assert list(problems(body, schema)) == [problem]
