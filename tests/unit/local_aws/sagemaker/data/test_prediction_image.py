"""The prediction image itself: pinned by ModelDataUrl, and following the pointer."""

import hashlib
import uuid
from pathlib import Path

import pytest

from local_aws.images import push_process_image
from tests.support.corpus import text_model
from tests.support.packaged import Store
from tests.support.sagemaker_world import POLICY, World, archive
from tests.support.served import REGION

ROOT = Path(__file__).parents[5]
MODELS = ("s3:GetObject", "s3:GetObjectVersion", "s3:ListBucket")


@pytest.fixture
def prediction(served_sagemaker):
    served = served_sagemaker
    digest = push_process_image(
        served.local,
        repository=served.repository,
        dockerfile=ROOT / "lambdas/prediction/Dockerfile",
        sources=[ROOT / "lambdas/common/src", ROOT / "lambdas/prediction/src"],
        lock=ROOT / "requirements/prediction.txt",
        region=REGION,
    )
    registry = f"{served.local.account_id}.dkr.ecr.{REGION}.amazonaws.com"
    world = World(
        served=served,
        image_uri=f"{registry}/{served.repository}@{digest}",
        role=served.role(
            f"prediction-{uuid.uuid4().hex[:8]}",
            *POLICY,
            *MODELS,
            service="sagemaker.amazonaws.com",
        ),
    )
    yield world
    world.clean()


def test_a_pinned_model_answers(prediction):
    model = text_model()
    manifest = model.manifest.to_json()
    members = {"manifest.json": manifest, "model.pkl": model.artefact}
    bucket = prediction.bucket(**{"model.tar.gz": archive(**members)})
    name = prediction.deploy(
        prediction.serverless(
            of={
                "model_data_url": f"s3://{bucket}/model.tar.gz",
                "environment": {
                    "MODEL_MANIFEST_SHA256": hashlib.sha256(manifest).hexdigest(),
                    "SAGEMAKER_MODEL_SERVER_WORKERS": "1",
                },
            }
        )
    )

    answer = prediction.invoke(name, ["a good one"], ContentType="application/json")

    assert answer == ["pos"]


def test_the_live_model_answers_with_the_container_s_own_credentials(prediction):
    bucket = prediction.bucket()
    s3 = prediction.served.client("s3")
    s3.put_bucket_versioning(
        Bucket=bucket, VersioningConfiguration={"Status": "Enabled"}
    )
    Store(s3, bucket, "live.json").promote(text_model())
    name = prediction.deploy(
        prediction.variant(
            of={
                "environment": {
                    "AWS_REGION": REGION,
                    "MODEL_BUCKET": bucket,
                    "MODEL_POINTER_KEY": "live.json",
                    "MODEL_REFRESH_SECONDS": "60",
                    "SAGEMAKER_MODEL_SERVER_WORKERS": "1",
                },
            }
        )
    )

    answer = prediction.invoke(name, ["a bad one"], ContentType="application/json")

    assert answer == ["neg"]
