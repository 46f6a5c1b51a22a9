"""What several policies read, as checkov tells it. No policy itself."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# Resources with a policy of an identity, written out or made by jsonencode().
INLINE = (
    "aws_iam_group_policy",
    "aws_iam_policy",
    "aws_iam_role_policy",
    "aws_iam_user_policy",
)


@dataclass(frozen=True, kw_only=True)
class Statement:
    """One statement of a policy document.

    Attributes:
        actions: What it speaks of.
        allows: Whether it gives, and does not take.
        conditions: Test, key and values of each.
        principals: Whom it names; empty in a policy of an identity.
        resources: On what.

    """

    actions: tuple[str, ...]
    allows: bool
    conditions: tuple[tuple[str, str, tuple[str, ...]], ...]
    principals: tuple[str, ...]
    resources: tuple[str, ...]


def statements_of_data(conf: dict[str, Any]) -> Iterator[Statement]:
    """Yield the statements of a `data "aws_iam_policy_document"`."""
    for block in blocks(conf, "statement"):
        yield Statement(
            actions=texts(block.get("actions")),
            allows=texts(block.get("effect")) in {(), ("Allow",)},
            conditions=tuple(
                (
                    "".join(texts(c.get("test"))),
                    "".join(texts(c.get("variable"))),
                    texts(c.get("values")),
                )
                for c in blocks(block, "condition")
            ),
            principals=tuple(
                name
                for p in blocks(block, "principals")
                for name in texts(p.get("identifiers"))
            ),
            resources=texts(block.get("resources")),
        )


def statements_of_json(policy: object) -> Iterator[Statement]:
    """Yield the statements of a policy that is JSON; none of what is not known."""
    if isinstance(policy, str):
        try:
            policy = json.loads(policy)
        except ValueError:  # made of what is not known before an apply
            return
    found = policy.get("Statement", []) if isinstance(policy, dict) else []
    for block in found if isinstance(found, list) else [found]:
        principals = block.get("Principal", {})
        yield Statement(
            actions=texts(block.get("Action")),
            allows=block.get("Effect") == "Allow",
            conditions=tuple(
                (test, key, texts(values))
                for test, tests in block.get("Condition", {}).items()
                for key, values in tests.items()
            ),
            principals=texts(
                list(principals.values())
                if isinstance(principals, dict)
                else principals
            ),
            resources=texts(block.get("Resource")),
        )


def blocks(conf: dict[str, Any], name: str) -> Iterator[dict[str, Any]]:
    """Yield the blocks of a name, those of `dynamic` as well."""
    for block in _listed(conf.get(name)):
        if isinstance(block, dict):
            yield block
    for dynamic in _listed(conf.get("dynamic")):
        for block in _listed(dynamic.get(name)):
            yield from (c for c in _listed(block.get("content")) if isinstance(c, dict))


def texts(value: object) -> tuple[str, ...]:
    """Return a value, which checkov wraps in lists, as texts."""
    if value is None:
        return ()
    if isinstance(value, (list, tuple, set)):
        return tuple(text for one in value for text in texts(one))
    return (str(value),)


def nodes(graph: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - rustworkx's
    """Yield what the scan has read, block by block."""
    for node in graph.nodes():
        yield node[1] if isinstance(node, tuple) else node


def lines_of(graph: Any, entity_path: str, conf: dict[str, Any]) -> list[str]:  # noqa: ANN401
    """Return the lines of a block as they are in its file, comments and all.

    Args:
        graph: Of the scan.
        entity_path: FILE:TYPE:NAME, as checkov gives it to a check.
        conf: The block.

    """
    file = entity_path.partition(":")[0].replace("../", "").lstrip("/")
    first, last = conf["__start_line__"], conf["__end_line__"]
    for node in nodes(graph):
        path = str(node.get("file_path_", ""))
        if path.endswith(file) and node.get("__start_line__") == first:
            return Path(path).read_text(encoding="utf-8").splitlines()[first - 1 : last]
    return []


def _listed(value: object) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def is_by_digest(image: str) -> bool:
    """Tell whether an image is named by its digest; what is not known passes.

    What checkov could not work out stands there as it is written, such as
    `var.repository_url:latest`.
    """
    known = "amazonaws.com" in image or ":" in image.rpartition("/")[2]
    return "@" in image or not known


def number(value: object) -> float | None:
    """Return a value as a number, or None where only an apply knows it."""
    for text in texts(value)[:1]:
        try:
            return float(text)
        except ValueError:
            return None
    return None
