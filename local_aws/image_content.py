"""What an image is: files, a configuration, a manifest, and their digests."""

import hashlib
import io
import json
import sys
import tarfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from local_aws.dockerfile import RunInstructions

MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json"
TASK_ROOT = "/var/task"
_CONFIG_TYPE = "application/vnd.oci.image.config.v1+json"
_LAYER_TYPE = "application/vnd.oci.image.layer.v1.tar"
_SKIPPED_FOLDERS = ("__pycache__",)
_SKIPPED_ENDINGS = (".pyc", ".egg-info", ".dist-info")


class ImagePushError(Exception):
    """An image cannot be pushed; the message says why."""


def collect_files(sources: Sequence[Path]) -> dict[str, Path]:
    """Return the files of all sources by their path in the task root."""
    files: dict[str, Path] = {}
    for source in sources:
        if not source.is_dir():
            message = f"{source} is no folder of code"
            raise ImagePushError(message)
        for path in sorted(source.rglob("*")):
            inner = path.relative_to(source)
            if not path.is_file() or _is_skipped(inner):
                continue
            other = files.setdefault(inner.as_posix(), path)
            if other.read_bytes() != path.read_bytes():
                message = f"{other} and {path} would be one file of the image"
                raise ImagePushError(message)
    return files


def with_entrypoint(
    files: Mapping[str, Path], entrypoint: Sequence[str], beside: Path
) -> dict[str, Path]:
    """Return the files and the script that the image is started with.

    Args:
        files: By their path in the task root.
        entrypoint: Of the image. A program outside the task root is the base
            image's.
        beside: The folder of the Dockerfile: where a script lies that no source
            has.

    Raises:
        ImagePushError: The script is nowhere.

    """
    name = script_in_task_root(entrypoint)
    if name is None or name in files:
        return dict(files)
    script = beside / Path(name).name
    if not script.is_file():
        message = f"ENTRYPOINT names {name}, which no source has, nor is it in {beside}"
        raise ImagePushError(message)
    return {**files, name: script}


def script_in_task_root(entrypoint: Sequence[str]) -> str | None:
    """Return the entrypoint's program by its path in the task root, or None."""
    program = entrypoint[0] if entrypoint else ""
    if not program.startswith(f"{TASK_ROOT}/"):
        return None
    return program.removeprefix(f"{TASK_ROOT}/")


def _is_skipped(inner: Path) -> bool:
    return any(
        part in _SKIPPED_FOLDERS or part.endswith(_SKIPPED_ENDINGS)
        for part in inner.parts
    )


def archive_of(files: Mapping[str, Path]) -> bytes:
    """Return a tar archive that depends on nothing but names and contents."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name in sorted(files):
            content = files[name].read_bytes()
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return buffer.getvalue()


def process_config(instructions: RunInstructions, layer: bytes, lock: Path) -> bytes:
    """Return the configuration of an image that runs as processes."""
    document = {
        "architecture": "amd64",
        "config": {
            "Cmd": list(instructions.command),
            "Entrypoint": list(instructions.entrypoint),
            "Env": [
                f"{name}={value}" for name, value in instructions.environment.items()
            ],
            "Labels": {
                "lock.sha256": hashlib.sha256(lock.read_bytes()).hexdigest(),
                "python": f"{sys.version_info.major}.{sys.version_info.minor}",
            },
        },
        "os": "linux",
        "rootfs": {"type": "layers", "diff_ids": [digest_of(layer)]},
    }
    return json.dumps(document, sort_keys=True).encode()


def manifest_of(config: bytes, layers: Sequence[tuple[str, int]]) -> bytes:
    """Return an OCI image manifest.

    Source: https://github.com/opencontainers/image-spec/blob/v1.1.1/manifest.md
    """
    document = {
        "schemaVersion": 2,
        "mediaType": MANIFEST_TYPE,
        "config": {
            "mediaType": _CONFIG_TYPE,
            "digest": digest_of(config),
            "size": len(config),
        },
        "layers": [
            {"mediaType": _LAYER_TYPE, "digest": digest, "size": size}
            for digest, size in layers
        ],
    }
    return json.dumps(document, sort_keys=True).encode()


def digest_of(content: bytes) -> str:
    """Return what registries name the content by."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"
