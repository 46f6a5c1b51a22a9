"""What a model store says is to answer."""

import pytest

from model.publish import publish
from model.store import ModelStore
from smoke.found import NoModel
from smoke.models import Models
from smoke.wanted import ModelName
from tests.support.model_stores import BUCKET, bucket_on_moto, model_directory


@pytest.fixture
def s3():
    with bucket_on_moto() as client:
        yield client


@pytest.fixture
def store(s3):
    return ModelStore(s3, BUCKET)


@pytest.fixture
def models(store):
    return Models(store)


@pytest.fixture
def name(store, tmp_path):
    done = publish(model_directory(tmp_path / "a", "a").path, store)
    return ModelName(name=done.name, version=done.version)


def test_the_live_model_with_its_golden_instances(models, store, name):
    store.promote(name.name, name.version)

    found = models.live()

    assert found.model == name
    assert found.golden.instances == ("an instance",)
    assert found.exact is False


def test_the_manifest_that_was_promoted_whatever_came_after(models, store, s3, name):
    key = store.promote(name.name, name.version).live.manifest.key
    s3.put_object(Bucket=BUCKET, Key=key, Body=b"{}")

    assert models.live().model == name


def test_a_published_model_by_its_version(models, name):
    assert models.pinned(name).model == name


def test_nothing_published_says_what_to_do(models):
    found = models.live()

    assert isinstance(found, NoModel)
    assert f"inferway publish MODEL_DIR --promote --bucket {BUCKET}" in found.reason


def test_a_pointer_that_cannot_be_read(models, s3):
    s3.put_object(Bucket=BUCKET, Key="live.json", Body=b"{}")

    assert "live.json has no 'schema'" in models.live().reason


def test_a_pointer_to_what_is_gone(models, store, s3, name):
    live = store.promote(name.name, name.version).live
    s3.delete_object(
        Bucket=BUCKET, Key=live.manifest.key, VersionId=live.manifest.version_id
    )

    assert "is gone" in models.live().reason


def test_a_manifest_that_is_not_the_pinned_one(models, store, s3, name):
    sha256 = store.promote(name.name, name.version).live.manifest.sha256
    pointer = s3.get_object(Bucket=BUCKET, Key="live.json")["Body"].read()
    other = pointer.replace(sha256.encode(), b"0" * 64)
    s3.put_object(Bucket=BUCKET, Key="live.json", Body=other)

    assert "pinned is " + "0" * 64 in models.live().reason


def test_a_pinned_version_that_was_never_published(models):
    found = models.pinned(ModelName(name="tiny", version="0" * 16))

    assert found == NoModel(
        wanted="tiny 0000000000000000", reason=f"{BUCKET} has no such version"
    )
