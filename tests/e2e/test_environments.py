"""Staging and production are one product: both apply, settle and go away."""

import json

import pytest
from botocore.exceptions import ClientError

from local_aws.demo.steps import image_variables
from tests.support.deployment import REPO, Answer, Deployment
from tests.support.one_endpoint import Asked
from tests.support.terraform import Root


@pytest.fixture(scope="module")
def production(deployment: Deployment, tmp_path_factory):
    """Apply production beside the demo's staging, and destroy it at the end."""
    root = Root(
        folder=REPO / "envs/production",
        env={
            **deployment.account.env,
            "TF_DATA_DIR": str(tmp_path_factory.mktemp("production")),
        },
    )
    images = image_variables(deployment.image_digests)
    root.run("init", "-lockfile=readonly", "-no-color")
    root.run("apply", "-auto-approve", "-no-color", *images)
    yield root, images
    # Production keeps its models and records; a person who destroys it empties the
    # buckets, and takes the tables' protection away.
    outputs = root.outputs()
    for bucket in ("model_bucket", "inferences_bucket"):
        empty(deployment, outputs[bucket])
    for table in ("records_table", "routing_config_table"):
        deployment.client("dynamodb").update_table(
            TableName=outputs[table], DeletionProtectionEnabled=False
        )
    root.run("destroy", "-auto-approve", "-no-color", *images)
    assert root.run("state", "list") == ""


def empty(deployment: Deployment, bucket: str) -> None:
    """Delete every version of every object."""
    s3 = deployment.client("s3")
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
        for kept in page.get("Versions", []) + page.get("DeleteMarkers", []):
            s3.delete_object(
                Bucket=bucket, Key=kept["Key"], VersionId=kept["VersionId"]
            )


def test_a_second_plan_of_production_is_empty(production):
    root, images = production

    assert root.changes(*images) == []


def test_production_stands_beside_staging(production, deployment: Deployment):
    root, _ = production
    outputs = root.outputs()

    assert set(outputs) == set(deployment.outputs)
    assert outputs["prediction_function_name"].startswith("inferway-production")
    assert outputs["model_bucket"] != deployment.bucket


def test_a_key_of_staging_opens_nothing_in_production(
    production, deployment: Deployment
):
    root, _ = production

    answer = deployment.request(
        url=deployment.local.api_url(root.outputs()["predict_url"]),
        body=b'["text"]',
        headers={"x-api-key": deployment.demo["api_key"]},
    )

    assert answer.status == 403


@pytest.fixture
def steady(production) -> str:
    root, _ = production
    return root.outputs()["served"]["endpoints"]["steady"]["endpoint_name"]


def smoke(production, deployment: Deployment, folder, *, code: int) -> list[dict]:
    root, _ = production
    outputs = folder / "outputs.json"
    outputs.write_text(root.run("output", "-json"))
    found = deployment.inferway("smoke", outputs, "--timeout", "60", code=code)
    return [one for one in found["checks"] if not one["right"]]


def test_business_hours_move_both_bounds_of_the_endpoint(
    production, deployment: Deployment, steady: str
):
    scaling = deployment.client("application-autoscaling")
    resource = f"endpoint/{steady}/variant/AllTraffic"

    [target] = scaling.describe_scalable_targets(
        ServiceNamespace="sagemaker", ResourceIds=[resource]
    )["ScalableTargets"]
    actions = scaling.describe_scheduled_actions(
        ServiceNamespace="sagemaker", ResourceId=resource
    )["ScheduledActions"]

    assert (target["MinCapacity"], target["MaxCapacity"]) == (1, 2)
    assert {
        action["Schedule"]: (
            action["ScalableTargetAction"]["MinCapacity"],
            action["ScalableTargetAction"]["MaxCapacity"],
            action["Timezone"],
        )
        for action in actions
    } == {
        "cron(0 9 ? * MON-FRI *)": (1, 2, "America/New_York"),
        "cron(0 18 ? * MON-FRI *)": (1, 1, "America/New_York"),
    }


def test_every_front_says_that_there_is_no_model_until_there_is_one(
    production, deployment: Deployment, steady: str, tmp_path
):
    root, _ = production
    outputs = root.outputs()
    by_function = ask_the_function(outputs, deployment)
    assert by_function.status == 503
    assert by_function.body["error"]["code"] == "model_unavailable"
    with pytest.raises(ClientError) as refused:
        Asked(deployment).runtime.invoke_endpoint(
            EndpointName=steady, ContentType="application/json", Body=b'["text"]'
        )
    response = refused.value.response
    assert response["OriginalStatusCode"] == 503
    error = json.loads(response["OriginalMessage"])["error"]
    assert error["code"] == "model_unavailable"
    [check] = smoke(production, deployment, tmp_path, code=1)
    assert (check["target"], check["what"]) == ("model store", "model")
    assert f"nothing is live in {outputs['model_bucket']}" in check["found"]

    deployment.inferway(
        *("publish", deployment.state_dir / "model", "--promote"),
        *("--bucket", outputs["model_bucket"]),
    )

    assert smoke(production, deployment, tmp_path, code=0) == []
    answer = Asked(deployment).predict(steady, deployment.demo["instances"])
    assert answer["predictions"] == deployment.demo["predictions"]
    assert ask_the_function(outputs, deployment).status == 200


def ask_the_function(outputs: dict, deployment: Deployment) -> Answer:
    key = deployment.account.api_key(outputs["api_key_ids"]["example"])
    return deployment.request(
        url=deployment.local.api_url(outputs["predict_url"]),
        body=json.dumps(deployment.demo["instances"]).encode(),
        headers={"x-api-key": key},
    )
