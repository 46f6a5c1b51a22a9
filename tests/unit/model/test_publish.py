"""What publishing writes, and what it leaves alone."""

import base64
import hashlib
from dataclasses import replace

import pytest
from botocore.exceptions import EndpointConnectionError

from model import directory
from model.errors import PackagingError, StoreError, UnavailableError
from model.names import object_key
from model.publish import publish
from model.store import ModelStore
from model_store.errors import IntegrityError
from model_store.manifest import ARCHIVE_NAME, ARTEFACT_NAME, MANIFEST_NAME
from tests.support.model_stores import BUCKET, bucket_on_moto, model_directory

ALL = (ARTEFACT_NAME, ARCHIVE_NAME, MANIFEST_NAME)


def keys_and_versions(s3):
    listed = s3.list_object_versions(Bucket=BUCKET).get("Versions", [])
    return {(one["Key"], one["VersionId"]) for one in listed}


def key_of(model, name):
    return object_key(model.manifest.name, model.manifest.version, name)


def test_every_file_is_stored_under_its_checksum_and_the_manifest_last(
    store, s3, make_model
):
    model = make_model("a")

    done = publish(model.path, store)

    assert (done.name, done.version) == (model.manifest.name, model.manifest.version)
    assert done.uploaded == ALL
    for name in ALL:
        data = (model.path / name).read_bytes()
        head = s3.head_object(
            Bucket=BUCKET, Key=key_of(model, name), ChecksumMode="ENABLED"
        )
        digest = base64.b64encode(hashlib.sha256(data).digest()).decode()
        assert head["ChecksumSHA256"] == digest
        assert head["ContentLength"] == len(data)


def test_publishing_makes_nothing_live(store, s3, make_model):
    publish(make_model("a").path, store)

    assert [one.mark for one in store.versions()] == [None]


def test_publishing_twice_changes_nothing(store, s3, make_model):
    model = make_model("a")
    publish(model.path, store)
    before = keys_and_versions(s3)

    assert publish(model.path, store).uploaded == ()
    assert keys_and_versions(s3) == before


def test_the_same_model_packaged_at_another_time_is_published_already(
    store, s3, make_model, tmp_path
):
    first = make_model("a")
    publish(first.path, store)
    before = keys_and_versions(s3)
    again = repackaged(first, tmp_path / "again", created_at="2031-06-06T00:00:00Z")
    assert again.manifest_bytes != first.manifest_bytes

    assert publish(again.path, store).uploaded == ()
    assert keys_and_versions(s3) == before


@pytest.mark.parametrize("done_before", [0, 1, 2])
def test_what_an_interrupted_publish_left_is_completed(
    store, s3, make_model, tmp_path, done_before
):
    model = make_model("a")
    for name in ALL[:done_before]:
        s3.put_object(
            Bucket=BUCKET,
            Key=key_of(model, name),
            Body=(model.path / name).read_bytes(),
            ChecksumAlgorithm="SHA256",
        )
    assert store.versions() == []
    # Completed on another day, from another packaging of the same model.
    again = repackaged(model, tmp_path / "again", created_at="2031-06-06T00:00:00Z")

    done = publish(again.path, store)

    assert done.uploaded == ALL[done_before:]
    assert store.promote(done.name, done.version).changed


@pytest.mark.parametrize("name", ALL)
def test_other_bytes_under_the_same_version_are_left_alone(store, s3, make_model, name):
    model = make_model("a")
    s3.put_object(
        Bucket=BUCKET,
        Key=key_of(model, name),
        Body=b"something else",
        ChecksumAlgorithm="SHA256",
    )

    with pytest.raises(StoreError, match=f"{name} in {BUCKET} holds other bytes"):
        publish(model.path, store)

    answer = s3.get_object(Bucket=BUCKET, Key=key_of(model, name))
    assert answer["Body"].read() == b"something else"
    assert [one.version for one in store.versions()] == (
        [model.manifest.version] if name == MANIFEST_NAME else []
    )


def test_another_model_in_the_archive_of_the_store_is_seen(store, s3, make_model):
    model, other = make_model("a"), make_model("b")
    s3.put_object(
        Bucket=BUCKET,
        Key=key_of(model, ARCHIVE_NAME),
        Body=(other.path / ARCHIVE_NAME).read_bytes(),
        ChecksumAlgorithm="SHA256",
    )

    with pytest.raises(StoreError, match="holds other bytes"):
        publish(model.path, store)


def test_a_directory_that_was_tampered_with_is_not_published(store, s3, make_model):
    model = make_model("a")
    (model.path / ARTEFACT_NAME).write_bytes(b"not what was packaged")

    with pytest.raises(IntegrityError, match=ARTEFACT_NAME):
        publish(model.path, store)

    assert keys_and_versions(s3) == set()


def test_an_archive_of_another_model_is_not_published(store, s3, make_model):
    model, other = make_model("a"), make_model("b")
    (model.path / ARCHIVE_NAME).write_bytes((other.path / ARCHIVE_NAME).read_bytes())

    with pytest.raises(IntegrityError, match=ARCHIVE_NAME):
        publish(model.path, store)


def test_a_folder_without_a_model_says_what_makes_one(store, tmp_path):
    with pytest.raises(PackagingError, match="inferway package"):
        publish(tmp_path, store)


def test_a_bucket_without_versions_is_refused(make_model):
    with (
        bucket_on_moto(versioned=False) as s3,
        pytest.raises(StoreError, match="keeps no versions"),
    ):
        publish(make_model("a").path, ModelStore(s3, BUCKET))


def test_a_missing_bucket_is_named(s3, make_model):
    with pytest.raises(UnavailableError, match="bucket no-such-bucket does not exist"):
        publish(make_model("a").path, ModelStore(s3, "no-such-bucket"))


def test_two_who_publish_at_the_same_moment_publish_one_version(
    store, s3, make_model, monkeypatch
):
    model = make_model("a")
    find = store.bucket.find
    raced = []

    def find_before_the_other_one(key, version_id=None):
        found = find(key, version_id)
        if not raced:
            raced.append(key)
            publish(model.path, ModelStore(s3, BUCKET))
        return found

    monkeypatch.setattr(store.bucket, "find", find_before_the_other_one)

    assert publish(model.path, store).uploaded == ()
    assert len(keys_and_versions(s3)) == len(ALL)


def test_a_network_that_breaks_leaves_no_version(store, s3, make_model, monkeypatch):
    model = make_model("a")

    def broken(**arguments):
        raise EndpointConnectionError(endpoint_url="https://s3.example")

    put = s3.put_object
    monkeypatch.setattr(
        s3,
        "put_object",
        lambda **arguments: (
            broken() if arguments["Key"].endswith(MANIFEST_NAME) else put(**arguments)
        ),
    )
    with pytest.raises(UnavailableError, match="cannot be reached"):
        publish(model.path, store)
    monkeypatch.undo()

    assert store.versions() == []
    with pytest.raises(StoreError, match="has no version"):
        store.promote(model.manifest.name, model.manifest.version)


def repackaged(model, out, *, created_at):
    """Package the same content at another time."""
    directory.write(
        out,
        replace(model.manifest, created_at=created_at),
        {ARTEFACT_NAME: model.file(ARTEFACT_NAME)},
        check=lambda _: None,
    )
    return directory.ModelDirectory.read(out)


def test_the_fixture_makes_models_that_differ(tmp_path):
    a = model_directory(tmp_path / "a", "a").manifest.version
    assert a != model_directory(tmp_path / "b", "b").manifest.version
