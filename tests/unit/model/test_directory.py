"""A model directory on disk: whole, checked, deterministic."""

import gzip
import io
import os
import tarfile
from dataclasses import replace

import pytest

from model import archive, directory
from model.directory import ModelDirectory
from model.errors import ModelError, PackagingError
from model.files import check_target, write_text
from model_store.errors import IntegrityError
from model_store.manifest import ARCHIVE_NAME, ARTEFACT_NAME, MANIFEST_NAME, FileDigest
from tests.support.model_stores import model_directory


@pytest.fixture
def model(tmp_path):
    return model_directory(tmp_path / "model", "a")


def test_the_archive_is_the_same_whenever_and_in_whatever_order_it_is_made():
    contents = {"model.pkl": b"x" * 1000, "manifest.json": b"{}"}

    first = archive.build(contents)
    second = archive.build(dict(reversed(contents.items())))

    assert first == second
    with gzip.open(io.BytesIO(first)) as opened:
        opened.read()
        assert opened.mtime == 0
    with tarfile.open(fileobj=io.BytesIO(first)) as tar:
        for member in tar:
            assert (member.mtime, member.uid, member.gid, member.mode) == (
                0,
                0,
                0,
                0o644,
            )
            assert (member.uname, member.gname) == ("", "")


def test_a_damaged_archive_is_told_from_a_whole_one(model):
    data = (model.path / ARCHIVE_NAME).read_bytes()
    archive.check(io.BytesIO(data), model.manifest, "it")

    wrong_checksum = data[:-8] + bytes([data[-8] ^ 1]) + data[-7:]
    for damaged in (
        wrong_checksum,
        data[:-8],
        data[:-30],
        data[: len(data) // 2],
        data[10:],
        b"not gzip",
        b"",
    ):
        with pytest.raises(IntegrityError):
            archive.check(io.BytesIO(damaged), model.manifest, "it")


@pytest.mark.parametrize(
    ("name", "kind", "says"),
    [
        ("extra.sh", tarfile.REGTYPE, "'extra.sh', which no model has"),
        ("../model.pkl", tarfile.REGTYPE, "which no model has"),
        ("model.pkl", tarfile.SYMTYPE, "which no model has"),
        ("model.pkl", tarfile.REGTYPE, "not the one that the manifest names"),
    ],
)
def test_an_archive_with_anything_else_is_refused(model, name, kind, says):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        member = tarfile.TarInfo(name)
        member.type = kind
        member.linkname = "/etc/passwd"
        member.size = 3 if kind == tarfile.REGTYPE else 0
        tar.addfile(member, io.BytesIO(b"abc"))
    buffer.seek(0)

    with pytest.raises(IntegrityError, match=says):
        archive.check(buffer, model.manifest, "it")


def test_an_archive_that_lacks_a_file_is_refused(model):
    data = archive.build({MANIFEST_NAME: model.manifest_bytes})

    with pytest.raises(IntegrityError, match=f"it lacks {ARTEFACT_NAME}"):
        archive.check(io.BytesIO(data), model.manifest, "it")


def test_reading_checks_every_file(model):
    (model.path / ARTEFACT_NAME).write_bytes(b"other")

    with pytest.raises(IntegrityError, match=ARTEFACT_NAME):
        ModelDirectory.read(model.path)


def test_a_file_that_the_manifest_does_not_describe_is_not_written(model, tmp_path):
    manifest = replace(model.manifest, files={ARTEFACT_NAME: FileDigest.of(b"x")})

    with pytest.raises(IntegrityError):
        directory.write(
            tmp_path / "new", manifest, {ARTEFACT_NAME: b"y"}, check=lambda _: None
        )

    assert not (tmp_path / "new").exists()


def test_a_rename_that_fails_brings_the_old_model_back(model, tmp_path, monkeypatch):
    out = model.path
    rename = type(out).rename

    def fails_for_the_new_one(self, target):
        if self.name == "new":
            raise OSError(28, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(type(out), "rename", fails_for_the_new_one)
    with pytest.raises(PackagingError, match="No space left"):
        directory.write(
            out,
            model.manifest,
            {ARTEFACT_NAME: model.file(ARTEFACT_NAME)},
            check=lambda _: None,
        )

    assert ModelDirectory.read(out).manifest == model.manifest
    assert list(tmp_path.iterdir()) == [out]


def test_a_model_directory_is_for_others_to_read_too(model):
    assert model.path.stat().st_mode & 0o555 == 0o555


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_says_so(model, tmp_path):
    tmp_path.chmod(0o500)

    with pytest.raises(PackagingError, match="cannot be written"):
        directory.write(
            tmp_path / "new",
            model.manifest,
            {ARTEFACT_NAME: model.file(ARTEFACT_NAME)},
            check=lambda _: None,
        )


def test_a_parent_that_is_a_file_says_so(model, tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(PackagingError, match="cannot be written"):
        directory.write(
            tmp_path / "file/new",
            model.manifest,
            {ARTEFACT_NAME: model.file(ARTEFACT_NAME)},
            check=lambda _: None,
        )


def test_text_is_written_whole_or_not_at_all(tmp_path):
    path = tmp_path / "report.html"
    write_text(path, "old")
    write_text(path, "caf\u00e9 \ud800")

    assert path.read_text() == "café ?"
    assert path.stat().st_mode & 0o400
    assert list(tmp_path.iterdir()) == [path]


def test_a_target_is_a_file_in_a_folder(tmp_path):
    check_target(tmp_path / "a")
    for path in (tmp_path / "no/a", tmp_path):
        with pytest.raises(ModelError):
            check_target(path)
