"""What modules/scheduled_scaling creates, and what it does in a day."""

import json
import urllib.request
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import boto3
import pytest
from pytest_terraform import terraform

from tests.support.serving_ground import serving_ground
from tests.terraform.plans import changes

NEW_YORK = ZoneInfo("America/New_York")
FUNCTION = "inferway-test"

# Minimum and maximum, and the capacity where nobody calls.
BUSINESS = {
    "component": (1, 2, 1),
    "function": (2, 2, 2),
    "provisioned": (2, 4, 2),
    "serverless": (3, 3, 3),
}
AS_REGISTERED = {
    "component": (0, 2, 0),
    "function": (0, 0, 0),
    "provisioned": (1, 4, 1),
    "serverless": (1, 3, 1),
}
OUTSIDE = {
    "component": (0, 0, 0),
    "function": (0, 0, 0),
    "provisioned": (1, 1, 1),
    "serverless": (1, 1, 1),
}


@pytest.fixture(scope="module", autouse=True)
def ground(local_aws, move_to, working_day, tmp_path_factory):
    """Have images and models there before Terraform looks for them.

    It is early on a working day: applied today, actions of today would fire first.
    """
    move_to(f"{working_day} 07:00")
    with serving_ground(local_aws, tmp_path_factory.mktemp("ground")) as made:
        yield made


@pytest.fixture
def value(scheduled_scaling):
    """Return an output by its name."""
    return lambda name: scheduled_scaling.outputs[name]["value"]


@pytest.fixture
def scaling():
    return boto3.client("application-autoscaling")


@pytest.fixture(scope="module")
def working_day():
    """Return the next one after today; for some years it is no holiday."""
    day = datetime.now(NEW_YORK).date() + timedelta(days=1)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day


@pytest.fixture(scope="module")
def move_to(local_aws):
    """Move the local AWS's clock to a time in New York."""

    def move(time):
        to = datetime.fromisoformat(time).replace(tzinfo=NEW_YORK)
        request = urllib.request.Request(  # noqa: S310 - our own http URL
            f"{local_aws.url}/_local/clock",
            data=json.dumps({"now": to.isoformat()}).encode(),
            method="POST",
        )
        with urllib.request.urlopen(request):  # noqa: S310
            pass

    return move


@pytest.fixture
def now(scaling, value):
    """Return minimum, maximum and capacity of each target."""

    def read():
        found = {}
        for key, target in value("targets").items():
            [registered] = scaling.describe_scalable_targets(
                ServiceNamespace=target["service_namespace"],
                ResourceIds=[target["resource_id"]],
                ScalableDimension=target["scalable_dimension"],
            )["ScalableTargets"]
            found[key] = (
                registered["MinCapacity"],
                registered["MaxCapacity"],
                capacity(target["resource_id"]),
            )
        return found

    return read


def capacity(resource_id):
    """Ask the service itself."""
    sagemaker = boto3.client("sagemaker")
    if resource_id.startswith("function:"):
        functions = boto3.client("lambda")
        try:
            return functions.get_provisioned_concurrency_config(
                FunctionName=FUNCTION, Qualifier="live"
            )["RequestedProvisionedConcurrentExecutions"]
        except functions.exceptions.ProvisionedConcurrencyConfigNotFoundException:
            return 0
    name = resource_id.split("/")[1]
    if resource_id.startswith("inference-component/"):
        found = sagemaker.describe_inference_component(InferenceComponentName=name)
        return found["RuntimeConfig"]["CurrentCopyCount"]
    [variant] = sagemaker.describe_endpoint(EndpointName=name)["ProductionVariants"]
    if "CurrentServerlessConfig" in variant:
        return variant["CurrentServerlessConfig"]["ProvisionedConcurrency"]
    return variant["CurrentInstanceCount"]


@terraform("scheduled_scaling", scope="module", replay=False)
def test_a_second_plan_is_empty(scheduled_scaling):
    assert changes(scheduled_scaling) == ""


def test_each_action_sets_both_bounds_in_the_zone_of_the_windows(scaling, value):
    for key, target in value("targets").items():
        found = scaling.describe_scheduled_actions(
            ServiceNamespace=target["service_namespace"],
            ResourceId=target["resource_id"],
            ScalableDimension=target["scalable_dimension"],
        )["ScheduledActions"]

        assert {a["Timezone"] for a in found} == {"America/New_York"}
        assert {
            a["ScheduledActionName"]: (
                a["Schedule"],
                a["ScalableTargetAction"]["MinCapacity"],
                a["ScalableTargetAction"]["MaxCapacity"],
            )
            for a in found
        } == {
            name: (action["schedule"], action["min"], action["max"])
            for name, action in value("actions")[key].items()
        }
        assert len(found) == 6


def test_capacity_follows_a_working_day(working_day, move_to, now, scheduled_scaling):
    for time, wanted in (
        ("08:00", AS_REGISTERED),  # no action has fired yet
        ("09:00", BUSINESS),
        ("17:00", BUSINESS),
        ("18:00", OUTSIDE),
        ("23:00", OUTSIDE),
    ):
        move_to(f"{working_day} {time}")

        assert (time, now()) == (time, wanted)

    assert changes(scheduled_scaling) == "", "Terraform fights with the schedule"
