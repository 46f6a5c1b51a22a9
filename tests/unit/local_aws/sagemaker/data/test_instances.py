"""Endpoints with instances: containers that really run behind InvokeEndpoint."""

import os
import signal
from concurrent.futures import ThreadPoolExecutor

import pytest

from local_aws.clock import Clock
from local_aws.images import IMAGES_FOLDER
from local_aws.runtime.warden import Warden
from local_aws.sagemaker.launchers import ProcessContainers
from local_aws.sagemaker.plane import SageMakerPlane
from local_aws.sagemaker.ports import DeploymentFailedError
from local_aws.sagemaker.settings import SageMakerSettings
from local_aws.sagemaker.starter import ContainerStarter
from tests.support.served import is_running, wait_until


def test_a_container_is_asked_what_the_caller_asks(world):
    endpoint = world.deploy(world.variant(of={"environment": {"COLOUR": "red"}}))

    told = world.invoke(
        endpoint,
        ContentType="application/json",
        Accept="text/csv",
        CustomAttributes="a",
    )

    assert told["path"] == "/invocations"
    assert told["args"][1:] == ["serve"]
    asked = {name.lower(): value for name, value in told["asked"].items()}
    assert asked["content-type"] == "application/json"
    assert asked["accept"] == "text/csv"
    assert asked["x-amzn-sagemaker-custom-attributes"] == "a"
    assert "authorization" not in asked
    assert told["environment"]["COLOUR"] == "red"
    assert told["environment"]["FROM_IMAGE"] == "1"


def test_the_answer_is_the_container_s(world):
    endpoint = world.deploy()

    answer = world.served.client("sagemaker-runtime").invoke_endpoint(
        EndpointName=endpoint, Body=b"\xff\x00 as it is"
    )

    assert answer["Body"].read() == b"\xff\x00 AS IT IS"
    assert answer["ContentType"] == "application/json; charset=utf-8"
    assert answer["InvokedProductionVariant"] == "AllTraffic"
    assert answer["CustomAttributes"] == "of the container"


def test_nobody_outside_the_machine_is_let_in(world):
    told = world.invoke(world.deploy())

    assert told["environment"]["SAGEMAKER_BIND_ADDRESS"] == "127.0.0.1"


def test_a_container_that_ends_fails_the_deployment(world):
    with pytest.raises(DeploymentFailedError) as failure:
        world.deploy(world.variant(of={"environment": {"BROKEN": "1"}}), name="broken")

    assert str(failure.value) == (
        "The primary container for production variant AllTraffic did not pass the "
        "ping health check. Please check CloudWatch logs for this endpoint."
    )
    assert world.refused("broken")["Error"]["Code"] == "ValidationError"


def test_a_container_that_is_never_healthy_is_given_up_and_ended(world):
    settings = SageMakerSettings(
        endpoint_url=world.served.local.url,
        images=world.served.local.state_dir / IMAGES_FOLDER,
        launcher=ProcessContainers(Warden()),
        clock=Clock(),
        start_seconds=1.0,
    )
    starter = ContainerStarter(settings)
    plane = SageMakerPlane(settings, starter)
    try:
        with pytest.raises(DeploymentFailedError, match="ping health check"):
            plane.deploy(
                world.endpoint(world.variant(of={"environment": {"HEALTHY": "no"}}))
            )
        assert not starter.running
    finally:
        plane.close()
        starter.close()


def test_what_served_before_a_failed_update_still_does(world):
    name = world.deploy()
    before = world.invoke(name)["pid"]

    with pytest.raises(DeploymentFailedError):
        world.deploy(world.variant(of={"environment": {"BROKEN": "1"}}), name=name)

    assert world.invoke(name)["pid"] == before


def test_another_model_gets_other_containers_and_the_old_ones_end(world):
    name = world.deploy()
    before = world.invoke(name)["pid"]

    world.deploy(world.variant(of={"environment": {"COLOUR": "blue"}}), name=name)

    assert world.invoke(name)["environment"]["COLOUR"] == "blue"
    wait_until(lambda: not is_running(before))


def test_counts_and_weights_leave_the_containers_alone(world):
    name = world.deploy()
    before = world.invoke(name)["pid"]

    world.deploy(world.variant(instance_count=2, weight=0.5), name=name)

    pids = {world.invoke(name)["pid"] for _ in range(4)}
    assert before in pids
    assert len(pids) == 2


def test_many_instances_are_a_few_containers_here(world):
    name = world.deploy(world.variant(instance_count=50))

    assert len({world.invoke(name)["pid"] for _ in range(6)}) == 2


def test_a_container_that_dies_is_replaced(world):
    name = world.deploy()
    os.kill(before := world.invoke(name)["pid"], signal.SIGKILL)

    def another():
        try:
            return world.invoke(name)["pid"] != before
        except world.served.client("sagemaker-runtime").exceptions.ClientError:
            return False

    wait_until(another, 15)


def test_a_removed_endpoint_is_not_found_and_its_containers_end(world):
    name = world.deploy()
    pid = world.invoke(name)["pid"]

    world.plane.remove(world.account, "eu-west-1", name)

    error = world.refused(name)
    assert error["Error"] == {
        "Code": "ValidationError",
        "Message": f"Endpoint {name} of account {world.account} not found.",
    }
    assert error["ResponseMetadata"]["HTTPStatusCode"] == 400
    wait_until(lambda: not is_running(pid))


def test_an_update_lets_requests_finish(world):
    name = world.deploy()
    old = world.invoke(name)["pid"]

    with ThreadPoolExecutor(1) as caller:
        under_way = caller.submit(world.invoke, name, {"sleep": 2})
        [fleet] = world.plane.fleets_of(name)
        wait_until(lambda: fleet.requests)
        world.deploy(world.variant(of={"environment": {"COLOUR": "blue"}}), name=name)
        assert under_way.result()["pid"] == old

    assert world.invoke(name)["pid"] != old
