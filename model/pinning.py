"""Finds every object of a published model and pins it by S3 version and SHA-256."""

from model import archive
from model.errors import StoreError
from model.names import object_key
from model.objects import Bucket, StoredObject
from model.progress import Progress
from model_store.errors import ModelRefusedError
from model_store.manifest import ARCHIVE_NAME, MANIFEST_NAME, FileDigest, Manifest
from model_store.pointer import LiveModel, PinnedObject


def pin(
    bucket: Bucket, name: str, version: str, promoted_at: str, progress: Progress
) -> LiveModel:
    """Return a published version as the pointer would name it.

    Every object is held against the manifest: it exists, S3 stored it under
    the SHA-256 and size that the manifest names, and the archive carries the
    same files.

    Raises:
        StoreError: The version is not published, or not whole.
        UnavailableError: AWS could not be reached, or would not.

    """
    key = object_key(name, version, MANIFEST_NAME)
    found = bucket.read(key)
    if found is None:
        message = (
            f"model {name} has no version {version} in {bucket.name}:"
            " `inferway versions` lists what is published"
        )
        raise StoreError(message)
    stored, data = found
    try:
        manifest = Manifest.parse(data, key)
        if (manifest.name, manifest.version) != (name, version):
            message = f"{key} describes {manifest.name} {manifest.version}"
            raise StoreError(message)
        with progress.step(f"Checking the objects of {name} {version}"):
            files = {
                file: _pinned_file(bucket, object_key(name, version, file), digest)
                for file, digest in manifest.files.items()
            }
            pinned_archive = _pinned_archive(bucket, manifest)
    except ModelRefusedError as error:
        raise StoreError(str(error)) from error
    return LiveModel(
        name=name,
        version=version,
        promoted_at=promoted_at,
        manifest=_pinned(stored, FileDigest.of(data).sha256),
        files=files,
        archive=pinned_archive,
    )


def check_pins(bucket: Bucket, model: LiveModel) -> None:
    """Hold what a pointer pins against what the store still has.

    Raises:
        StoreError: An object is gone, or is not what was pinned.
        UnavailableError: AWS could not be reached, or would not.

    """
    for pinned in (model.manifest, *model.files.values(), model.archive):
        found = bucket.find(pinned.key, pinned.version_id)
        if found is None:
            message = (
                f"{pinned.key} of {model.name} {model.version} is gone from"
                f" {bucket.name} (S3 version {pinned.version_id}): publish it again"
                " and promote it"
            )
            raise StoreError(message)
        _check(found, pinned.digest)


def _pinned_file(bucket: Bucket, key: str, digest: FileDigest) -> PinnedObject:
    found = _existing(bucket, key)
    _check(found, digest)
    return _pinned(found, digest.sha256)


def _pinned_archive(bucket: Bucket, manifest: Manifest) -> PinnedObject:
    key = object_key(manifest.name, manifest.version, ARCHIVE_NAME)
    found = _existing(bucket, key)
    # No manifest can name the archive, which holds the manifest: what it
    # carries has to be looked at.
    with bucket.open(key, found.version_id) as content:
        archive.check(content, manifest, key)
    return _pinned(found, _sha256(found))


def _existing(bucket: Bucket, key: str) -> StoredObject:
    found = bucket.find(key)
    if found is None:
        message = f"{key} is missing from {bucket.name}: publish the model again"
        raise StoreError(message)
    return found


def _check(found: StoredObject, digest: FileDigest) -> None:
    if (_sha256(found), found.size) != (digest.sha256, digest.size):
        message = (
            f"{found.key} has SHA-256 {found.sha256} and {found.size} bytes, and"
            f" should have {digest.sha256} and {digest.size}: somebody changed it"
        )
        raise StoreError(message)


def _sha256(found: StoredObject) -> str:
    if found.sha256 is None:
        message = (
            f"S3 keeps no SHA-256 of {found.key}: it was not written by `inferway"
            " publish`. Delete it and publish the model again"
        )
        raise StoreError(message)
    return found.sha256


def _pinned(found: StoredObject, sha256: str) -> PinnedObject:
    return PinnedObject(
        key=found.key, version_id=found.version_id, sha256=sha256, size=found.size
    )
