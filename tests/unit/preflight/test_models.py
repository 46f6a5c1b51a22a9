"""Whether the second Region has what is live in the first."""

import pytest

from model.publish import publish
from model.store import ModelStore
from preflight.aws.models import find_live
from preflight.checks import models
from preflight.facts import Live
from preflight.findings import CannotLookError
from tests.support.model_stores import BUCKET, bucket_on_moto, model_directory

NEW = Live(name="m", version="2", since="2026-11-22T00:00:00Z")
OLD = Live(name="m", version="1", since="2026-11-21T00:00:00Z")


@pytest.mark.parametrize(
    ("first", "second", "gone", "expected", "said"),
    [
        (None, None, None, "ok", "Nothing is live"),
        (NEW, NEW, None, "ok", "m 2 is live in both"),
        (NEW, None, None, "warning", "it is nothing"),
        (NEW, OLD, None, "warning", "it is m 1"),
        (NEW, NEW, "model.pkl is gone", "warning", "model.pkl is gone"),
    ],
)
def test_the_second_region_keeps_up(first, second, gone, expected, said):
    found = models.judge(first, second, gone)

    assert found.status == expected
    assert said in found.found


@pytest.fixture
def s3():
    with bucket_on_moto() as client:
        yield client


def test_what_is_live_and_whether_it_is_whole(s3, tmp_path):
    assert find_live(s3, BUCKET) == (None, None)

    store = ModelStore(s3, BUCKET)
    done = publish(model_directory(tmp_path / "a", "a").path, store)
    model = store.promote(done.name, done.version).live
    live, gone = find_live(s3, BUCKET)
    assert live == Live(name="tiny", version=done.version, since=model.promoted_at)
    assert gone is None

    pinned = model.archive
    s3.delete_object(Bucket=BUCKET, Key=pinned.key, VersionId=pinned.version_id)
    live, gone = find_live(s3, BUCKET)
    assert live is not None
    assert gone is not None
    assert pinned.key in gone


def test_a_store_that_is_not_there_is_told(s3):
    with pytest.raises(CannotLookError, match="no-such-bucket"):
        find_live(s3, "no-such-bucket")
