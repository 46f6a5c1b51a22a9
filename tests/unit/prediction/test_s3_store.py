"""The model store in S3, on an S3 in process."""

import io
from dataclasses import replace

import boto3
import botocore.session
import pytest
from botocore.exceptions import ReadTimeoutError
from botocore.response import StreamingBody
from botocore.stub import Stubber

from model_store.errors import FormatError, IntegrityError
from prediction import s3_store
from prediction.ports import NothingPublishedError, StoreUnavailableError
from prediction.s3_store import CLIENT_CONFIG, S3ModelStore
from prediction.settings import StoreSettings


def reader(store):
    s3 = botocore.session.Session().create_client(
        "s3", region_name="eu-west-1", config=CLIENT_CONFIG
    )
    return S3ModelStore(s3, bucket=store.bucket, pointer_key=store.pointer_key)


def test_the_pointer_is_read_once_for_each_of_its_versions(store):
    store.write_pointer(b"one")
    data, etag = reader(store).pointer(unless_etag=None)
    assert data == b"one"
    assert reader(store).pointer(unless_etag=etag) is None

    store.write_pointer(b"two")
    assert reader(store).pointer(unless_etag=etag)[0] == b"two"


def test_a_missing_pointer_and_a_missing_bucket_are_unavailable(store):
    with pytest.raises(NothingPublishedError, match=r"no live\.json in bucket models"):
        reader(store).pointer(unless_etag=None)
    store.bucket = "another-bucket"
    with pytest.raises(StoreUnavailableError, match="another-bucket") as missing:
        reader(store).pointer(unless_etag=None)
    assert not isinstance(missing.value, NothingPublishedError)


def test_an_endless_pointer_is_refused(store):
    store.write_pointer(b" " * (1024 * 1024 + 1))

    with pytest.raises(FormatError, match="more than 1048576 bytes"):
        reader(store).pointer(unless_etag=None)


def test_the_pinned_version_is_read_whatever_came_after(store):
    pinned = store.put("models/a", b"one")
    store.put("models/a", b"two, and longer")
    store.s3.delete_object(Bucket=store.bucket, Key="models/a")

    assert reader(store).read(pinned) == b"one"


@pytest.mark.parametrize("size", [0, 1, 9, 10, 11, 20, 35])
def test_objects_of_several_parts(store, monkeypatch, size):
    monkeypatch.setattr(s3_store, "_PART_BYTES", 10)
    data = bytes(range(size))

    assert reader(store).read(store.put("models/a", data)) == data


@pytest.mark.parametrize(("there", "pinned"), [(3, 10), (0, 10), (10, 3), (25, 21)])
def test_an_object_of_another_size_is_refused(store, monkeypatch, there, pinned):
    monkeypatch.setattr(s3_store, "_PART_BYTES", 10)
    found = replace(store.put("models/a", b"a" * there), size=pinned)

    with pytest.raises(IntegrityError, match="models/a"):
        reader(store).read(found)


@pytest.mark.parametrize("change", [{"key": "models/b"}, {"version_id": "0" * 32}])
def test_an_object_that_is_gone_is_unavailable(store, change):
    pinned = replace(store.put("models/a", b"one"), **change)

    with pytest.raises(StoreUnavailableError, match="cannot read models/"):
        reader(store).read(pinned)


class BrokenBody(io.BytesIO):
    """A body whose connection died while the environment was frozen."""

    def read(self, *_):
        raise ReadTimeoutError(endpoint_url="s3")


@pytest.fixture
def stubbed(aws):
    s3 = boto3.client("s3", region_name="eu-west-1", config=CLIENT_CONFIG)
    with Stubber(s3) as stub:
        yield stub, S3ModelStore(s3, bucket="models", pointer_key="live.json")


def part(body):
    return {"ContentRange": "bytes 0-2/3", "Body": body}


def test_a_part_that_breaks_off_is_read_again(stubbed, store):
    stub, reader = stubbed
    pinned = store.put("models/a", b"one")
    for body in (
        BrokenBody(),
        StreamingBody(io.BytesIO(b"on"), 3),
        StreamingBody(io.BytesIO(b"one"), 3),
    ):
        stub.add_response("get_object", part(body))

    assert reader.read(pinned) == b"one"


def test_a_part_that_keeps_breaking_off_is_unavailable(stubbed, store):
    stub, reader = stubbed
    pinned = store.put("models/a", b"one")
    for _ in range(3):
        stub.add_response("get_object", part(BrokenBody()))

    with pytest.raises(StoreUnavailableError, match="Read timeout"):
        reader.read(pinned)


def test_time_outs_stay_inside_the_gateways():
    """Three objects, each tried as often as it can be, before 29 s are over."""
    tries = CLIENT_CONFIG.retries["total_max_attempts"]
    longest = tries * (CLIENT_CONFIG.connect_timeout + CLIENT_CONFIG.read_timeout)

    assert longest < 29


def test_the_client_of_the_fronts_has_no_more_patience_than_a_request(monkeypatch):
    """The gateway gives up after 29 s; botocore by itself waits five minutes."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    settings = StoreSettings(
        region="eu-west-1",
        bucket="models",
        pointer_key="live.json",
        refresh_seconds=60,
    )

    used = S3ModelStore.connect(settings)._s3.meta.config  # noqa: SLF001 - it hides it

    attempts = used.retries["total_max_attempts"]
    assert attempts * (used.connect_timeout + used.read_timeout) < 29
    assert used.region_name == "eu-west-1"
