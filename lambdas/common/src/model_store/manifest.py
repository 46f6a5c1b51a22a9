"""The manifest of a packaged model: what it is, needs, takes and must answer."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, cast

from model_store.errors import (
    FormatError,
    IncompatibleRuntimeError,
    IntegrityError,
)
from model_store.fields import check_schema, field

SCHEMA = 1
MANIFEST_NAME = "manifest.json"
ARTEFACT_NAME = "model.pkl"
ARCHIVE_NAME = "model.tar.gz"

ColumnType = Literal["number", "integer", "string", "boolean"]
COLUMN_TYPES: tuple[ColumnType, ...] = ("number", "integer", "string", "boolean")

# 64 bits of a SHA-256: short enough to read aloud, long enough never to meet
# another model of the same name.
_VERSION_DIGITS = 16


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


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a tabular instance.

    Attributes:
        name: Key of the value where an instance is an object.
        type: What the value must be; an integer is a number as well.
        nullable: Whether null stands for a missing value.

    """

    name: str
    type: ColumnType
    nullable: bool = False


@dataclass(frozen=True, kw_only=True)
class InputSchema:
    """What one instance looks like.

    Attributes:
        kind: "text" (a string) or "tabular" (a list of values, or an object
            keyed by column name).
        container: What the estimator is given for tabular instances: a NumPy
            "array" of shape (instances, columns), or a pandas "dataframe" where
            it was fitted on one. Text is always a list of strings.
        columns: The columns in the order of the estimator; empty for text.

    """

    kind: Literal["text", "tabular"]
    container: Literal["list", "array", "dataframe"] = "list"
    columns: tuple[Column, ...] = ()


@dataclass(frozen=True, kw_only=True)
class OutputSchema:
    """What one prediction looks like.

    Attributes:
        classes: Labels in the order of the probabilities; None for a model
            that has no classes.
        probabilities: Whether the model can give one probability a class.

    """

    classes: tuple[str | int | float | bool, ...] | None
    probabilities: bool


@dataclass(frozen=True, kw_only=True)
class Golden:
    """Instances with the predictions that a rightly loaded model gives."""

    instances: tuple[Any, ...]
    predictions: tuple[Any, ...]


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
        try:
            source = json.loads(data)
        except (ValueError, RecursionError) as error:
            message = f"{where} is not JSON: {error}"
            raise FormatError(message) from error
        source = check_schema(source, SCHEMA, where)
        manifest = cls(
            name=field(source, "name", str, where),
            version=field(source, "version", str, where),
            created_at=field(source, "created_at", str, where),
            format=_one_of(source, "format", ("cloudpickle",), where),
            files=_files(field(source, "files", dict, where), where),
            runtime={
                package: field(source["runtime"], package, str, where)
                for package in field(source, "runtime", dict, where)
            },
            input=_input(field(source, "input", dict, where), where),
            output=_output(field(source, "output", dict, where), where),
            metrics=field(source, "metrics", dict, where),
            golden=_golden(field(source, "golden", dict, where), where),
            by_value=tuple(field(source, "by_value", list, where)),
        )
        expected = manifest.content_version()
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


def _one_of(
    source: Mapping[str, Any], name: str, known: Sequence[str], where: str
) -> Any:  # noqa: ANN401 - the caller's Literal
    value = field(source, name, str, where)
    if value not in known:
        message = f"{name!r} of {where} is {value!r}, not one of {', '.join(known)}"
        raise FormatError(message)
    return value


def _files(source: Mapping[str, Any], where: str) -> dict[str, FileDigest]:
    if ARTEFACT_NAME not in source:
        message = f"'files' of {where} has no {ARTEFACT_NAME!r}"
        raise FormatError(message)
    files = {}
    for name in source:
        entry = field(source, name, dict, where)
        files[name] = FileDigest(
            sha256=field(entry, "sha256", str, f"{name} in {where}"),
            size=field(entry, "size", int, f"{name} in {where}"),
        )
    return files


def _input(source: Mapping[str, Any], where: str) -> InputSchema:
    columns = []
    for entry in field(source, "columns", list, where):
        if not isinstance(entry, dict):
            message = f"a column of {where} is not an object"
            raise FormatError(message)
        columns.append(
            Column(
                name=field(entry, "name", str, where),
                type=_one_of(entry, "type", COLUMN_TYPES, where),
                nullable=field(entry, "nullable", bool, where),
            )
        )
    return InputSchema(
        kind=_one_of(source, "kind", ("text", "tabular"), where),
        container=_one_of(source, "container", ("list", "array", "dataframe"), where),
        columns=tuple(columns),
    )


def _output(source: Mapping[str, Any], where: str) -> OutputSchema:
    classes = source.get("classes")
    if classes is not None:
        classes = tuple(field(source, "classes", list, where))
    return OutputSchema(
        classes=cast("tuple[str | int | float | bool, ...] | None", classes),
        probabilities=field(source, "probabilities", bool, where),
    )


def _golden(source: Mapping[str, Any], where: str) -> Golden:
    golden = Golden(
        instances=tuple(field(source, "instances", list, where)),
        predictions=tuple(field(source, "predictions", list, where)),
    )
    if not golden.instances or len(golden.instances) != len(golden.predictions):
        message = f"'golden' of {where} needs as many predictions as instances, and one"
        raise FormatError(message)
    return golden
