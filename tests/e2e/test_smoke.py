"""`inferway smoke` after an apply, on staging."""

import shutil

import pytest

from local_aws.demo.steps import image_variables, push_image
from tests.support.deployment import REPO, Deployment
from tests.support.models import promote, publish_text_model
from tests.support.one_endpoint import repository_url

# Several times what staging takes to follow a promote, and a cold start.
SECONDS = 60


def smoke(deployment: Deployment, folder, *, code: int = 0) -> dict:
    outputs = folder / "outputs.json"
    outputs.write_text(deployment.root("staging").run("output", "-json"))
    found = deployment.inferway("smoke", outputs, "--timeout", str(SECONDS), code=code)
    return {(one["target"], one["what"]): one for one in found["checks"]}


def wrong(checks: dict) -> set:
    return {key for key, one in checks.items() if not one["right"]}


def apply(deployment: Deployment, digest: str) -> None:
    deployment.root("staging").run(
        *("apply", "-auto-approve", "-no-color"),
        *image_variables({**deployment.image_digests, "prediction": digest}),
    )


@pytest.fixture
def endpoint(deployment: Deployment) -> str:
    [served] = deployment.outputs["served"]["endpoints"].values()
    return served["endpoint_name"]


@pytest.fixture
def other_image(deployment: Deployment, tmp_path):
    """Push a second image, and let staging serve the first one in the end."""
    first = deployment.image_digest
    root = tmp_path / "other"
    for folder in ("lambdas", "requirements"):
        shutil.copytree(REPO / folder, root / folder)
    code = root / "lambdas/prediction/src/prediction/__init__.py"
    code.write_text(code.read_text() + "\n# Another image.\n")
    yield push_image(
        deployment.local,
        "prediction",
        root=root,
        repository=repository_url(deployment),
    )
    apply(deployment, first)


def test_what_the_demo_applied_is_what_serves(deployment: Deployment, tmp_path):
    checks = smoke(deployment, tmp_path)

    assert wrong(checks) == set()
    assert {target for target, _ in checks} == {
        *("model store", "endpoint on-demand", "function auto_stop"),
        *(f"function {key}" for key in ("prediction", "results", "routing")),
        *(f"function {key}" for key in ("step", "sweeper", "window")),
    }
    assert ("function routing", "golden instances") not in checks
    assert ("endpoint on-demand", "golden instances") in checks


def test_a_promote_is_followed_by_function_and_endpoint(
    deployment: Deployment, tmp_path, the_demo_model_stays_live
):
    model = publish_text_model(deployment, tmp_path / "model", label="smoke")
    promote(deployment, model)

    checks = smoke(deployment, tmp_path)

    assert wrong(checks) == set()
    for target in ("function prediction", "endpoint on-demand"):
        assert checks[target, "model"]["found"] == f"constant {model.version}"


def test_an_update_that_is_rolled_back_in_silence_is_found(
    deployment: Deployment, tmp_path, endpoint: str, other_image: str
):
    before = smoke(deployment, tmp_path)
    deployment.control(f"endpoints/{endpoint}/rollback", {})

    # SageMaker says that it is done, and serves what it served before.
    with pytest.raises(AssertionError, match="rolled the update of"):
        apply(deployment, other_image)

    checks = smoke(deployment, tmp_path, code=1)
    assert wrong(checks) == {
        ("endpoint on-demand", "configuration"),
        ("endpoint on-demand", "image"),
    }
    configuration = checks["endpoint on-demand", "configuration"]
    assert (
        configuration["found"] == before["endpoint on-demand", "configuration"]["found"]
    )
    assert "rolled back" in configuration["remark"]
    assert checks["function prediction", "image"]["found"] == other_image

    apply(deployment, other_image)  # what it goes back to is still there

    assert wrong(smoke(deployment, tmp_path)) == set()
