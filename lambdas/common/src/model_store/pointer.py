"""The live pointer: the one object that says which model is served."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from model_store.errors import FormatError
from model_store.fields import check_schema, field, parse_json
from model_store.manifest import ARTEFACT_NAME, FileDigest

SCHEMA = 1
POINTER_KEY = "live.json"


@dataclass(frozen=True, kw_only=True)
class PinnedObject:
    """One object of the store, pinned so that no other can take its place.

    Attributes:
        key: S3 key.
        version_id: S3 version.
        sha256: SHA-256 of its bytes, 64 hexadecimal digits.
        size: Its length in bytes.

    """

    key: str
    version_id: str
    sha256: str
    size: int

    @property
    def digest(self) -> FileDigest:
        """What the object's bytes must be."""
        return FileDigest(sha256=self.sha256, size=self.size)


@dataclass(frozen=True, kw_only=True)
class LiveModel:
    """A model as the pointer names it.

    Attributes:
        name: Of the model.
        version: Its version.
        promoted_at: Since when it has been the live one, ISO 8601 in UTC.
        manifest: Where its manifest is.
        files: Where each file of the manifest is, by name.
        archive: Where the archive for SageMaker is.

    """

    name: str
    version: str
    promoted_at: str
    manifest: PinnedObject
    files: Mapping[str, PinnedObject]
    archive: PinnedObject


@dataclass(frozen=True, kw_only=True)
class Pointer:
    """What is live, and what was live before.

    Attributes:
        live: The model to serve.
        previous: What a roll back makes live; None before the second promote.

    """

    live: LiveModel
    previous: LiveModel | None

    def to_json(self) -> bytes:
        """Return the pointer as indented UTF-8 JSON, keys sorted."""
        source = {"schema": SCHEMA, **asdict(self)}
        return json.dumps(source, indent=2, sort_keys=True).encode() + b"\n"

    @classmethod
    def parse(cls, data: bytes, where: str = "the live pointer") -> "Pointer":
        """Read a pointer.

        Raises:
            FormatError: It is not one; the message names the field.

        """
        source = check_schema(parse_json(data, where), SCHEMA, where)
        previous = source.get("previous")
        return cls(
            live=_model(field(source, "live", dict, where), f"'live' of {where}"),
            previous=None
            if previous is None
            else _model(
                field(source, "previous", dict, where), f"'previous' of {where}"
            ),
        )


def _model(source: Mapping[str, Any], where: str) -> LiveModel:
    files = field(source, "files", dict, where)
    if ARTEFACT_NAME not in files:
        message = f"'files' of {where} has no {ARTEFACT_NAME!r}"
        raise FormatError(message)
    return LiveModel(
        name=field(source, "name", str, where),
        version=field(source, "version", str, where),
        promoted_at=field(source, "promoted_at", str, where),
        manifest=_pinned(field(source, "manifest", dict, where), where),
        files={name: _pinned(field(files, name, dict, where), where) for name in files},
        archive=_pinned(field(source, "archive", dict, where), where),
    )


def _pinned(source: Mapping[str, Any], where: str) -> PinnedObject:
    digest = FileDigest.read(source, where)
    key = field(source, "key", str, where)
    version_id = field(source, "version_id", str, where)
    if not key or not version_id:
        message = f"'key' or 'version_id' of {where} is empty"
        raise FormatError(message)
    return PinnedObject(
        key=key, version_id=version_id, sha256=digest.sha256, size=digest.size
    )
