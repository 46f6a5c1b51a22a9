"""One model, one image, four ways to be served: the answers are the same."""

import json
import time
import uuid
from collections.abc import Sequence
from typing import Any

import joblib
import pytest
from sklearn.datasets import load_iris
from sklearn.ensemble import RandomForestClassifier

from tests.support.deployment import Deployment, batches, eventually
from tests.support.models import promote, publish
from tests.support.one_endpoint import Asked, OneEndpoint, one_endpoint

# Far below what any path takes at once: 250 posts have half a megabyte.
BATCH = 250
# A transform job sends records together up to this many megabytes.
PAYLOAD_MB = 2

# Twice staging's refresh time, and loading on a machine that is busy.
FOLLOWED_SECONDS = 60


class Paths:
    """Each way from instances to predictions."""

    def __init__(
        self, deployment: Deployment, provisioned: OneEndpoint, key: str
    ) -> None:
        """Take the environment, the endpoint beside it, and a client's key."""
        self.deployment = deployment
        self.asked = Asked(deployment)
        self.key = key
        outputs = provisioned.outputs
        self.provisioned = outputs["endpoint_name"]
        self.bucket = outputs["exchange_bucket"]
        [served] = deployment.outputs["served"]["endpoints"].values()
        self.serverless = served["endpoint_name"]

    def by_lambda(self, instances: Sequence[Any]) -> list[Any]:
        found: list[Any] = []
        for batch in batches(instances, BATCH):
            answer = self.deployment.predict(list(batch), key=self.key)
            assert answer.status == 200, answer.body
            found += answer.body
        return found

    def by_endpoint(self, name: str, instances: Sequence[Any]) -> list[Any]:
        found: list[Any] = []
        for batch in batches(instances, BATCH):
            found += self.asked.predict(name, batch)["predictions"]
        return found

    def by_batch(self, instances: Sequence[Any]) -> list[Any]:
        """Run a transform job on two instances, with the endpoint's own model."""
        s3 = self.deployment.client("s3")
        job = f"paths-{uuid.uuid4().hex[:12]}"
        # One file an instance of the job.
        half = len(instances) // 2 or 1
        for part, some in enumerate(batches(instances, half)):
            lines = "".join(json.dumps(one) + "\n" for one in some)
            s3.put_object(
                Bucket=self.bucket, Key=f"{job}/in/{part}.jsonl", Body=lines.encode()
            )
        self.asked.control.create_transform_job(
            TransformJobName=job,
            ModelName=self.model_resource(),
            BatchStrategy="MultiRecord",
            MaxPayloadInMB=PAYLOAD_MB,
            TransformInput={
                "ContentType": "application/jsonlines",
                "SplitType": "Line",
                "DataSource": {
                    "S3DataSource": {
                        "S3DataType": "S3Prefix",
                        "S3Uri": f"s3://{self.bucket}/{job}/in/",
                    }
                },
            },
            TransformOutput={
                "Accept": "application/jsonlines",
                # Not "Line": the container ends each line itself.
                "AssembleWith": "None",
                "S3OutputPath": f"s3://{self.bucket}/{job}/out",
            },
            TransformResources={"InstanceType": "ml.m5.large", "InstanceCount": 2},
        )
        eventually(lambda: self.ended(job), within_seconds=120, every_seconds=0.5)
        found: list[Any] = []
        for part, _ in enumerate(batches(instances, half)):
            key = f"{job}/out/{part}.jsonl.out"
            body = s3.get_object(Bucket=self.bucket, Key=key)["Body"].read()
            found += [json.loads(line) for line in body.splitlines()]
        return found

    def ended(self, job: str) -> bool:
        found = self.asked.control.describe_transform_job(TransformJobName=job)
        status = found["TransformJobStatus"]
        assert status in {"InProgress", "Completed"}, found.get("FailureReason")
        return status == "Completed"

    def model_resource(self) -> str:
        endpoint = self.asked.control.describe_endpoint(EndpointName=self.provisioned)
        config = self.asked.control.describe_endpoint_config(
            EndpointConfigName=endpoint["EndpointConfigName"]
        )
        return config["ProductionVariants"][0]["ModelName"]

    def wait_for(self, version: str, instances: Sequence[Any]) -> None:
        """Wait until every front serves this version."""
        until = time.monotonic() + FOLLOWED_SECONDS
        for ask in (
            lambda: self.deployment.predict(
                {"instances": list(instances)}, key=self.key
            ).body.get("model", {}),
            lambda: self.asked.predict(self.serverless, instances)["model"],
            lambda: self.asked.predict(self.provisioned, instances)["model"],
        ):
            eventually(
                lambda ask=ask: ask_safely(ask) == version,
                within_seconds=until - time.monotonic(),
            )


def ask_safely(ask: Any) -> str | None:
    """Return the version that answers; None while instances do not fit it."""
    try:
        return ask().get("version")
    except Exception as error:
        if "ModelError" in type(error).__name__:
            return None
        raise


@pytest.fixture(scope="module")
def paths(deployment: Deployment, tmp_path_factory):
    with (
        one_endpoint(
            deployment,
            tmp_path_factory.mktemp("paths"),
            "inferway-paths",
            kind="provisioned",
            instances={"type": "ml.m5.large"},
        ) as provisioned,
        deployment.client_key("paths") as key,
    ):
        yield Paths(deployment, provisioned, key)


def test_every_test_instance_gets_the_same_label_on_every_path(paths: Paths, evaluated):
    instances = [row["instance"] for row in evaluated.rows]
    expected = [row["prediction"] for row in evaluated.rows]
    if paths.deployment.demo["model"]["name"] == "newsgroups":
        assert len(instances) == 7532
    paths.wait_for(paths.deployment.demo["model"]["version"], instances[:1])

    assert paths.by_lambda(instances) == expected
    assert paths.by_endpoint(paths.serverless, instances) == expected
    assert paths.by_endpoint(paths.provisioned, instances) == expected
    assert paths.by_batch(instances) == expected


def test_a_table_gets_the_same_predictions_on_every_path(
    paths: Paths, tmp_path, the_demo_model_stays_live
):
    deployment = paths.deployment
    data = load_iris(as_frame=True)
    forest = RandomForestClassifier(n_estimators=5, random_state=0)
    forest.fit(data.data, data.target_names[data.target])
    joblib.dump(forest, tmp_path / "model.joblib")
    rows = data.data.to_dict(orient="records")
    (tmp_path / "examples.json").write_text(json.dumps(rows[::15]))
    deployment.inferway(
        "package",
        tmp_path / "model.joblib",
        *("--name", "iris", "--input", "tabular"),
        *("--examples", tmp_path / "examples.json", "--out", tmp_path / "packaged"),
    )
    model = publish(deployment, tmp_path / "packaged")
    promote(deployment, model)
    deployment.recycle_environments()
    paths.wait_for(model.version, rows[:1])

    expected = forest.predict(data.data).tolist()
    assert paths.by_lambda(rows) == expected
    assert paths.by_endpoint(paths.serverless, rows) == expected
    assert paths.by_endpoint(paths.provisioned, rows) == expected
    assert paths.by_batch(rows) == expected
