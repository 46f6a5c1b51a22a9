"""Pushing images to the local AWS: code folders, or what docker has built."""

import compileall
import json
import py_compile
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3

from local_aws.dockerfile import read_dockerfile
from local_aws.image_content import (
    MANIFEST_TYPE,
    ImagePushError,
    archive_of,
    collect_files,
    digest_of,
    manifest_of,
    process_config,
    with_entrypoint,
)
from local_aws.runtime.code import IMAGE_FILE, TASK_FOLDER, ImageRecord, folder
from local_aws.state import LocalAws

if TYPE_CHECKING:
    from mypy_boto3_ecr import ECRClient

IMAGES_FOLDER = "images"

_TAG_DIGITS = 12


def push_process_image(  # noqa: PLR0913 - an image is that much
    local: LocalAws,
    *,
    repository: str,
    tag: str | None = None,
    dockerfile: Path,
    sources: Sequence[Path],
    lock: Path,
    region: str,
) -> str:
    """Push code folders as an image that runs as processes.

    Its packages are the running interpreter's; the lock is part of what the
    image is, so that another lock is another image.

    Args:
        local: The local AWS.
        repository: Name of a repository that exists, without the registry.
        tag: Of the image; pushing the same image under it again does nothing.
            None names it by its content, so that another image has another.
        dockerfile: Says the handler (CMD), the variables (ENV) and, for what is
            to be served by SageMaker, the ENTRYPOINT: a script beside it, or
            one of a source.
        sources: Folders whose contents make up the task root.
        lock: The requirements that the image would install.
        region: Of the repository.

    Returns:
        The digest, the same for the same content.

    Raises:
        ImagePushError: Two sources disagree about a file, the entrypoint is
            nowhere, or the tag is taken and may not move.
        ValueError: The Dockerfile has no usable CMD.

    """
    instructions = read_dockerfile(dockerfile)
    files = with_entrypoint(
        collect_files(sources), instructions.entrypoint, dockerfile.parent
    )
    layer = archive_of(files)
    config = process_config(instructions, layer, lock)
    manifest = manifest_of(config, [(digest_of(layer), len(layer))])
    place = folder(local.state_dir / IMAGES_FOLDER, digest_of(manifest))
    record = ImageRecord(
        command=instructions.command,
        entrypoint=instructions.entrypoint,
        environment=instructions.environment,
    )
    _store(place, record, files)
    return _put(local, repository, tag, manifest, region)


def push_docker_image(  # noqa: PLR0913 - an image is that much
    local: LocalAws,
    *,
    repository: str,
    tag: str,
    image: str,
    docker_host: str | None,
    region: str,
) -> str:
    """Push an image that a docker engine has, for the launcher docker.

    Args:
        local: The local AWS.
        repository: Name of a repository that exists, without the registry.
        tag: Of the image; pushing the same image under it again does nothing.
        image: Name or id that the engine knows.
        docker_host: The engine's address; None takes docker's default. The
            local AWS finds the engine by its own DOCKER_HOST.
        region: Of the repository.

    Returns:
        The digest, the same for the same image.

    Raises:
        ImagePushError: The engine has no such image, or the tag is taken and
            may not move.

    """
    found = _inspect(image, docker_host)
    config = json.dumps(found["Config"], sort_keys=True).encode()
    layers = [(layer, 0) for layer in found["RootFS"]["Layers"]]
    manifest = manifest_of(config, layers)
    place = folder(local.state_dir / IMAGES_FOLDER, digest_of(manifest))
    record = ImageRecord(
        command=tuple(found["Config"].get("Cmd") or ()),
        # The engine sets them itself.
        environment={},
        docker_image=found["Id"],
        entrypoint=tuple(found["Config"].get("Entrypoint") or ()),
    )
    _store(place, record, {})
    return _put(local, repository, tag, manifest, region)


def _store(place: Path, record: ImageRecord, files: Mapping[str, Path]) -> None:
    """Write the code; a reader sees none of it or all of it."""
    if place.exists():
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=place.parent))
    try:
        task = draft / TASK_FOLDER
        task.mkdir()
        for name, path in files.items():
            target = task / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
        # Bytecode that needs no writing later, as in the real image.
        compileall.compile_dir(
            task,
            quiet=2,
            invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
        )
        (draft / IMAGE_FILE).write_text(record.to_json(), encoding="utf-8")
        # The folder is private as mkdtemp made it; functions may run as another.
        draft.chmod(0o755)
        draft.rename(place)
    except OSError:
        shutil.rmtree(draft, ignore_errors=True)
        # Somebody else may have stored the same in the meantime.
        if not place.exists():
            raise


def _put(
    local: LocalAws, repository: str, tag: str | None, manifest: bytes, region: str
) -> str:
    digest = digest_of(manifest)
    tag = tag or digest.removeprefix("sha256:")[:_TAG_DIGITS]
    ecr: ECRClient = boto3.client(
        "ecr",
        endpoint_url=local.url,
        region_name=region,
        aws_access_key_id=local.environment(region)["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=local.environment(region)["AWS_SECRET_ACCESS_KEY"],
    )
    try:
        ecr.put_image(
            repositoryName=repository,
            imageTag=tag,
            imageDigest=digest,
            imageManifest=manifest.decode(),
            imageManifestMediaType=MANIFEST_TYPE,
        )
    except ecr.exceptions.ImageAlreadyExistsException:
        pass
    except ecr.exceptions.ImageTagAlreadyExistsException as error:
        message = (
            f"{repository}:{tag} is another image already and its tags are "
            "immutable: push under a new tag"
        )
        raise ImagePushError(message) from error
    return digest


def _inspect(image: str, docker_host: str | None) -> dict[str, Any]:
    host = ["--host", docker_host] if docker_host else []
    done = subprocess.run(  # noqa: S603 - docker, and an image that the caller names
        ["docker", *host, "image", "inspect", image],  # noqa: S607 - where PATH has it
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        message = f"docker has no image {image}: {done.stderr.strip()}"
        raise ImagePushError(message)
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found[0]
