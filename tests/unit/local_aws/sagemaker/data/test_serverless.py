"""Serverless variants: cold starts, one request at a time, throttling (S13)."""

import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor

import urllib3

from tests.support.served import is_running, wait_until

NOT_READY = "ModelNotReadyException"


def cool(world, endpoint, seconds):
    url = f"{world.served.local.url}/_local/endpoints/{endpoint}/cold"
    return urllib3.request("POST", url, json={"seconds": seconds}).status


def answered(world, endpoint):
    """Return the answer once it is warm."""
    client = world.served.client("sagemaker-runtime")

    def ask():
        try:
            return world.invoke(endpoint)
        except client.exceptions.ModelNotReadyException:
            return None

    return wait_until(ask, 15)


def test_a_cold_endpoint_refuses_at_once_and_is_warm_later(world):
    name = world.deploy(world.serverless())
    before = world.invoke(name)["pid"]
    assert cool(world, name, 0) == 200

    error = world.refused(name)

    assert error["Error"]["Code"] == NOT_READY
    assert error["ResponseMetadata"]["HTTPStatusCode"] == 429
    assert answered(world, name)["pid"] != before
    wait_until(lambda: not is_running(before))


def test_a_cold_time_lasts_as_long_as_asked_for(world):
    name = world.deploy(world.serverless())
    cool(world, name, 3600)

    codes = {world.refused(name)["Error"]["Code"] for _ in range(3)}

    assert codes == {NOT_READY}
    move(world, 3601)
    assert answered(world, name)


def move(world, seconds):
    url = f"{world.served.local.url}/_local/clock"
    assert urllib3.request("POST", url, json={"advance_seconds": seconds}).status == 200


def test_an_idle_environment_ends_and_a_provisioned_one_stays(world):
    idle = world.deploy(world.serverless())
    warm = world.deploy(world.serverless(provisioned=1))
    pid, kept = world.invoke(idle)["pid"], world.invoke(warm)["pid"]

    move(world, 301)

    wait_until(lambda: not is_running(pid))
    assert world.invoke(warm)["pid"] == kept
    assert world.refused(idle)["Error"]["Code"] == NOT_READY


def test_one_request_at_a_time_goes_to_an_environment(world):
    name = world.deploy(world.serverless(max_concurrency=3, provisioned=2))

    with ThreadPoolExecutor(2) as callers:
        pids = {
            told["pid"]
            for told in callers.map(
                lambda _: world.invoke(name, {"sleep": 0.5}), range(2)
            )
        }

    assert len(pids) == 2


def test_above_max_concurrency_it_throttles(world):
    name = world.deploy(world.serverless(max_concurrency=1))
    begun = threading.Event()

    def long_call():
        begun.set()
        return world.invoke(name, {"sleep": 1.5})

    with ThreadPoolExecutor(1) as caller:
        first = caller.submit(long_call)
        begun.wait()
        [fleet] = world.plane.fleets_of(name)
        wait_until(lambda: fleet.requests)
        error = world.refused(name)
        assert first.result()["pid"]

    assert error["Error"] == {"Code": "ThrottlingException", "Message": "Rate exceeded"}
    assert error["ResponseMetadata"]["HTTPStatusCode"] == 429


def test_a_body_over_4_mb_is_refused_and_one_below_is_not(world):
    name = world.deploy(world.serverless())

    error = world.refused(name, b"x" * (4 * 1024 * 1024 + 1))

    assert error["Error"]["Code"] == "ValidationError"
    assert "has oversize body" in error["Error"]["Message"]
    world.served.client("sagemaker-runtime").invoke_endpoint(
        EndpointName=name, Body=b"x" * (4 * 1024 * 1024)
    )


def test_more_memory_than_it_has_ends_an_environment(world):
    name = world.deploy(world.serverless())

    error = world.refused(name, {"hold": 1500})

    assert error["Error"]["Code"] == "ModelError"
    assert error["OriginalStatusCode"] == 0
    assert world.refused(name)["Error"]["Code"] == NOT_READY
    assert answered(world, name)


def test_only_the_counts_change_with_the_concurrency(world):
    name = world.deploy(world.serverless(max_concurrency=2))
    before = world.invoke(name)["pid"]

    world.deploy(world.serverless(max_concurrency=4, provisioned=1), name=name)
    assert world.invoke(name)["pid"] == before

    world.deploy(world.serverless(memory_mb=2048), name=name)
    assert world.invoke(name)["pid"] != before


def test_an_environment_that_died_is_none(world):
    name = world.deploy(world.serverless())
    pid = world.invoke(name)["pid"]
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not is_running(pid))

    client = world.served.client("sagemaker-runtime")

    def another():
        # It may be met before the plane has noticed.
        try:
            return answered(world, name)["pid"] != pid
        except client.exceptions.ModelError:
            return False

    assert wait_until(another)


def test_only_serverless_endpoints_can_be_made_cold(world):
    name = world.deploy()
    assert cool(world, name, 1) == 404
