"""A store, and models to put into it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from model.directory import ModelDirectory
from model.store import ModelStore
from tests.support.model_stores import BUCKET, bucket_on_moto, model_directory

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


@pytest.fixture
def s3() -> Iterator["S3Client"]:
    with bucket_on_moto() as client:
        yield client


@pytest.fixture
def store(s3: "S3Client") -> ModelStore:
    return ModelStore(s3, BUCKET, now=Clock())


@pytest.fixture
def make_model(tmp_path: Path) -> Callable[[str], ModelDirectory]:
    def make(label: str) -> ModelDirectory:
        return model_directory(tmp_path / f"model-{label}", label)

    return make


class Clock:
    """Tells a minute more each time."""

    def __init__(self) -> None:
        self._now = datetime(2030, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        self._now += timedelta(minutes=1)
        return self._now
