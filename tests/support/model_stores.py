"""Model stores on moto, and small model directories to publish into them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws

from local_aws.patches import s3 as s3_patches
from model import directory
from model.directory import ModelDirectory
from model_store.manifest import ARTEFACT_NAME
from tests.support.packaged import packaged

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

BUCKET = "a-model-store"
REGION = "eu-west-1"


@contextmanager
def bucket_on_moto(*, versioned: bool = True) -> Iterator["S3Client"]:
    """Give an S3 client, and the bucket BUCKET to use it on."""
    s3_patches.apply()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", "testing")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
        patch.setenv("AWS_DEFAULT_REGION", REGION)
        for name in ("AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_SESSION_TOKEN"):
            patch.delenv(name, raising=False)
        with mock_aws():
            s3 = boto3.client("s3", region_name=REGION)
            s3.create_bucket(
                Bucket=BUCKET,
                CreateBucketConfiguration={"LocationConstraint": REGION},
            )
            if versioned:
                s3.put_bucket_versioning(
                    Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"}
                )
            yield s3


def model_directory(out: Path, label: str, *, name: str = "tiny") -> ModelDirectory:
    """Write a model directory whose content, and so version, is the label's.

    Nothing in it can predict: a store neither loads nor runs models.
    """
    model = packaged(label, instances=["an instance"], predictions=[label], name=name)
    directory.write(
        out, model.manifest, {ARTEFACT_NAME: model.artefact}, check=lambda _: None
    )
    return ModelDirectory.read(out)
