"""The prediction image itself: pinned by ModelDataUrl, and following the pointer."""

import hashlib
import json
import uuid
from pathlib import Path

import pytest

from local_aws.images import push_process_image
from tests.support.corpus import text_model
from tests.support.packaged import Store
from tests.support.sagemaker_world import POLICY, World, archive
from tests.support.served import REGION, wait_until

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
            "s3:PutObject",
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


def test_a_transform_job_answers_line_by_line(prediction):
    model = text_model()
    manifest = model.manifest.to_json()
    members = {"manifest.json": manifest, "model.pkl": model.artefact}
    texts = ["good", "bad", "fine", "poor"] * 5
    bucket = prediction.bucket(
        **{
            "model.tar.gz": archive(**members),
            "in/texts.jsonl": "".join(f"{json.dumps(text)}\n" for text in texts),
        }
    )
    api = prediction.served.client("sagemaker")
    name = f"prediction-{uuid.uuid4().hex[:8]}"
    api.create_model(
        ModelName=name,
        ExecutionRoleArn=prediction.role,
        PrimaryContainer={
            "Image": prediction.image_uri,
            "ModelDataUrl": f"s3://{bucket}/model.tar.gz",
            "Environment": {
                "MODEL_MANIFEST_SHA256": hashlib.sha256(manifest).hexdigest(),
                "SAGEMAKER_MODEL_SERVER_WORKERS": "1",
            },
        },
    )
    source = {"S3DataType": "S3Prefix", "S3Uri": f"s3://{bucket}/in/"}
    api.create_transform_job(
        TransformJobName=name,
        ModelName=name,
        BatchStrategy="MultiRecord",
        TransformInput={
            "DataSource": {"S3DataSource": source},
            "ContentType": "application/jsonlines",
            "SplitType": "Line",
        },
        TransformOutput={
            "S3OutputPath": f"s3://{bucket}/out/",
            "Accept": "application/jsonlines",
        },
        TransformResources={"InstanceType": "ml.m5.large", "InstanceCount": 1},
    )

    def over():
        job = api.describe_transform_job(TransformJobName=name)
        return job if job["TransformJobStatus"] != "InProgress" else None

    job = wait_until(over, 60)

    assert job["TransformJobStatus"] == "Completed", job
    s3 = prediction.served.client("s3")
    output = s3.get_object(Bucket=bucket, Key="out/texts.jsonl.out")["Body"].read()
    answers = [json.loads(line) for line in output.splitlines()]
    assert answers == ["pos", "neg", "pos", "neg"] * 5
