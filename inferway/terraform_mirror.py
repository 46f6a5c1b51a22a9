"""Where Terraform gets its provider from on a machine without the registry."""

import json
import os
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from pathlib import Path

# Names the folder with a mirror of providers, in the layout of
# `terraform providers mirror`.
MIRROR_VARIABLE = "INFERWAY_PROVIDER_MIRROR"

REGISTRY = "registry.terraform.io"
PROVIDER = f"{REGISTRY}/hashicorp/aws"

_DISCOVERY_URL = f"https://{REGISTRY}/.well-known/terraform.json"
_CONNECT_SECONDS = 3.0

# The usual places, such as /opt/<name>/ and /usr/share/terraform/plugins/, are
# found this far below the root, and looking takes a second at most.
_LOOK_DEPTH = 4


class MirrorError(Exception):
    """The mirror that was named is none; the message says what it lacks."""


def write_cli_config(
    path: Path,
    *,
    environ: Mapping[str, str] = os.environ,
    look_below: Path = Path("/"),
    discovery_url: str = _DISCOVERY_URL,
) -> Path | None:
    """Write a CLI configuration with which `terraform init` finds the provider.

    A mirror named by INFERWAY_PROVIDER_MIRROR is used in any case, and one that
    lies on the disk when the registry does not answer. When it does, the
    provider is downloaded once for all folders.

    Args:
        path: Of the file to write, for TF_CLI_CONFIG_FILE. What is downloaded
            goes beside it.
        environ: Environment variables.
        look_below: Where to look for a mirror, a few folders deep.
        discovery_url: Where the registry answers.

    Returns:
        The path; None where a person's own configuration says where providers
        come from, or nothing better than Terraform's defaults was found.

    Raises:
        MirrorError: INFERWAY_PROVIDER_MIRROR names something else.

    """
    named = environ.get(MIRROR_VARIABLE)
    if named:
        mirror: Path | None = Path(named)
        if not _is_mirror(Path(named)):
            message = (
                f"{MIRROR_VARIABLE} is {named!r}, and there is no {PROVIDER} in it: "
                "name the folder that `terraform providers mirror` filled"
            )
            raise MirrorError(message)
    elif _configured_by_a_person(environ):
        return None
    elif _answers(discovery_url):
        return _write(path, _from_registry(path.parent / "terraform-plugins"))
    else:
        mirror = next(_mirrors(look_below, _LOOK_DEPTH), None)
    return None if mirror is None else _write(path, _from_mirror(mirror.resolve()))


def _configured_by_a_person(environ: Mapping[str, str]) -> bool:
    own = environ.get("TF_CLI_CONFIG_FILE")
    file = Path(own) if own else Path(environ.get("HOME", "/"), ".terraformrc")
    try:
        return "provider_installation" in file.read_text(encoding="utf-8")
    except OSError:
        return False


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=_CONNECT_SECONDS) as answer:  # noqa: S310 - https, or a test's own # nosec B310
            return bool(answer.status == HTTPStatus.OK)
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        return False


def _mirrors(folder: Path, depth: int) -> Iterator[Path]:
    """Yield the mirrors at or below a folder, on its own file system alone."""
    if _is_mirror(folder):
        yield folder
    elif depth > 1:
        for child in _children(folder):
            yield from _mirrors(child, depth - 1)


def _children(folder: Path) -> list[Path]:
    try:
        device = folder.stat().st_dev
        with os.scandir(folder) as entries:
            return sorted(
                Path(entry)
                for entry in entries
                # Terraform's working folders look like mirrors, and go away.
                if entry.is_dir(follow_symlinks=False)
                and entry.name != ".terraform"
                and entry.stat(follow_symlinks=False).st_dev == device
            )
    except OSError:  # not ours to read, or gone meanwhile
        return []


def _is_mirror(folder: Path) -> bool:
    try:
        return any((folder / PROVIDER).iterdir())
    except OSError:
        return False


def _from_mirror(mirror: Path) -> str:
    # Other providers, of which this project has none, still come from where
    # they always do.
    return f"""\
provider_installation {{
  filesystem_mirror {{
    path    = {json.dumps(str(mirror))}
    include = ["{PROVIDER}"]
  }}
  direct {{
    exclude = ["{PROVIDER}"]
  }}
}}
"""


def _from_registry(cache: Path) -> str:
    # Terraform refuses a cache folder that does not exist.
    cache.mkdir(parents=True, exist_ok=True)
    return f"plugin_cache_dir = {json.dumps(str(cache.resolve()))}\n"


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
