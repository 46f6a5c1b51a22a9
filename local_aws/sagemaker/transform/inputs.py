"""Which objects a job reads, and where each one's output goes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from local_aws.sagemaker.storage import Storage


class NoInputError(Exception):
    """There is nothing to transform; the message is the job's FailureReason."""


@dataclass(frozen=True)
class InputObject:
    """One object.

    Attributes:
        url: Its address.
        name: What is left of its key without the input's prefix.

    """

    url: str
    name: str


def find(source: Mapping[str, Any], storage: Storage) -> list[InputObject]:
    """Return the objects of a job's S3DataSource.

    Raises:
        NoInputError: There are none.
        ClientError: The role may not look.

    """
    url = source["S3Uri"]
    if source["S3DataType"] == "ManifestFile":
        found = _of_manifest(storage.read(url))
    else:
        found = [
            InputObject(each, relative(each, url))
            for each in storage.list_keys(url)
            # Consoles make folders of empty objects.
            if not each.endswith("/")
        ]
    if not found:
        bucket = url.removeprefix("s3://").partition("/")[0]
        text = (
            f'ClientError: No S3 objects found under S3 URL "{url}" given in input '
            "data source. Please ensure that the bucket exists in the selected "
            f"region ({storage.actor.region}), that objects exist under that S3 "
            f'prefix, and that the role "{storage.actor.role_arn}" has '
            f'"s3:ListBucket" permissions on bucket "{bucket}".'
        )
        raise NoInputError(text)
    return found


def relative(url: str, prefix: str) -> str:
    """Return the rest of an address behind a prefix, from a whole name on."""
    rest = url.removeprefix(prefix)
    if rest.startswith("/"):
        return rest[1:]
    if prefix.endswith("/"):
        return rest
    # The prefix ends within a name, or is the object.
    return prefix.rpartition("/")[2] + rest


def _of_manifest(content: bytes) -> list[InputObject]:
    try:
        first, *names = json.loads(content)
        prefix: str = first["prefix"]
    except (ValueError, TypeError, KeyError) as error:
        text = "ClientError: The manifest is not a JSON list that begins with a prefix."
        raise NoInputError(text) from error
    return [InputObject(f"{prefix}{name}", str(name)) for name in names]
