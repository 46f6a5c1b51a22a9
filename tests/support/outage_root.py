"""Applies a stack in two Regions to a local AWS of its own, with all that it needs."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path

from local_aws.demo.steps import push_image
from tests.support.deployment import REPO, Deployment
from tests.support.local_aws import let_the_gateway_log, running_local_aws
from tests.support.models import promote
from tests.support.outage_stack import AWAY, HOME, OutageStack
from tests.support.routed import publish_word_model
from tests.support.terraform import Root
from tests.support.terraform_state import state_in_s3

_IMAGES = ("batch", "failover", "prediction", "routing")


@contextmanager
def outage_stack(folder: Path, name: str) -> Iterator[OutageStack]:
    """Apply a stack in two Regions, with a small model, to a local AWS of its own.

    It goes as it is: that an environment can be destroyed is another test's.
    """
    with running_local_aws(folder) as local:
        deployment = Deployment(local=local, state_dir=folder, demo={})
        stack = OutageStack(deployment=deployment)
        for region in (HOME, AWAY):
            _let_the_gateway_log_in(stack, region)
        _prepare(stack, folder, name)
        stack.apply(tier=1)
        promote(deployment, publish_word_model(deployment, folder / "words"))
        stack.key = _copy_key(stack)
        stack.until(lambda: _serve_both(stack), step=15, what="both Regions' service")
        yield stack


def _let_the_gateway_log_in(stack: OutageStack, region: str) -> None:
    """Set what envs/registry sets once for an account and Region."""
    if region == HOME:
        let_the_gateway_log(stack.client)
        return
    home = stack.client("apigateway", HOME).get_account()["cloudwatchRoleArn"]
    stack.client("apigateway", region).update_account(
        patchOperations=[{"op": "replace", "path": "/cloudwatchRoleArn", "value": home}]
    )


def _copy_key(stack: OutageStack) -> str:
    """Give the client's key to the other Region, as people do; return its value."""
    file = stack.deployment.state_dir / "outputs.json"
    file.write_text(json.dumps({"recovery": {"value": stack.recovery}}))
    stack.deployment.inferway("keys", "copy", "--outputs", file)
    [key_id] = stack.deployment.outputs["api_key_ids"].values()
    key = stack.client("apigateway").get_api_key(apiKey=key_id, includeValue=True)
    return str(key["value"])


def _prepare(stack: OutageStack, folder: Path, name: str) -> None:
    zone = stack.client("route53").create_hosted_zone(
        Name="example.com", CallerReference=name
    )["HostedZone"]["Id"]
    source = REPO / "tests/e2e/roots/outages"
    env = stack.deployment.account.env
    stack.root = Root(
        folder=source, env={**env, "TF_DATA_DIR": str(folder / "terraform")}
    )
    shutil.copy2(REPO / "envs/staging/.terraform.lock.hcl", source)
    state = state_in_s3(stack.client("s3"), "outages")
    stack.root.run("init", "-no-color", *state)
    url = stack.deployment.local.url
    images = _push_images(stack)
    stack.variables = [
        f"-var=name={name}",
        f"-var=api_address={url}/_aws/execute-api/{{api_id}}/{{stage}}",
        f"-var=zone_id={zone.rpartition('/')[2]}",
        *(f"-var={key}={json.dumps(value)}" for key, value in images.items()),
    ]


def _push_images(stack: OutageStack) -> dict[str, dict[str, str]]:
    """Push images at home, from where they are replicated; return them for modules."""
    account_id = stack.deployment.local.account_id
    for region in (HOME, AWAY):
        for part in _IMAGES:
            stack.client("ecr", region).create_repository(repositoryName=part)
    stack.client("ecr").put_replication_configuration(
        replicationConfiguration={
            "rules": [{"destinations": [{"region": AWAY, "registryId": account_id}]}]
        }
    )
    pushed = {}
    for part in _IMAGES:
        url = f"{account_id}.dkr.ecr.{HOME}.amazonaws.com/{part}"
        digest = push_image(stack.deployment.local, part, root=REPO, repository=url)
        pushed[f"{part}_image"] = {"repository_url": url, "digest": digest}
    # They are on their way.
    stack.advance(5)
    return pushed


def _serve_both(stack: OutageStack) -> bool:
    ready = all(stack.ready(r) == (HTTPStatus.OK, "ready") for r in (HOME, AWAY))
    return ready and stack.answers() == HOME
