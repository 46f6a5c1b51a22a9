"""The SHA-256 and length that bytes must have."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from model_store.errors import FormatError, IntegrityError
from model_store.fields import field

_SHA256 = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, kw_only=True)
class FileDigest:
    """What a file of the model must be.

    Attributes:
        sha256: SHA-256 of its bytes, 64 hexadecimal digits.
        size: Its length in bytes.

    """

    sha256: str
    size: int

    @classmethod
    def of(cls, data: bytes) -> "FileDigest":
        """Return the digest of these bytes."""
        return cls(sha256=hashlib.sha256(data).hexdigest(), size=len(data))

    def check(self, data: bytes, what: str) -> None:
        """Hold these bytes against the digest.

        Raises:
            IntegrityError: They are other bytes; the message says `what`.

        """
        if len(data) != self.size:
            message = f"{what} has {len(data)} bytes, pinned are {self.size}"
            raise IntegrityError(message)
        found = hashlib.sha256(data).hexdigest()
        if found != self.sha256:
            message = f"{what} has SHA-256 {found}, pinned is {self.sha256}"
            raise IntegrityError(message)

    @classmethod
    def read(cls, source: Mapping[str, Any], where: str) -> "FileDigest":
        """Return the digest in a JSON object.

        Raises:
            FormatError: There is none; the message says `where`.

        """
        digest = cls(
            sha256=field(source, "sha256", str, where),
            size=field(source, "size", int, where),
        )
        if not _SHA256.fullmatch(digest.sha256) or digest.size < 0:
            message = f"'sha256' or 'size' of {where} is none"
            raise FormatError(message)
        return digest
