"""The bucket of a model store, as far as publishing and promoting need it."""

import base64
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, BinaryIO, cast

from botocore.exceptions import ClientError

from model.aws_errors import code_of, explained
from model.errors import StoreError
from model_store.manifest import FileDigest

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

# S3 answers 409 where two conditional writes of one key meet: neither is wrong,
# and the second has to look again.
_LOST = {"PreconditionFailed", "412", "ConditionalRequestConflict", "409"}
_MISSING = {"NoSuchKey", "NoSuchVersion", "404"}

# A version ID of an object that was written before the bucket had versions.
_UNVERSIONED = "null"


@dataclass(frozen=True, kw_only=True)
class StoredObject:
    """One version of one object.

    Attributes:
        key: S3 key.
        version_id: S3 version.
        etag: What a conditional write names; says nothing of the content.
        size: Length in bytes.
        sha256: SHA-256 that S3 checked when it was written, 64 hexadecimal
            digits; None where it was written without one.

    """

    key: str
    version_id: str
    etag: str
    size: int
    sha256: str | None


class Bucket:
    """Objects of one versioned bucket."""

    def __init__(self, s3: "S3Client", name: str) -> None:
        """Take the client as it is: the caller sets Region and retries."""
        self._s3 = s3
        self.name = name

    def find(self, key: str, version_id: str | None = None) -> StoredObject | None:
        """Return what S3 knows of an object; None where there is none.

        Raises:
            StoreError: The bucket keeps no versions.
            UnavailableError: AWS could not be asked.

        """
        version = {} if version_id is None else {"VersionId": version_id}
        with explained("read objects", self.name):
            try:
                head = self._s3.head_object(
                    Bucket=self.name,
                    Key=key,
                    ChecksumMode="ENABLED",
                    **version,  # type: ignore[arg-type] # one optional string
                )
            except ClientError as error:
                if _is_missing(error):
                    return None
                raise
        return StoredObject(
            key=key,
            version_id=self._version_id(head.get("VersionId")),
            etag=head["ETag"],
            size=head["ContentLength"],
            sha256=_hexadecimal(head.get("ChecksumSHA256")),
        )

    def read(
        self, key: str, version_id: str | None = None
    ) -> tuple[StoredObject, bytes] | None:
        """Return an object and its bytes; None where there is none.

        Raises:
            StoreError: The bucket keeps no versions.
            UnavailableError: AWS could not be asked.

        """
        version = {} if version_id is None else {"VersionId": version_id}
        with explained("read objects", self.name):
            try:
                answer = self._s3.get_object(
                    Bucket=self.name,
                    Key=key,
                    **version,  # type: ignore[arg-type] # one optional string
                )
                data = answer["Body"].read()
            except ClientError as error:
                if _is_missing(error):
                    return None
                raise
        digest = FileDigest.of(data)
        found = StoredObject(
            key=key,
            version_id=self._version_id(answer.get("VersionId")),
            etag=answer["ETag"],
            size=digest.size,
            sha256=digest.sha256,
        )
        return found, data

    def open(self, key: str, version_id: str) -> AbstractContextManager[BinaryIO]:
        """Return one version of an object as a stream, to be closed after use.

        Raises:
            UnavailableError: AWS could not be asked, or it is gone.

        """
        with explained("read objects", self.name):
            answer = self._s3.get_object(
                Bucket=self.name, Key=key, VersionId=version_id
            )
        return closing(cast("BinaryIO", answer["Body"]))

    def write(
        self,
        key: str,
        body: bytes,
        digest: FileDigest,
        *,
        replacing: str | None,
        content_type: str = "application/octet-stream",
    ) -> StoredObject | None:
        """Write an object if it is still what the caller saw.

        Args:
            key: S3 key.
            body: Its bytes.
            digest: What the bytes are; S3 refuses any others.
            replacing: ETag of what is there; None where nothing may be.
            content_type: What the bytes are, for who looks at them in S3.

        Returns:
            The new version; None where something else is there by now.

        Raises:
            StoreError: The bucket keeps no versions.
            UnavailableError: AWS could not be asked.

        """
        condition = (
            {"IfNoneMatch": "*"} if replacing is None else {"IfMatch": replacing}
        )
        with explained("write objects", self.name):
            try:
                answer = self._s3.put_object(
                    Bucket=self.name,
                    Key=key,
                    Body=body,
                    ContentType=content_type,
                    ChecksumAlgorithm="SHA256",
                    ChecksumSHA256=_base64(digest.sha256),
                    **condition,  # type: ignore[arg-type] # one of two strings
                )
            except ClientError as error:
                if code_of(error) in _LOST:
                    return None
                # The object that was to be replaced is gone.
                if replacing is not None and _is_missing(error):
                    return None
                raise
        return StoredObject(
            key=key,
            version_id=self._version_id(answer.get("VersionId")),
            etag=answer["ETag"],
            size=digest.size,
            sha256=digest.sha256,
        )

    def keys(self, prefix: str) -> Iterator[str]:
        """Yield the keys below a prefix, sorted."""
        pages = self._s3.get_paginator("list_objects_v2").paginate(
            Bucket=self.name, Prefix=prefix
        )
        with explained("list objects", self.name):
            for page in pages:
                yield from (entry["Key"] for entry in page.get("Contents", []))

    def version_ids(self, key: str) -> Iterator[str]:
        """Yield the S3 versions that an object had, newest first."""
        pages = self._s3.get_paginator("list_object_versions").paginate(
            Bucket=self.name, Prefix=key
        )
        with explained("list object versions", self.name):
            for page in pages:
                for entry in page.get("Versions", []):
                    if entry["Key"] == key:
                        yield entry["VersionId"]

    def _version_id(self, version_id: str | None) -> str:
        if version_id is None or version_id == _UNVERSIONED:
            message = (
                f"bucket {self.name} keeps no versions, so nothing in it can be"
                " pinned: switch versioning on (modules/model_store does)"
            )
            raise StoreError(message)
        return version_id


def _is_missing(error: ClientError) -> bool:
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
    # A delete marker under a named version answers 405.
    return code_of(error) in _MISSING or status == HTTPStatus.METHOD_NOT_ALLOWED


def _base64(sha256: str) -> str:
    return base64.b64encode(bytes.fromhex(sha256)).decode()


def _hexadecimal(checksum: str | None) -> str | None:
    return None if checksum is None else base64.b64decode(checksum).hex()
