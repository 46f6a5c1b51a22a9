"""Model data: fetched with the execution role and unpacked.

https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-inference-code.html
"""

import tarfile
import tempfile
import zlib
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from local_aws.sagemaker.ports import DeploymentFailedError


def fetch(s3: Any, url: str, folder: Path) -> None:  # noqa: ANN401 - untyped client
    """Unpack what the URL names into the folder.

    Args:
        s3: A client that acts with the execution role.
        url: "s3://BUCKET/KEY" of a tar.gz.
        folder: Exists.

    Raises:
        DeploymentFailedError: With SageMaker's words.

    """
    bucket, _, key = url.removeprefix("s3://").partition("/")
    with tempfile.TemporaryFile() as archive:
        try:
            body = s3.get_object(Bucket=bucket, Key=key)["Body"]
            for chunk in body.iter_chunks(1024 * 1024):
                archive.write(chunk)
        except (BotoCoreError, ClientError) as error:
            text = (
                f'Failed to download model data for container "container_1" from URL: '
                f'"{url}". Please ensure that there is an object located at the URL '
                "and that the role passed to CreateModel has permissions to download "
                "the object."
            )
            raise DeploymentFailedError(text) from error
        archive.seek(0)
        try:
            with tarfile.open(fileobj=archive, mode="r:gz") as members:
                _unpack(members, folder)
        except (tarfile.TarError, EOFError, OSError, ValueError, zlib.error) as error:
            text = (
                f'Failed to extract model data archive for container "container_1" '
                f'from URL "{url}". Please ensure that the object located at the URL '
                "is a valid tar.gz archive."
            )
            raise DeploymentFailedError(text) from error


def _unpack(members: tarfile.TarFile, folder: Path) -> None:
    for member in members:
        if not (member.isfile() or member.isdir()):
            message = f"{member.name} is no file: SageMaker unpacks no links"
            raise ValueError(message)
        members.extract(member, folder, filter="data")
