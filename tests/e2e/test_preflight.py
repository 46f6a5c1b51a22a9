"""`inferway preflight` on the account that the demo applied."""

from local_aws.demo.account import REGION
from tests.support.deployment import Deployment


def preflight(deployment: Deployment, *options: str, code: int = 0) -> dict:
    found = deployment.inferway("preflight", "--region", REGION, *options, code=code)
    assert found["blocked"] is (code == 1)
    return {one["check"]: one for one in found["findings"]}


def test_what_the_demo_applied_could_be_applied(deployment: Deployment):
    account = deployment.local.account_id
    registry = f"{account}.dkr.ecr.{REGION}.amazonaws.com/inferway"
    images = [
        ("--image", f"{registry}/{name}@{digest}")
        for name, digest in deployment.image_digests.items()
        if name in ("batch", "prediction", "routing")
    ]

    found = preflight(
        deployment,
        *("--account", account),
        *("--state-bucket", f"inferway-{account}-tfstate"),
        *(part for image in images for part in image),
        *("--instances", "ml.m5.large=2", "--serverless-concurrency", "5"),
    )

    assert {check for check, one in found.items() if one["status"] != "ok"} <= {
        # Nobody has switched them on, and nobody has opened AWS's message.
        "billing alerts",
        "subscriptions",
    }
    assert {f"image inferway/{name}" for name in ("batch", "prediction")} <= set(found)
    assert "arn:aws:kms:" in found["state bucket encryption"]["found"]
    assert "inferway-api-gateway-logs" in found["api gateway role"]["found"]


def test_another_region_has_neither_image_nor_role(deployment: Deployment):
    account = deployment.local.account_id
    digest = deployment.image_digest
    registry = f"{account}.dkr.ecr.eu-central-1.amazonaws.com/inferway"

    found = preflight(
        deployment,
        *("--region", "eu-central-1", "--image", f"{registry}/prediction@{digest}"),
        code=1,
    )

    assert {check for check, one in found.items() if one["status"] == "blocked"} == {
        "image inferway/prediction",
        "api gateway role",
    }
