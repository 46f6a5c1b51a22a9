"""Staging and production are one product: both apply, settle and go away."""

import pytest

from tests.support.deployment import REPO, Deployment
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
    digest = f"-var=prediction_image_digest={deployment.image_digest}"
    root.run("init", "-lockfile=readonly", "-no-color")
    root.run("apply", "-auto-approve", "-no-color", digest)
    yield root, digest
    root.run("destroy", "-auto-approve", "-no-color", digest)
    assert root.run("state", "list") == ""


def test_a_second_plan_of_production_is_empty(production):
    root, digest = production

    assert root.changes(digest) == []


def test_production_stands_beside_staging(production, deployment: Deployment):
    root, _ = production
    outputs = root.outputs()

    assert set(outputs) == set(deployment.outputs)
    assert outputs["prediction_function_name"].startswith("inferway-production")
    assert outputs["model_bucket"] != deployment.bucket


def test_production_without_a_model_says_so(production, deployment: Deployment):
    root, _ = production
    outputs = root.outputs()
    key = deployment.account.api_key(outputs["api_key_ids"]["example"])

    answer = deployment.request(
        url=deployment.local.api_url(outputs["predict_url"]),
        body=b'["text"]',
        headers={"x-api-key": key},
    )

    assert answer.status == 503
    assert answer.body["error"]["code"] == "model_unavailable"


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
