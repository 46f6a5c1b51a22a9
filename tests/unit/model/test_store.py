"""The live pointer: what moves it, and what must not."""

import itertools
import json
from dataclasses import replace

import pytest

from model.errors import LostRaceError, ModelError, StoreError
from model.names import object_key
from model.publish import publish
from model.store import ModelStore
from model_store.manifest import ARCHIVE_NAME, ARTEFACT_NAME, MANIFEST_NAME
from model_store.pointer import POINTER_KEY, Pointer
from tests.support.model_stores import BUCKET


@pytest.fixture
def published(store, make_model):
    """Publish three models; return (name, version) of each."""
    models = [make_model(label) for label in "abc"]
    for model in models:
        publish(model.path, store)
    return [(model.manifest.name, model.manifest.version) for model in models]


def pointer_of(s3) -> Pointer:
    return Pointer.parse(s3.get_object(Bucket=BUCKET, Key=POINTER_KEY)["Body"].read())


def live(s3):
    pointer = pointer_of(s3)
    previous = pointer.previous
    return (
        (pointer.live.name, pointer.live.version),
        None if previous is None else (previous.name, previous.version),
    )


def pointer_writes(s3):
    listed = s3.list_object_versions(Bucket=BUCKET, Prefix=POINTER_KEY)
    return len(listed.get("Versions", []))


def test_promote_pins_every_object_by_version_and_sha256(store, s3, published):
    name, version = published[0]

    done = store.promote(name, version)

    assert done.changed
    model = pointer_of(s3).live
    assert model == done.live
    for file, pinned in {
        MANIFEST_NAME: model.manifest,
        ARCHIVE_NAME: model.archive,
        **model.files,
    }.items():
        assert pinned.key == object_key(name, version, file)
        body = s3.get_object(
            Bucket=BUCKET, Key=pinned.key, VersionId=pinned.version_id
        )["Body"].read()
        pinned.digest.check(body, file)
    assert set(model.files) == {ARTEFACT_NAME}


def test_an_object_written_later_does_not_move_the_pin(store, s3, published):
    name, version = published[0]
    store.promote(name, version)
    pinned = pointer_of(s3).live.files[ARTEFACT_NAME]

    s3.put_object(Bucket=BUCKET, Key=pinned.key, Body=b"malicious")

    body = s3.get_object(Bucket=BUCKET, Key=pinned.key, VersionId=pinned.version_id)
    pinned.digest.check(body["Body"].read(), "what is pinned")


def test_promote_remembers_what_was_live_before(store, s3, published):
    for name, version in published[:2]:
        store.promote(name, version)

    assert live(s3) == (published[1], published[0])


def test_promoting_what_is_live_changes_nothing(store, s3, published):
    store.promote(*published[0])
    store.promote(*published[1])
    before = pointer_writes(s3)

    done = store.promote(*published[1])

    assert not done.changed
    assert pointer_writes(s3) == before
    assert live(s3) == (published[1], published[0])


def test_roll_back_swaps_live_and_previous_and_back(store, s3, published):
    store.promote(*published[0])
    store.promote(*published[1])

    store.rollback()
    assert live(s3) == (published[0], published[1])
    store.rollback()
    assert live(s3) == (published[1], published[0])


def test_roll_back_pins_what_was_pinned_before(store, s3, published):
    first = store.promote(*published[0]).live
    store.promote(*published[1])

    again = store.rollback().live

    assert again.promoted_at > first.promoted_at
    assert replace(again, promoted_at=first.promoted_at) == first


def test_roll_back_needs_something_to_go_back_to(store, published):
    with pytest.raises(StoreError, match="nothing is live"):
        store.rollback()
    store.promote(*published[0])
    with pytest.raises(StoreError, match="there is none to go back to"):
        store.rollback()


def test_roll_back_refuses_a_model_that_is_gone(store, s3, published):
    first = store.promote(*published[0]).live
    store.promote(*published[1])
    artefact = first.files[ARTEFACT_NAME]
    s3.delete_object(Bucket=BUCKET, Key=artefact.key, VersionId=artefact.version_id)

    with pytest.raises(StoreError, match=f"{ARTEFACT_NAME}.* is gone"):
        store.rollback()

    assert live(s3) == (published[1], published[0])


@pytest.mark.parametrize("file", [ARTEFACT_NAME, ARCHIVE_NAME, MANIFEST_NAME])
def test_a_version_that_lacks_an_object_is_not_promoted(store, s3, published, file):
    name, version = published[0]
    s3.delete_object(Bucket=BUCKET, Key=object_key(name, version, file))

    with pytest.raises(StoreError):
        store.promote(name, version)

    assert pointer_writes(s3) == 0


@pytest.mark.parametrize("file", [ARTEFACT_NAME, ARCHIVE_NAME, MANIFEST_NAME])
def test_a_version_with_changed_bytes_is_not_promoted(store, s3, published, file):
    name, version = published[0]
    key = object_key(name, version, file)
    data = bytearray(s3.get_object(Bucket=BUCKET, Key=key)["Body"].read())
    data[len(data) // 2] ^= 0xFF
    s3.put_object(Bucket=BUCKET, Key=key, Body=bytes(data), ChecksumAlgorithm="SHA256")

    with pytest.raises(StoreError):
        store.promote(name, version)

    assert pointer_writes(s3) == 0


def test_a_manifest_moved_under_another_version_is_not_promoted(store, s3, published):
    (name, version), (_, other), _ = published
    for file in (ARTEFACT_NAME, ARCHIVE_NAME, MANIFEST_NAME):
        s3.copy_object(
            Bucket=BUCKET,
            Key=object_key(name, version, file),
            CopySource={"Bucket": BUCKET, "Key": object_key(name, other, file)},
        )

    with pytest.raises(StoreError, match=f"describes {name} {other}"):
        store.promote(name, version)


def test_an_artefact_stored_without_a_checksum_is_not_promoted(store, s3, published):
    name, version = published[0]
    key = object_key(name, version, ARTEFACT_NAME)
    data = s3.get_object(Bucket=BUCKET, Key=key)["Body"].read()
    s3.put_object(Bucket=BUCKET, Key=key, Body=data, ChecksumAlgorithm="CRC32")

    with pytest.raises(StoreError, match="keeps no SHA-256"):
        store.promote(name, version)


@pytest.mark.parametrize(
    ("name", "version", "says"),
    [
        ("tiny", "0" * 16, "has no version"),
        ("../tiny", "0" * 16, "no model name"),
        ("tiny", "latest", "no model version"),
    ],
)
def test_what_is_not_published_is_not_promoted(store, published, name, version, says):
    with pytest.raises(ModelError, match=says):
        store.promote(name, version)


class Meddler:
    """A second person, who acts between this one's look and this one's write."""

    def __init__(self, monkeypatch, store, act) -> None:
        write = store.bucket.write

        def meddled(*arguments, **options):
            monkeypatch.setattr(store.bucket, "write", write)
            act()
            return write(*arguments, **options)

        monkeypatch.setattr(store.bucket, "write", meddled)


@pytest.mark.parametrize("first_ever", [True, False])
def test_a_promote_that_lost_the_race_says_so_and_changes_nothing(
    store, s3, published, monkeypatch, first_ever
):
    if not first_ever:
        store.promote(*published[2])
    other = ModelStore(s3, BUCKET)
    Meddler(monkeypatch, store, lambda: other.promote(*published[1]))

    with pytest.raises(LostRaceError, match=f"{published[1][1]} is live now"):
        store.promote(*published[0])

    assert live(s3)[0] == published[1]


def test_a_roll_back_that_lost_the_race_does_not_undo_the_winner(
    store, s3, published, monkeypatch
):
    store.promote(*published[0])
    store.promote(*published[1])
    other = ModelStore(s3, BUCKET)
    Meddler(monkeypatch, store, lambda: other.promote(*published[2]))

    with pytest.raises(LostRaceError):
        store.rollback()

    assert live(s3) == (published[2], published[1])


def test_a_pointer_that_was_deleted_meanwhile_is_a_lost_race(
    store, s3, published, monkeypatch
):
    store.promote(*published[0])
    Meddler(
        monkeypatch, store, lambda: s3.delete_object(Bucket=BUCKET, Key=POINTER_KEY)
    )

    with pytest.raises(LostRaceError, match="nothing is live now"):
        store.promote(*published[1])


def test_a_write_that_arrived_although_its_answer_was_lost_is_done(
    store, s3, published, monkeypatch
):
    write = store.bucket.write

    def answer_lost(*arguments, **options):
        write(*arguments, **options)
        # What botocore's own retry then gets.
        return write(*arguments, **options)

    store.promote(*published[0])
    monkeypatch.setattr(store.bucket, "write", answer_lost)

    assert store.promote(*published[1]).changed
    assert live(s3) == (published[1], published[0])


def test_a_pointer_that_nobody_can_read_is_not_overwritten(store, s3, published):
    s3.put_object(Bucket=BUCKET, Key=POINTER_KEY, Body=json.dumps({"schema": 9}))

    with pytest.raises(StoreError, match="restore an older S3 version"):
        store.promote(*published[0])


def test_history_tells_what_was_live_and_when(store, published):
    a, b, _ = published
    store.promote(*a)
    store.promote(*b)
    store.rollback()

    periods = list(store.history())

    assert [(one.name, one.version) for one in periods] == [a, b, a]
    assert periods[0].until is None
    for newer, older in itertools.pairwise(periods):
        assert older.until == newer.since
        assert older.since < newer.since


def test_versions_are_marked_and_measured(store, s3, published, make_model):
    store.promote(*published[0])
    store.promote(*published[1])

    marks = {(one.name, one.version): one.mark for one in store.versions()}

    assert marks == {
        published[0]: "previous",
        published[1]: "live",
        published[2]: None,
    }
    model = make_model("a")
    (listed,) = [v for v in store.versions("tiny") if v.version == published[0][1]]
    assert listed.size == model.manifest.files[ARTEFACT_NAME].size
    assert store.versions("other") == []


def test_a_manifest_that_nobody_can_read_is_listed_with_its_problem(
    store, s3, published
):
    name, version = published[0]
    s3.put_object(
        Bucket=BUCKET, Key=object_key(name, version, MANIFEST_NAME), Body=b"{"
    )

    problems = {one.version: one.problem for one in store.versions()}

    assert "is not JSON" in problems[version]
    assert [p for v, p in problems.items() if v != version] == [None, None]


def test_promoting_what_is_live_mends_pins_that_are_not_the_stores(
    store, s3, published
):
    (name, version), other = published[1], published[0]
    store.promote(*other)
    store.promote(name, version)
    good = pointer_of(s3)
    pinned = good.live.files[ARTEFACT_NAME]
    bad = replace(
        good,
        live=replace(
            good.live, files={ARTEFACT_NAME: replace(pinned, sha256="0" * 64)}
        ),
    )
    s3.put_object(Bucket=BUCKET, Key=POINTER_KEY, Body=bad.to_json())

    done = store.promote(name, version)

    assert done.changed
    assert pointer_of(s3).live.files == good.live.files
    assert live(s3) == ((name, version), other)
