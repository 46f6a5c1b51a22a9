"""Work that was under way when its Region was cut off."""

import threading
from types import SimpleNamespace

import pytest
from botocore.exceptions import ClientError

from local_aws.regions import hook
from local_aws.regions.outages import Outages
from local_aws.runtime.async_config import read_async_config
from local_aws.runtime.asynchronous import EventQueue
from tests.support.served import wait_until
from tests.support.two_regions import HOME

# Tells that it runs, and ends when it may.
WAITS = """
import os, time

def handle(event, context):
    open(event["begun"], "w").close()
    while not os.path.exists(event["gate"]):
        time.sleep(0.01)
    return "done"
"""


class Watched(Outages):
    """Counts how often somebody in the background was told of a cut."""

    denied = 0

    def is_cut(self, region):
        cut = super().is_cut(region)
        if cut and threading.current_thread() is not threading.main_thread():
            self.denied += 1
        return cut


@pytest.fixture
def outages():
    found = Watched()
    undo = hook.install(found)
    yield found
    undo()


@pytest.fixture
def events(outages):
    """Put an event into a queue; gives whether the Region was cut at each run."""
    queue, runs = EventQueue(None), []
    config = SimpleNamespace(region=HOME, function_arn="arn")

    def put(during=lambda: None):
        def run():
            runs.append(HOME in outages.states())
            during()
            return SimpleNamespace(failure=None)

        queue.put(config, read_async_config({}, {}), None, run)
        return runs

    yield put
    queue.close()


def test_an_event_waits_for_its_region(outages, events):
    outages.set(HOME, "failing")
    runs = events()

    outages.set(HOME, "up")
    wait_until(lambda: runs)

    assert runs == [False]


def test_an_event_that_ended_unheard_is_run_again(outages, events):
    # Each is what happens during one run.
    during = iter([lambda: outages.set(HOME, "failing"), lambda: None])

    def run():
        next(during)()

    runs = events(run)
    # Asked after the run, and before the next attempt.
    wait_until(lambda: outages.denied >= 1)
    outages.set(HOME, "up")

    wait_until(lambda: len(runs) == 2)


def test_nobody_hears_the_answer_of_a_region_that_was_cut_off_meanwhile(
    world, tmp_path
):
    role = world.served.role(world.unique("role"), "logs:*")
    image = world.served.image(WAITS, tag=world.unique("waits"))
    name = world.served.function(world.unique("waits"), image, role)
    begun, gate, said = tmp_path / "begun", tmp_path / "gate", []

    def invoke():
        try:
            world.client("lambda").invoke(
                FunctionName=name,
                Payload=f'{{"begun": "{begun}", "gate": "{gate}"}}',
            )
        except ClientError as error:
            said.append(error.response["Error"]["Code"])

    caller = threading.Thread(target=invoke)
    caller.start()
    wait_until(begun.exists)
    world.region(HOME, "failing")
    gate.touch()
    caller.join()

    assert said == ["ServiceUnavailable"]
