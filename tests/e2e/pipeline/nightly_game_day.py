"""A game day as `.github/workflows/drill.yml` plays it: `make pipeline`."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.e2e.pipeline.scenarios import ended, run, story
from tests.support.pipeline_world import World
from tests.support.two_regions import order
from tests.support.workflow_actions import instead
from tests.support.workflow_parts import Event

# Somewhat faster than the machine's: what is waited for in a game day is minutes.
_ADVANCE, _EVERY = 5, 0.5


def test_a_game_day_is_played_with_the_rights_of_its_role(released: World):
    """`make drill` itself, where the others look only whether there is such a target.

    What is measured is not looked at: the machine's clock is not the local AWS's.
    """
    give_clients_their_keys_in_both_regions(released)
    others = {name: what for name, what in instead().items() if name != "make drill"}
    event = Event(name="schedule", sha=released.head)

    with time_goes_on(released):
        runs = run(released, "drill", event, instead=others)

    assert ended(runs) == {"drill": "success"}, story(runs)
    machines_of_runs = released.folder.glob("runs/*/drill/workspace")
    last = max(machines_of_runs, key=lambda path: path.stat().st_mtime)
    tallies = [
        json.loads(report.read_text())["inferences"]
        for report in (last / "dist/drill").glob("*.json")
    ]
    assert len(tallies) == len(["failover", "failback"])
    for tally in tallies:
        assert tally["succeeded"] == tally["sent"] > 0
        assert (tally["lost"], tally["doubled"]) == ([], [])
    for machine in machines(released):
        [last, *_] = executions(released, machine)
        assert last["status"] == "SUCCEEDED", last


def give_clients_their_keys_in_both_regions(world: World) -> None:
    """Do what a person does once, after the first apply."""
    file = world.folder / "outputs.json"
    outputs = world.outputs("production")
    file.write_text(json.dumps({name: {"value": v} for name, v in outputs.items()}))
    world.by_hand(f"inferway keys copy --outputs {file}")


@contextmanager
def time_goes_on(world: World) -> Iterator[None]:
    """Let the local AWS's clock go on, but while a workflow's functions work."""
    over, both = threading.Event(), machines(world)

    def go_on() -> None:
        while not over.wait(_EVERY):
            if not any(
                one["status"] == "RUNNING"
                for machine in both
                for one in executions(world, machine)
            ):
                order(world.local, "clock", {"advance_seconds": _ADVANCE})

    clock = threading.Thread(target=go_on)
    clock.start()
    try:
        yield
    finally:
        over.set()
        clock.join()


def machines(world: World) -> list[str]:
    """Return the workflows of both turns."""
    recovery = world.outputs("production")["recovery"]
    return [recovery[f"{turn}_state_machine_arn"] for turn in ("failover", "failback")]


def executions(world: World, machine_arn: str) -> list[dict[str, Any]]:
    """Return the runs of a state machine, the last one first."""
    region = machine_arn.split(":")[3]
    found = world.client("stepfunctions", region).list_executions(
        stateMachineArn=machine_arn
    )
    return list(found["executions"])
