"""`model.tar.gz`: a model in the form that SageMaker unpacks."""

import gzip
import hashlib
import io
import tarfile
import zlib
from collections.abc import Mapping
from typing import IO, BinaryIO

from model_store.errors import IntegrityError, ModelRefusedError
from model_store.manifest import MANIFEST_NAME, FileDigest, Manifest

_CHUNK_BYTES = 1024 * 1024

# Trees and vocabularies shrink little beyond it, and a large model takes
# several times as long at 9.
_LEVEL = 6


def build(contents: Mapping[str, bytes]) -> bytes:
    """Return the archive: the same bytes for the same contents, whenever made.

    Args:
        contents: Bytes by file name; the manifest among them.

    """
    buffer = io.BytesIO()
    with (
        gzip.GzipFile(
            filename="", fileobj=buffer, mode="wb", mtime=0, compresslevel=_LEVEL
        ) as compressed,
        tarfile.open(fileobj=compressed, mode="w", format=tarfile.PAX_FORMAT) as tar,
    ):
        for name, data in sorted(contents.items()):
            member = tarfile.TarInfo(name)
            member.size = len(data)
            member.mode = 0o644
            tar.addfile(member, io.BytesIO(data))
    return buffer.getvalue()


def check(archive: BinaryIO, manifest: Manifest, where: str) -> None:
    """Hold an archive against the manifest of the model it should carry.

    Its own manifest may have been written at another time: it is the version
    that has to agree.

    Args:
        archive: Read once, from its beginning; need not be seekable.
        manifest: Of the model.
        where: The archive's name, for messages.

    Raises:
        IntegrityError: It carries something else; the message says what.

    """
    wanted = {MANIFEST_NAME, *manifest.files}
    found = set()
    try:
        with (
            gzip.GzipFile(fileobj=archive) as plain,
            tarfile.open(fileobj=plain, mode="r|") as tar,
        ):
            for member in tar:
                content = tar.extractfile(member) if member.isfile() else None
                if member.name not in wanted or content is None:
                    message = f"{where} has {member.name!r}, which no model has"
                    raise IntegrityError(message)
                found.add(member.name)
                what = f"{member.name} in {where}"
                if member.name == MANIFEST_NAME:
                    _check_manifest(content.read(), manifest, what)
                else:
                    _check_file(content, manifest.files[member.name], what)
            # To the end, where the checksum of the compression stands.
            while plain.read(_CHUNK_BYTES):
                pass
    except (tarfile.TarError, zlib.error, gzip.BadGzipFile, EOFError) as error:
        message = f"{where} is damaged: {error}"
        raise IntegrityError(message) from error
    if missing := wanted - found:
        message = f"{where} lacks {', '.join(sorted(missing))}"
        raise IntegrityError(message)


def _check_manifest(data: bytes, manifest: Manifest, what: str) -> None:
    try:
        version = Manifest.parse(data, what).version
    except ModelRefusedError as error:
        raise IntegrityError(str(error)) from error
    if version != manifest.version:
        message = f"{what} is of version {version}, not {manifest.version}"
        raise IntegrityError(message)


def _check_file(content: IO[bytes], digest: FileDigest, what: str) -> None:
    sha256 = hashlib.sha256()
    size = 0
    while chunk := content.read(_CHUNK_BYTES):
        sha256.update(chunk)
        size += len(chunk)
    if (sha256.hexdigest(), size) != (digest.sha256, digest.size):
        message = f"{what} is not the one that the manifest names"
        raise IntegrityError(message)
