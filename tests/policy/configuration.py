"""The repository's Terraform, read and not run."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hcl2

REPO = Path(__file__).parents[2]
MODULES = sorted(p for p in (REPO / "modules").iterdir() if p.is_dir())
ENVIRONMENTS = sorted(p for p in (REPO / "envs").iterdir() if p.is_dir())


def read(file: Path) -> dict[str, Any]:
    """Return a file as Python values; blocks are lists of dictionaries."""
    return _plain(hcl2.loads(file.read_text()))


def blocks(folder: Path, kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield label and body of each block that has one label, as `module`."""
    for file in sorted(folder.glob("*.tf")):
        for block in read(file).get(kind, []):
            yield from block.items()


def resources(folder: Path, kind: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield type, name and body of each `resource` or `data` block."""
    for type_, named in blocks(folder, kind):
        for name, body in named.items():
            yield type_, name, body


def _plain(value: Any) -> Any:
    """Drop what hcl2 adds: quotes, comments and marks of blocks."""
    if isinstance(value, dict):
        return {
            _plain(k): _plain(v) for k, v in value.items() if not k.startswith("__")
        }
    if isinstance(value, list):
        return [_plain(v) for v in value]
    if isinstance(value, str) and len(value) > 1 and value[0] == value[-1] == '"':
        return value[1:-1]
    return value
