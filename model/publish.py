"""Puts a packaged model into a model store."""

from dataclasses import dataclass
from pathlib import Path

from model import archive
from model.directory import ModelDirectory
from model.errors import StoreError
from model.names import check_name, object_key
from model.objects import Bucket
from model.progress import Progress, Silent
from model.store import ModelStore
from model_store.errors import ModelRefusedError
from model_store.manifest import ARCHIVE_NAME, MANIFEST_NAME, FileDigest, Manifest


@dataclass(frozen=True, kw_only=True)
class Publication:
    """What publishing did.

    Attributes:
        name: Of the model.
        version: Its version.
        bucket: Where it is.
        uploaded: Names of the objects that were written; empty where the
            version was there already.

    """

    name: str
    version: str
    bucket: str
    uploaded: tuple[str, ...]


def publish(
    model_dir: Path, store: ModelStore, progress: Progress | None = None
) -> Publication:
    """Upload a model directory; nothing becomes live by it.

    Publishing what is there changes nothing. What an interrupted publish left
    is completed: the manifest goes last, and without one there is no version.

    Raises:
        PackagingError: No model directory.
        ModelRefusedError: A file in it is not what its manifest says.
        StoreError: The store holds other bytes under this version.
        UnavailableError: AWS could not be reached, or would not.

    """
    directory = ModelDirectory.read(model_dir)
    manifest = directory.manifest
    check_name(manifest.name)
    publisher = _Publisher(store.bucket, directory, progress or Silent())
    return Publication(
        name=manifest.name,
        version=manifest.version,
        bucket=store.bucket.name,
        uploaded=tuple(publisher.run()),
    )


class _Publisher:
    def __init__(
        self, bucket: Bucket, directory: ModelDirectory, progress: Progress
    ) -> None:
        self._bucket = bucket
        self._directory = directory
        self._manifest = directory.manifest
        self._progress = progress

    def run(self) -> list[str]:
        """Write what is missing, in order, and return its names."""
        names = [*sorted(self._manifest.files), ARCHIVE_NAME, MANIFEST_NAME]
        return [name for name in names if self._put(name)]

    def _put(self, name: str) -> bool:
        """Write one object unless it is there; say whether it was written."""
        key = object_key(self._manifest.name, self._manifest.version, name)
        data = self._bytes(name)
        digest = FileDigest.of(data)
        if self._bucket.find(key) is None:
            with self._progress.step(f"Uploading {name} ({_megabytes(digest.size)})"):
                written = self._bucket.write(
                    key,
                    data,
                    digest,
                    replacing=None,
                    content_type=_CONTENT_TYPES.get(name, "application/octet-stream"),
                )
            if written is not None:
                return True
        # There before, or somebody published it at the same moment.
        self._check(key, name, digest)
        return False

    def _bytes(self, name: str) -> bytes:
        if name == MANIFEST_NAME:
            return self._directory.manifest_bytes
        if name == ARCHIVE_NAME:
            return self._directory.archive()
        return self._directory.file(name)

    def _check(self, key: str, name: str, digest: FileDigest) -> None:
        """Hold what the store has under a key against what belongs there."""
        found = self._bucket.find(key)
        if found is None:
            message = f"{key} vanished while it was published: publish again"
            raise StoreError(message)
        if (found.sha256, found.size) == (digest.sha256, digest.size):
            return
        # Packaged at another time, a model has the same version and another
        # date in its manifest, which the archive carries as well.
        try:
            if name == MANIFEST_NAME:
                self._check_manifest(key, found.version_id)
            elif name == ARCHIVE_NAME:
                with self._bucket.open(key, found.version_id) as content:
                    archive.check(content, self._manifest, key)
            else:
                raise _other_bytes(key, self._bucket.name)
        except ModelRefusedError as error:
            raise _other_bytes(key, self._bucket.name) from error

    def _check_manifest(self, key: str, version_id: str) -> None:
        found = self._bucket.read(key, version_id)
        if (
            found is None
            or Manifest.parse(found[1], key).version != self._manifest.version
        ):
            raise _other_bytes(key, self._bucket.name)


_CONTENT_TYPES = {
    MANIFEST_NAME: "application/json",
    ARCHIVE_NAME: "application/gzip",
}


def _other_bytes(key: str, bucket: str) -> StoreError:
    return StoreError(
        f"{key} in {bucket} holds other bytes than this version has, and was left"
        " alone: find out who wrote it, delete it, then publish again"
    )


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB"
