"""What a change of modules/endpoint does to an endpoint that serves."""

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from tests.support.serving_ground import serving_ground
from tests.support.terraform import Root
from tests.support.terraform_state import state_in_s3

FOLDER = Path(__file__).parent / "support/one_endpoint"
SERVERLESS = "inferway-test-serverless"
LARGE = "inferway-test-ml-m5-large"
XLARGE = "inferway-test-ml-m5-xlarge"
WARM = {"provisioned_concurrency": {"min": 1, "max": 2}}


@pytest.fixture(scope="module")
def ground(local_aws, tmp_path_factory):
    with serving_ground(local_aws, tmp_path_factory.mktemp("ground")) as made:
        yield made


class Endpoint(Root):
    """An applied endpoint, one set of inputs after another."""

    def is_wanted(self, **inputs: Any) -> None:
        """Say what the next commands are about."""
        self.env = {**self.env, "TF_VAR_endpoint": json.dumps(inputs)}

    def apply(self) -> dict[str, Any]:
        """Apply, and return what should be served."""
        self.run("apply", "-auto-approve", "-no-color", "-input=false")
        return self.outputs()["served"]

    def changed(self) -> dict[str, str]:
        """Return what a plan would do, by the resource's type and name."""
        planned = (change.split(" ", 1) for change in self.changes())
        return {
            address.removeprefix("module.endpoint.").partition("[")[0]: action
            for action, address in planned
            if action != "output"
        }


@pytest.fixture
def folder(ground, tmp_path):
    """Return the folder with a state of its own, in which there is nothing."""
    data = {"TF_DATA_DIR": str(tmp_path / "data"), "TF_IN_AUTOMATION": "yes"}
    made = Endpoint(folder=FOLDER, env={**os.environ, **data})
    state = state_in_s3(boto3.client("s3"), tmp_path.name)
    made.run("init", "-no-color", "-input=false", *state)
    return made


@pytest.fixture
def endpoint(folder):
    """Return the folder, and destroy in the end what was applied in it."""
    yield folder
    # With the last inputs: Terraform holds them against the module even here.
    folder.run("destroy", "-auto-approve", "-no-color")


# A plan's words for it: both of them are there for a while.
FIRST_THE_NEW_ONE = "create/delete"
FIRST_THE_OLD_ONE = "delete/create"
IN_PLACE = "update"


def test_each_change_applies_in_one_go_and_cuts_nobody_off(endpoint, ground):
    first, second = ground.models
    image, another = ground.images
    pinned = {"pinned": {"name": second.name, "version": second.version}}
    serverless = {"kind": "serverless", "digest": image, "serverless": WARM}
    instances = {"kind": "provisioned", "digest": another}
    endpoint.is_wanted(**serverless)
    served = endpoint.apply()
    assert served["endpoint_name"] == SERVERLESS

    steps = {
        "image": (
            {**serverless, "digest": another},
            {
                "aws_sagemaker_model.endpoint": FIRST_THE_NEW_ONE,
                "aws_sagemaker_endpoint_configuration.endpoint": FIRST_THE_NEW_ONE,
                "aws_sagemaker_endpoint.endpoint": IN_PLACE,
                "terraform_data.update": IN_PLACE,
            },
            (SERVERLESS, first),
        ),
        "memory": (
            {**serverless, "digest": another, "serverless": WARM | {"memory_mb": 3072}},
            {
                "aws_sagemaker_endpoint_configuration.endpoint": FIRST_THE_NEW_ONE,
                "aws_sagemaker_endpoint.endpoint": IN_PLACE,
                "terraform_data.update": IN_PLACE,
            },
            (SERVERLESS, first),
        ),
        "kind": (
            {**instances, "instances": {"type": "ml.m5.large", "max": 2}},
            ANOTHER_ENDPOINT,
            (LARGE, first),
        ),
        "model version": (
            {**instances, "instances": {"type": "ml.m5.large"}, "model": pinned},
            {
                "module.role.aws_iam_role_policy.read": FIRST_THE_NEW_ONE,
                "aws_sagemaker_model.endpoint": FIRST_THE_NEW_ONE,
                "aws_sagemaker_endpoint_configuration.endpoint": FIRST_THE_NEW_ONE,
                "aws_sagemaker_endpoint.endpoint": IN_PLACE,
                "terraform_data.update": IN_PLACE,
            },
            (LARGE, second),
        ),
        "instance type": (
            {**instances, "instances": {"type": "ml.m5.xlarge"}, "model": pinned},
            ANOTHER_ENDPOINT,
            (XLARGE, second),
        ),
    }
    for what, (values, planned, (name, model)) in steps.items():
        endpoint.is_wanted(**values)
        assert endpoint.changed() == planned, what
        with asking(served["endpoint_name"], name) as asked:
            served = endpoint.apply()
        assert asked.failures == [], what
        assert asked.answers > 0, what
        assert served["endpoint_name"] == name, what
        assert endpoints() == [(name, "InService", served["endpoint_config_name"])]
        assert images_of(name) == {values["digest"]}, what
        assert ask(name) == model.version, what
    # What each step planned shows that the one before left nothing to do.
    assert endpoint.changed() == {}


# All that is the endpoint's own. Its scalable target cannot be there twice.
ANOTHER_ENDPOINT = {
    "aws_appautoscaling_policy.tracking": FIRST_THE_OLD_ONE,
    "aws_appautoscaling_target.variant": FIRST_THE_OLD_ONE,
    "aws_cloudwatch_log_group.endpoint": FIRST_THE_NEW_ONE,
    "aws_cloudwatch_metric_alarm.endpoint": FIRST_THE_NEW_ONE,
    "module.role.aws_iam_role.endpoint": FIRST_THE_NEW_ONE,
    "module.role.aws_iam_role_policy.operate": FIRST_THE_NEW_ONE,
    "module.role.aws_iam_role_policy.read": FIRST_THE_NEW_ONE,
    "aws_sagemaker_endpoint.endpoint": FIRST_THE_NEW_ONE,
    "aws_sagemaker_endpoint_configuration.endpoint": FIRST_THE_NEW_ONE,
    "aws_sagemaker_model.endpoint": FIRST_THE_NEW_ONE,
    "terraform_data.update": IN_PLACE,
}


def endpoints() -> list[tuple[str, str, str]]:
    sagemaker = boto3.client("sagemaker")
    names = [e["EndpointName"] for e in sagemaker.list_endpoints()["Endpoints"]]
    found = [sagemaker.describe_endpoint(EndpointName=name) for name in names]
    return [
        (e["EndpointName"], e["EndpointStatus"], e["EndpointConfigName"]) for e in found
    ]


def images_of(name: str) -> set[str]:
    """Return the digests that an endpoint says it runs."""
    found = boto3.client("sagemaker").describe_endpoint(EndpointName=name)
    return {
        image["ResolvedImage"].partition("@")[2]
        for variant in found["ProductionVariants"]
        for image in variant["DeployedImages"]
    }


def ask(name: str) -> str:
    """Return the version of the model that an endpoint answers with."""
    answer = boto3.client("sagemaker-runtime").invoke_endpoint(
        EndpointName=name,
        ContentType="application/json",
        Body=json.dumps({"instances": ["a text"]}),
    )
    return json.load(answer["Body"])["model"]["version"]


class Asked:
    """What somebody met who asked all the time."""

    def __init__(self) -> None:
        self.answers = 0
        self.failures: list[str] = []
        self.over = threading.Event()

    def ask(self, *names: str) -> None:
        """Ask the first one that answers, until it is over."""
        while not self.over.is_set():
            met = []
            for name in names:
                try:
                    ask(name)
                except ClientError as error:
                    met.append(f"{name}: {error}")
                else:
                    self.answers += 1
                    break
            else:
                self.failures.append(" and ".join(met))
            self.over.wait(0.05)


@contextmanager
def asking(*names: str) -> Iterator[Asked]:
    """Ask endpoints all the time, the first one that answers."""
    asked = Asked()
    thread = threading.Thread(target=asked.ask, args=names, daemon=True)
    thread.start()
    try:
        yield asked
    finally:
        asked.over.set()
        thread.join()


def test_a_role_of_before_is_moved_and_not_made_anew(endpoint, ground):
    endpoint.is_wanted(
        kind="serverless", digest=ground.images[0], serverless={"memory_mb": 2048}
    )
    endpoint.apply()
    # As it was while the module had them itself.
    for what in ("role.endpoint", "role_policy.operate", "role_policy.read"):
        endpoint.run(
            "state",
            "mv",
            f"module.endpoint.module.role.aws_iam_{what}",
            f"module.endpoint.aws_iam_{what}",
        )

    assert endpoint.changed() == {}


def test_bounds_that_somebody_moved_stay_until_they_change_here(endpoint, ground):
    scaling = boto3.client("application-autoscaling")
    target = {
        "ServiceNamespace": "sagemaker",
        "ResourceId": f"endpoint/{LARGE}/variant/AllTraffic",
        "ScalableDimension": "sagemaker:variant:DesiredInstanceCount",
    }

    def want(**bounds):
        endpoint.is_wanted(
            kind="provisioned",
            digest=ground.images[0],
            instances={"type": "ml.m5.large", **bounds},
        )

    def bounds():
        [found] = scaling.describe_scalable_targets(ServiceNamespace="sagemaker")[
            "ScalableTargets"
        ]
        return found["MinCapacity"], found["MaxCapacity"]

    want(min=1, max=2)
    endpoint.apply()
    # As a schedule does.
    scaling.register_scalable_target(**target, MinCapacity=2, MaxCapacity=4)
    assert endpoint.changed() == {}
    assert bounds() == (2, 4)

    want(min=1, max=3)
    assert endpoint.changed() == {
        "aws_appautoscaling_policy.tracking": FIRST_THE_OLD_ONE,
        "aws_appautoscaling_target.variant": FIRST_THE_OLD_ONE,
        "terraform_data.bounds": IN_PLACE,
    }
    endpoint.apply()
    assert bounds() == (1, 3)
    assert [
        p["PolicyName"]
        for p in scaling.describe_scaling_policies(ServiceNamespace="sagemaker")[
            "ScalingPolicies"
        ]
    ] == [f"{LARGE}-tracking"]


def test_an_update_is_rolled_back_while_its_alarm_rings(endpoint, ground):
    first, second = ground.models

    def want(model):
        endpoint.is_wanted(
            kind="provisioned",
            digest=ground.images[0],
            instances={"type": "ml.m5.large"},
            model={"pinned": {"name": model.name, "version": model.version}},
        )

    want(first)
    before = endpoint.apply()
    rings("ALARM")
    want(second)
    # SageMaker calls it a success; the module does not.
    with pytest.raises(AssertionError, match="SageMaker rolled the update of"):
        endpoint.apply()

    # What serves is all there still, and may read what it needs.
    [(_, status, configuration)] = endpoints()
    assert (status, configuration) == ("InService", before["endpoint_config_name"])
    sagemaker = boto3.client("sagemaker")
    sagemaker.describe_endpoint_config(EndpointConfigName=configuration)
    assert ask(LARGE) == first.version

    rings("OK")
    assert endpoint.changed()["aws_sagemaker_endpoint.endpoint"] == IN_PLACE
    endpoint.apply()
    assert ask(LARGE) == second.version
    assert len(sagemaker.list_endpoint_configs()["EndpointConfigs"]) == 1


def rings(state: str) -> None:
    """Set the endpoint's alarm."""
    boto3.client("cloudwatch").set_alarm_state(
        AlarmName=f"{LARGE}-errors", StateValue=state, StateReason="a test"
    )


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"digest": "sha256:" + "0" * 64}, "data.aws_ecr_image.deployed"),
        (
            {"model": {"pinned": {"name": "constant", "version": "0" * 16}}},
            "does not hold it whole. Publish it",
        ),
    ],
    ids=["image", "version"],
)
def test_a_plan_refuses_a_ghost(folder, ground, values, said):
    ghost = {"kind": "serverless", "serverless": {}, "digest": ground.images[0]}
    folder.is_wanted(**ghost | values)

    with pytest.raises(AssertionError) as refusal:
        folder.run("plan", "-no-color")

    # Terraform wraps what it says, and draws a line beside it.
    assert said in " ".join(str(refusal.value).replace("│", " ").split())
