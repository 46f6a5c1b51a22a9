"""Environments of functions that die at a call of theirs."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.support.served import wait_until
from tests.unit.local_aws.events.conftest import unique


@pytest.fixture
def recorded(world):
    return world.queue()[0]


@pytest.fixture
def invoke(world, recorded):
    """Invoke a function that sends two messages; gives the answer and its name."""
    name = world.recorder(recorded).split(":")[6]

    def invoke():
        answer = world.client("lambda").invoke(
            FunctionName=name, Qualifier="live", Payload=json.dumps({"n": 1})
        )
        return json.load(answer["Payload"]), answer.get("FunctionError")

    invoke.name = name
    return invoke


def sent(world, url):
    return len(world.receive(url, delete=True))


@pytest.mark.parametrize(
    ("order", "arrived"),
    [
        ({"after_calls": 0}, 0),
        ({"after_calls": 1}, 1),
        ({"after_calls": 0, "after_done": True}, 1),
        ({"after_calls": 1, "after_done": True}, 2),
    ],
)
def test_it_dies_at_its_call_once(world, recorded, invoke, order, arrived):
    status, _ = world.control(f"functions/{invoke.name}/die", order)

    answer, error = invoke()

    assert status == 201
    assert (answer["errorType"], error) == ("Runtime.ExitError", "Unhandled")
    assert answer["errorMessage"].endswith("Runtime exited with error: signal: killed")
    assert sent(world, recorded) == arrived
    assert invoke() == ("done", None)
    assert sent(world, recorded) == 2


def test_calls_of_several_events_count(world, recorded, invoke):
    world.control(f"functions/{invoke.name}/die", {"after_calls": 3})

    assert invoke() == ("done", None)
    assert invoke()[1] == "Unhandled"
    assert sent(world, recorded) == 3


def test_others_live(world, recorded, invoke):
    other = world.recorder(recorded).split(":")[6]
    world.control(f"functions/{other}/die", {"after_calls": 0})

    assert invoke() == ("done", None)


@pytest.mark.parametrize(
    ("body", "status"), [({}, 400), ({"after_calls": -1}, 400), (None, 404)]
)
def test_what_cannot_be_ordered(world, invoke, body, status):
    name = invoke.name if body is not None else unique("nobody")

    found, _ = world.control(f"functions/{name}/die", body or {"x": 0})

    assert found == status


def test_an_event_whose_function_died_is_tried_again_by_the_clock(
    world, recorded, invoke
):
    world.control(f"functions/{invoke.name}/die", {"after_calls": 1})
    world.client("lambda").invoke(
        FunctionName=invoke.name,
        Qualifier="live",
        InvocationType="Event",
        Payload=json.dumps({"n": 1}),
    )
    found = []

    def arrived(count):
        def enough():
            found.extend(world.receive(recorded, delete=True))
            return len(found) >= count

        return enough

    def dead():
        """Tell whether the invocation that failed is over."""
        points = world.client("cloudwatch").get_metric_statistics(
            Namespace="AWS/Lambda",
            MetricName="Errors",
            Dimensions=[{"Name": "FunctionName", "Value": invoke.name}],
            StartTime=datetime.now(UTC) - timedelta(hours=1),
            EndTime=datetime.now(UTC) + timedelta(hours=1),
            Period=60,
            Statistics=["Sum"],
        )["Datapoints"]
        return sum(point["Sum"] for point in points) == 1

    wait_until(arrived(1))
    wait_until(dead)
    wait_until(lambda: world.advance(seconds=61) and arrived(3)())

    assert [json.loads(b) == "again" for b in found] == [False, False, True]
