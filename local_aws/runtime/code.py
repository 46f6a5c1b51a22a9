"""The code of images, by digest, in a folder of the state directory.

`<images>/<64 hexadecimal digits>/image.json` says how to run it; an image that
runs as processes has its files beside that, in `task/`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from local_aws.runtime.errors import InvokeRefusedError

IMAGE_FILE = "image.json"
TASK_FOLDER = "task"


@dataclass(frozen=True, kw_only=True)
class ImageRecord:
    """How to run an image.

    Attributes:
        command: Its CMD; the first word is the handler.
        environment: Its ENV.
        docker_image: What docker calls it, or None for one that runs as
            processes.
        entrypoint: Its ENTRYPOINT; a Lambda function that runs as a process
            does without.

    """

    command: tuple[str, ...]
    environment: Mapping[str, str]
    docker_image: str | None = None
    entrypoint: tuple[str, ...] = ()

    def to_json(self) -> str:
        """Return the text of image.json."""
        return json.dumps(
            {
                "command": list(self.command),
                "docker_image": self.docker_image,
                "entrypoint": list(self.entrypoint),
                "environment": dict(self.environment),
            },
            indent=2,
            sort_keys=True,
        )


@dataclass(frozen=True, kw_only=True)
class FunctionCode:
    """An image that this machine has.

    Attributes:
        record: How to run it.
        task_root: Its files, for one that runs as processes.

    """

    record: ImageRecord
    task_root: Path


def folder(images: Path, digest: str) -> Path:
    """Return where an image's record and files lie, or would."""
    return images / digest.removeprefix("sha256:")


def read_code(images: Path, digest: str) -> FunctionCode:
    """Return the code of an image.

    Raises:
        InvokeRefusedError: It was never pushed here, or by an older version.

    """
    place = folder(images, digest)
    try:
        fields = json.loads((place / IMAGE_FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InvokeRefusedError(
            HTTPStatus.BAD_GATEWAY,
            "CodeArtifactUserFailedException",
            f"no image {digest} in {images}: push it to this local AWS, and "
            "configure the function with the digest that the push returns",
        ) from None
    return FunctionCode(
        record=ImageRecord(
            command=tuple(fields["command"]),
            environment=fields["environment"],
            docker_image=fields["docker_image"],
            # Images of before it was recorded have none.
            entrypoint=tuple(fields.get("entrypoint", ())),
        ),
        task_root=place / TASK_FOLDER,
    )
