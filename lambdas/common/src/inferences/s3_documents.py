"""Payloads and results: short ones in the record, others in S3."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from inferences.clients import error_code, reaching
from inferences.errors import DocumentMissingError
from inferences.record import Document

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

# A payload and a result of this size, and what else a record holds, fit into an
# item of DynamoDB, which has 400 KB at most.
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
INLINE_BYTES = 64 * 1024

_SERVICE = "S3"
# HEAD has no body, and so no code.
_MISSING = {"NoSuchKey", "404"}


class S3Documents:
    """Long texts in a bucket, which encrypts them by its own default."""

    def __init__(self, client: "S3Client", bucket: str) -> None:
        """Take the client and the bucket's name."""
        self._client = client
        self._bucket = bucket

    def keep(self, record_id: str, kind: str, text: str) -> Document:
        """Store a text: the same key and text again do no harm.

        Args:
            record_id: Of the record.
            kind: "payload" or "result".
            text: JSON.

        Raises:
            UnavailableError: S3 cannot be reached or refuses.

        """
        data = text.encode()
        if len(data) <= INLINE_BYTES:
            return Document(text=text)
        # Of two requests under one idempotency key, or of two results, only one
        # counts: the other must not take its place in the bucket.
        digest = hashlib.sha256(data).hexdigest()[:16]
        key = f"{kind}s/{record_id}-{digest}.json"
        with reaching(_SERVICE):
            self._client.put_object(
                Bucket=self._bucket, Key=key, Body=data, ContentType="application/json"
            )
        return Document(key=key)

    def read(self, document: Document) -> str:
        """Return the text.

        Raises:
            DocumentMissingError: It is not in this Region's bucket, or not yet.
            UnavailableError: S3 cannot be reached or refuses.

        """
        if document.text is not None:
            return document.text
        key = _key_of(document)
        with reaching(_SERVICE), _telling_missing(key):
            found = self._client.get_object(Bucket=self._bucket, Key=key)
            return found["Body"].read().decode()

    def check(self, document: Document) -> None:
        """Do nothing, if the text can be read.

        Raises:
            DocumentMissingError: It is not in this Region's bucket, or not yet.
            UnavailableError: S3 cannot be reached or refuses.

        """
        if document.text is not None:
            return
        key = _key_of(document)
        with reaching(_SERVICE), _telling_missing(key):
            self._client.head_object(Bucket=self._bucket, Key=key)


def _key_of(document: Document) -> str:
    if document.key is None:
        message = "a document has neither text nor key"
        raise ValueError(message)
    return document.key


@contextmanager
def _telling_missing(key: str) -> Iterator[None]:
    # Who may not list the bucket is told 403 instead: that stays what it is.
    try:
        yield
    except ClientError as error:
        if error_code(error) not in _MISSING:
            raise
        message = f"{_SERVICE} has no {key} in this Region, or not yet"
        raise DocumentMissingError(message) from error
