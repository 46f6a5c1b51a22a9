"""What an endpoint stands on: images of the prediction code, a store with models."""

import itertools
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import boto3
from sklearn.dummy import DummyClassifier
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.pipeline import make_pipeline

from local_aws.images import push_process_image
from local_aws.state import LocalAws
from model import directory
from model.directory import ModelDirectory
from model.publish import publish
from model.store import ModelStore
from model_store.manifest import ARTEFACT_NAME, Manifest
from tests.support.packaged import packaged

REPO = Path(__file__).parents[2]
REGION = "eu-west-1"
BUCKET = "inferway-test-models"
KEY_ALIAS = "alias/inferway-test-models"
REPOSITORY = "tests/prediction"
LABELS = ("first", "second")


@dataclass(frozen=True, kw_only=True)
class Ground:
    """What is there.

    Attributes:
        images: Digests of two images of the same code, tagged 1 and 2.
        models: Manifests of two published models, each answers its LABELS entry
            to every text; the first one is live.

    """

    images: tuple[str, str]
    models: tuple[Manifest, Manifest]


@contextmanager
def serving_ground(local: LocalAws, folder: Path) -> Iterator[Ground]:
    """Make it with boto3's default session, in REGION, and take it away again."""
    kms, s3, ecr = (boto3.client(name) for name in ("kms", "s3", "ecr"))
    key = kms.create_key(Description="Models of tests.")["KeyMetadata"]["Arn"]
    kms.create_alias(AliasName=KEY_ALIAS, TargetKeyId=key)
    s3.create_bucket(
        Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION}
    )
    s3.put_bucket_versioning(
        Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"}
    )
    s3.put_bucket_encryption(
        Bucket=BUCKET,
        ServerSideEncryptionConfiguration={
            "Rules": [
                {
                    "ApplyServerSideEncryptionByDefault": {
                        "SSEAlgorithm": "aws:kms",
                        "KMSMasterKeyID": key,
                    }
                }
            ]
        },
    )
    ecr.create_repository(repositoryName=REPOSITORY)
    try:
        store = ModelStore(s3, BUCKET)
        first, second = (publish_model(store, folder, label) for label in LABELS)
        store.promote(first.name, first.version)
        yield Ground(
            images=(push(local, folder, "1"), push(local, folder, "2")),
            models=(first, second),
        )
    finally:
        ecr.delete_repository(repositoryName=REPOSITORY, force=True)
        boto3.resource("s3").Bucket(BUCKET).object_versions.delete()
        s3.delete_bucket(Bucket=BUCKET)
        kms.delete_alias(AliasName=KEY_ALIAS)
        # moto takes no ARN here.
        kms.schedule_key_deletion(KeyId=key.rpartition("/")[2], PendingWindowInDays=7)


def push(local: LocalAws, folder: Path, tag: str) -> str:
    """Push the prediction code; another tag has another digest."""
    lock = folder / f"lock-{tag}.txt"
    shutil.copyfile(REPO / "requirements/prediction.txt", lock)
    with lock.open("a") as end:
        end.write(f"# {tag}\n")
    return push_process_image(
        local,
        repository=REPOSITORY,
        tag=tag,
        dockerfile=REPO / "lambdas/prediction/Dockerfile",
        sources=[REPO / "lambdas/common/src", REPO / "lambdas/prediction/src"],
        lock=lock,
        region=REGION,
    )


def publish_model(store: ModelStore, folder: Path, label: str) -> Manifest:
    """Publish a model that answers every text with the label."""
    texts = ["one text", "another text"]
    estimator = make_pipeline(
        CountVectorizer(), DummyClassifier(strategy="constant", constant=label)
    ).fit(texts, [label, "other"])
    # The vectoriser keeps an address of memory: nothing that a test compares.
    model = packaged(
        estimator, instances=texts, predictions=[label, label], name="constant"
    )
    out = next(folder / f"{label}-{n}" for n in itertools.count())
    directory.write(
        out, model.manifest, {ARTEFACT_NAME: model.artefact}, check=lambda _: None
    )
    publish(out, store)
    return ModelDirectory.read(out).manifest
