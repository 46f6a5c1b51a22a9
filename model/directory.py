"""A packaged model as a folder on disk."""

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from model import archive
from model.errors import PackagingError
from model_store.errors import IntegrityError
from model_store.manifest import ARCHIVE_NAME, MANIFEST_NAME, FileDigest, Manifest


@dataclass(frozen=True, kw_only=True)
class ModelDirectory:
    """A folder that holds a model, whole and checked.

    Attributes:
        path: The folder.
        manifest: What is in it.
        manifest_bytes: The manifest as it stands on disk.

    """

    path: Path
    manifest: Manifest
    manifest_bytes: bytes

    @classmethod
    def read(cls, path: Path) -> "ModelDirectory":
        """Read and check a folder; nothing in it is unpickled.

        Raises:
            PackagingError: It is no model directory.
            ModelRefusedError: A file in it is not what the manifest says.

        """
        data = _bytes(path, MANIFEST_NAME)
        manifest = Manifest.parse(data, str(path / MANIFEST_NAME))
        for name, digest in manifest.files.items():
            digest.check(_bytes(path, name), str(path / name))
        return cls(path=path, manifest=manifest, manifest_bytes=data)

    def file(self, name: str) -> bytes:
        """Return the bytes of one file of the manifest."""
        return _bytes(self.path, name)

    def archive(self) -> bytes:
        """Return the archive, after it was held against the manifest.

        Raises:
            PackagingError: There is none.
            IntegrityError: It carries another model.

        """
        path = self.path / ARCHIVE_NAME
        data = _bytes(self.path, ARCHIVE_NAME)
        with path.open("rb") as opened:
            archive.check(opened, self.manifest, str(path))
        return data


def write(
    out: Path,
    manifest: Manifest,
    files: dict[str, bytes],
    check: Callable[[Path], None],
) -> None:
    """Write a model directory, whole or not at all.

    An existing model directory is replaced once the new one is complete.

    Args:
        out: The folder to make; its parents are made as needed.
        manifest: Of the model.
        files: Bytes by name; one for each file of the manifest.
        check: Shown the complete folder before it takes its place; what it
            raises keeps it from there.

    Raises:
        PackagingError: Something else than a model is there, or it cannot be
            written.
        IntegrityError: A file is not what the manifest says.

    """
    check_replaceable(out)
    for name, digest in manifest.files.items():
        if FileDigest.of(files[name]) != digest:
            message = f"{name} is not the file that the manifest names"
            raise IntegrityError(message)
    contents = {MANIFEST_NAME: manifest.to_json(), **files}
    contents[ARCHIVE_NAME] = archive.build(contents)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        # Beside the target: a rename within one file system is atomic.
        with tempfile.TemporaryDirectory(
            dir=out.parent, prefix=f".{out.name}."
        ) as scratch:
            new = Path(scratch) / "new"
            new.mkdir(mode=0o755)
            for name, content in contents.items():
                (new / name).write_bytes(content)
            check(new)
            _replace(out, new, Path(scratch) / "old")
    except OSError as error:
        message = f"{out} cannot be written: {error.strerror}"
        raise PackagingError(message) from error


def check_replaceable(out: Path) -> None:
    """Hold a target against what must not be overwritten.

    Raises:
        PackagingError: It is there, and neither empty nor a model directory.

    """
    if not out.exists() or (out / MANIFEST_NAME).is_file():
        return
    if out.is_dir() and not any(out.iterdir()):
        return
    message = f"{out} is not a model directory and will not be replaced: choose another"
    raise PackagingError(message)


def _replace(out: Path, new: Path, old: Path) -> None:
    if out.exists():
        out.rename(old)
    try:
        new.rename(out)
    except OSError:
        if old.exists():
            old.rename(out)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _bytes(path: Path, name: str) -> bytes:
    try:
        return (path / name).read_bytes()
    except OSError as error:
        message = (
            f"{path} is no model directory: {name} cannot be read"
            f" ({error.strerror}). `inferway train` and `inferway package` make one"
        )
        raise PackagingError(message) from error
