"""`inferway preflight` on the account that the demo applied."""

from local_aws.demo.account import REGION
from local_aws.demo.steps import image_variables
from tests.support.deployment import Deployment


def preflight(deployment: Deployment, *options: str, code: int = 0) -> dict:
    found = deployment.inferway("preflight", *options, code=code)
    assert found["blocked"] is (code == 1)
    return {one["check"]: one for one in found["findings"]}


def test_what_the_demo_applied_could_be_applied(deployment: Deployment, tmp_path):
    account = deployment.local.account_id
    root, saved = deployment.root("staging"), tmp_path / "plan"
    root.run("plan", f"-out={saved}", *image_variables(deployment.image_digests))
    planned = tmp_path / "plan.json"
    planned.write_text(root.run("show", "-json", str(saved)))

    found = preflight(
        deployment,
        *("--plan", str(planned), "--account", account),
        *("--state-bucket", f"inferway-{account}-tfstate"),
    )

    assert {check for check, one in found.items() if one["status"] != "ok"} <= {
        # Nobody has switched them on, and nobody has opened AWS's message.
        "billing alerts",
        "billing subscriptions",
        "subscriptions",
    }
    assert {
        f"image inferway/{name}" for name in ("batch", "prediction", "routing")
    } <= set(found)
    assert REGION in found["region"]["found"]
    assert "serverless endpoints' is 200 and 5 are wanted" in found["quota"]["found"]
    assert "arn:aws:kms:" in found["state bucket encryption"]["found"]
    assert "inferway-api-gateway-logs" in found["api gateway role"]["found"]


def test_another_region_has_neither_image_nor_role(deployment: Deployment):
    account = deployment.local.account_id
    registry = f"{account}.dkr.ecr.eu-north-1.amazonaws.com/inferway"

    found = preflight(
        deployment,
        *("--region", "eu-north-1"),
        *("--image", f"{registry}/prediction@{deployment.image_digest}"),
        code=1,
    )

    assert {check for check, one in found.items() if one["status"] == "blocked"} == {
        "image inferway/prediction",
        "api gateway role",
    }


def test_the_region_that_takes_over_has_both(deployment: Deployment):
    account = deployment.local.account_id
    registry = f"{account}.dkr.ecr.eu-central-1.amazonaws.com/inferway"

    found = preflight(
        deployment,
        *("--region", "eu-central-1"),
        *("--image", f"{registry}/prediction@{deployment.image_digest}"),
    )

    assert found["image inferway/prediction"]["status"] == "ok"
    assert found["api gateway role"]["status"] == "ok"
