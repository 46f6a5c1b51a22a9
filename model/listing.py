"""What a model store holds, and what was live in it when."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Literal

from model.errors import StoreError
from model.names import PREFIX, object_key
from model.objects import Bucket
from model_store.errors import ModelRefusedError
from model_store.manifest import MANIFEST_NAME, Manifest
from model_store.pointer import Pointer

# Manifests are small: reading them one after the other is all waiting.
_READERS = 8


@dataclass(frozen=True, kw_only=True)
class PublishedVersion:
    """A version in the store.

    Attributes:
        name: Of the model.
        version: Its version.
        created_at: When it was packaged, ISO 8601 in UTC; "" if unreadable.
        size: Bytes that a server loads.
        metrics: Whatever was measured when it was trained.
        mark: Whether it is the live one, or the one a roll back makes live.
        problem: Why its manifest cannot be read; None where it can.

    """

    name: str
    version: str
    created_at: str
    size: int
    metrics: Mapping[str, Any]
    mark: Literal["live", "previous"] | None
    problem: str | None = None


@dataclass(frozen=True, kw_only=True)
class LivePeriod:
    """A time in which one model was live.

    Attributes:
        name: Of the model.
        version: Its version.
        since: When it became live, ISO 8601 in UTC.
        until: When another one did; None while it is live.
        pointer_version_id: S3 version of the pointer that says so.

    """

    name: str
    version: str
    since: str
    until: str | None
    pointer_version_id: str


def list_versions(
    bucket: Bucket, pointer: Pointer | None, name: str | None
) -> list[PublishedVersion]:
    """Return the published versions, the newest first."""
    prefix = PREFIX if name is None else f"{PREFIX}{name}/"
    versions = _with_manifest(bucket.keys(prefix))
    with ThreadPoolExecutor(max_workers=_READERS) as readers:
        found = list(
            readers.map(
                lambda pair: _version(bucket, pair[0], pair[1], pointer), versions
            )
        )
    return sorted(
        found, key=lambda one: (one.created_at, one.name, one.version), reverse=True
    )


def list_periods(bucket: Bucket, pointer_key: str) -> Iterator[LivePeriod]:
    """Yield what was live, the newest first; see ModelStore.history."""
    until = None
    for version_id in bucket.version_ids(pointer_key):
        found = bucket.read(pointer_key, version_id)
        if found is None:
            continue  # expired between listing and reading
        where = f"{pointer_key} in its S3 version {version_id}"
        try:
            live = Pointer.parse(found[1], where).live
        except ModelRefusedError as error:
            raise StoreError(str(error)) from error
        yield LivePeriod(
            name=live.name,
            version=live.version,
            since=live.promoted_at,
            until=until,
            pointer_version_id=version_id,
        )
        until = live.promoted_at


def _with_manifest(keys: Iterator[str]) -> list[tuple[str, str]]:
    """Return name and version of each published model among the keys."""
    files = defaultdict(set)
    for key in keys:
        match key.removeprefix(PREFIX).split("/"):
            case [name, version, file]:
                files[name, version].add(file)
    return [pair for pair, names in files.items() if MANIFEST_NAME in names]


def _version(
    bucket: Bucket, name: str, version: str, pointer: Pointer | None
) -> PublishedVersion:
    key = object_key(name, version, MANIFEST_NAME)
    mark = _mark(pointer, name, version)
    found = bucket.read(key)
    try:
        # Deleted between listing and reading, it reads as an empty one.
        manifest = Manifest.parse(b"" if found is None else found[1], key)
    except ModelRefusedError as error:
        return PublishedVersion(
            name=name,
            version=version,
            created_at="",
            size=0,
            metrics={},
            mark=mark,
            problem=str(error),
        )
    return PublishedVersion(
        name=name,
        version=version,
        created_at=manifest.created_at,
        size=sum(digest.size for digest in manifest.files.values()),
        metrics=manifest.metrics,
        mark=mark,
    )


def _mark(
    pointer: Pointer | None, name: str, version: str
) -> Literal["live", "previous"] | None:
    if pointer is None:
        return None
    if (pointer.live.name, pointer.live.version) == (name, version):
        return "live"
    previous = pointer.previous
    if previous is not None and (previous.name, previous.version) == (name, version):
        return "previous"
    return None
