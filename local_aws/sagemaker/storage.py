"""S3 for jobs and queues, with an execution role."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from local_aws.runtime.roles import Roles


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Whose role is acted with; the session is SageMaker's."""

    account_id: str
    region: str
    role_arn: str
    name: str = "SageMaker"


class Storage:
    """Reads and writes objects by their addresses, s3://BUCKET/KEY.

    Every method raises ClientError or BotoCoreError as S3's client does.
    """

    def __init__(self, roles: Roles, actor: Actor) -> None:
        """Take who assumes roles, and which."""
        self.actor = actor
        self._roles = roles

    def read(self, url: str) -> bytes:
        """Return an object's content."""
        bucket, key = split(url)
        body: bytes = self._s3.get_object(Bucket=bucket, Key=key)["Body"].read()
        return body

    def write(
        self, url: str, body: bytes, *, content_type: str = "", key_id: str = ""
    ) -> None:
        """Write an object, encrypted with the key if one is named."""
        bucket, key = split(url)
        options = {"ContentType": content_type} if content_type else {}
        if key_id:
            options |= {"SSEKMSKeyId": key_id, "ServerSideEncryption": "aws:kms"}
        self._s3.put_object(Bucket=bucket, Key=key, Body=body, **options)

    def list_keys(self, url: str) -> Iterator[str]:
        """Return the addresses of all objects that begin with the address."""
        bucket, prefix = split(url)
        pages = self._s3.get_paginator("list_objects_v2")
        for page in pages.paginate(Bucket=bucket, Prefix=prefix):
            for each in page.get("Contents", []):
                yield f"s3://{bucket}/{each['Key']}"

    @property
    def _s3(self) -> Any:  # noqa: ANN401 - untyped client
        return self._roles.client(self.actor, "s3")


def split(url: str) -> tuple[str, str]:
    """Return bucket and key of an address."""
    bucket, _, key = url.removeprefix("s3://").partition("/")
    return bucket, key
