"""The manifest of a packaged model: what it is, needs, takes and must answer."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from model_store.digest import FileDigest
from model_store.errors import (
    FormatError,
    IncompatibleRuntimeError,
    IntegrityError,
)
from model_store.fields import check_schema, field, one_of, parse_json, words
from model_store.schemas import (
    COLUMN_TYPES,
    Column,
    ColumnType,
    Golden,
    InputSchema,
    OutputSchema,
    read_golden,
    read_input,
    read_output,
)

__all__ = [
    "ARCHIVE_NAME",
    "ARTEFACT_NAME",
    "COLUMN_TYPES",
    "MANIFEST_NAME",
    "SCHEMA",
    "Column",
    "ColumnType",
    "FileDigest",
    "Golden",
    "InputSchema",
    "Manifest",
    "OutputSchema",
]

SCHEMA = 1
MANIFEST_NAME = "manifest.json"
ARTEFACT_NAME = "model.pkl"
ARCHIVE_NAME = "model.tar.gz"

# 64 bits of a SHA-256: short enough to read aloud, long enough never to meet
# another model of the same name.
_VERSION_DIGITS = 16

# It becomes part of S3 keys and the value of an HTTP header.
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}")


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """A packaged model, described.

    Attributes:
        name: Of the model; the same for all its versions.
        version: 16 hexadecimal digits, from the content: see content_version.
        created_at: When it was packaged, ISO 8601 in UTC. Not content.
        format: How the artefact was written.
        files: Digest of each file by its name in the model's folder.
        runtime: Version of Python (minor) and of each package it was made with.
        input: What one instance looks like.
        output: What one prediction looks like.
        metrics: Whatever was measured, with the SHA-256 of the data. Not content.
        golden: What it must answer before it serves.
        by_value: Qualified names of the classes that travel in the pickle.

    """

    name: str
    version: str
    created_at: str
    format: Literal["cloudpickle"]
    files: Mapping[str, FileDigest]
    runtime: Mapping[str, str]
    input: InputSchema
    output: OutputSchema
    metrics: Mapping[str, Any]
    golden: Golden
    by_value: tuple[str, ...]

    def to_json(self) -> bytes:
        """Return the manifest as indented UTF-8 JSON, keys sorted."""
        return _canonical({"schema": SCHEMA, **asdict(self)}, indent=2) + b"\n"

    @classmethod
    def parse(cls, data: bytes, where: str = "the manifest") -> "Manifest":
        """Read a manifest.

        Raises:
            FormatError: It is not one; the message names the field.
            IntegrityError: Its version is not the one its content gives.

        """
        source = check_schema(parse_json(data, where), SCHEMA, where)
        manifest = cls(
            name=_name(source, where),
            version=field(source, "version", str, where),
            created_at=field(source, "created_at", str, where),
            format=one_of(source, "format", ("cloudpickle",), where),
            files=_files(field(source, "files", dict, where), where),
            runtime={
                package: field(source["runtime"], package, str, where)
                for package in field(source, "runtime", dict, where)
            },
            input=read_input(field(source, "input", dict, where), where),
            output=read_output(field(source, "output", dict, where), where),
            metrics=field(source, "metrics", dict, where),
            golden=read_golden(field(source, "golden", dict, where), where),
            by_value=words(source, "by_value", where),
        )
        try:
            expected = manifest.content_version()
        except RecursionError as error:
            # Deep, and copied by functions that are less deep than the reader.
            message = f"{where} holds what has no content version: {error}"
            raise FormatError(message) from error
        if manifest.version != expected:
            message = f"{where} says version {manifest.version}, its content {expected}"
            raise IntegrityError(message)
        return manifest

    def content_version(self) -> str:
        """Return the version that the content gives.

        Everything counts that changes what is served. When it was packaged and
        what was measured does not: the same model published twice is one
        version.
        """
        content = asdict(self)
        for name in ("version", "created_at", "metrics"):
            del content[name]
        return hashlib.sha256(_canonical(content)).hexdigest()[:_VERSION_DIGITS]

    def check_runtime(self, installed: Mapping[str, str]) -> None:
        """Hold what the model was made with against what is installed.

        Args:
            installed: "python" (minor, "3.12") and "scikit-learn" (release).

        Raises:
            IncompatibleRuntimeError: Python's minor version differs (code
                pickled by value is bytecode), or scikit-learn's major.minor
                (its documentation promises nothing across releases:
                https://scikit-learn.org/stable/model_persistence.html).

        """
        for package, digits in (("python", 2), ("scikit-learn", 2)):
            wanted = self.runtime.get(package)
            found = installed.get(package)
            if _release(wanted, digits) != _release(found, digits):
                message = (
                    f"model {self.name} {self.version} was made with {package}"
                    f" {wanted}, installed is {found}"
                )
                raise IncompatibleRuntimeError(message)


def _canonical(value: object, indent: int | None = None) -> bytes:
    text = json.dumps(
        value, indent=indent, sort_keys=True, ensure_ascii=False, allow_nan=False
    )
    # A lone surrogate is legal in a JSON string and in no UTF-8 text.
    return text.encode("utf-8", "surrogatepass")


def _release(version: str | None, digits: int) -> tuple[str, ...] | None:
    return None if version is None else tuple(version.split(".")[:digits])


def _name(source: Mapping[str, Any], where: str) -> str:
    name = field(source, "name", str, where)
    if not _NAME.fullmatch(name):
        message = (
            f"'name' of {where} is {name!r}, not up to 63 lower-case letters, digits,"
            " dots, hyphens and underscores"
        )
        raise FormatError(message)
    return name


def _files(source: Mapping[str, Any], where: str) -> dict[str, FileDigest]:
    if ARTEFACT_NAME not in source:
        message = f"'files' of {where} has no {ARTEFACT_NAME!r}"
        raise FormatError(message)
    return {
        name: FileDigest.read(field(source, name, dict, where), f"{name} in {where}")
        for name in source
    }
