"""The entry point: settings in, events in, an answer and a log out."""

import importlib
import json
import time
from datetime import UTC, datetime

import pytest

from functions.environment import SettingsError
from tests.support.auto_stop import SETTINGS, World
from tests.unit.auto_stop.names import ENV

LATER = datetime(2030, 1, 1, 5, tzinfo=UTC)


class Context:
    """Lambda's."""

    def get_remaining_time_in_millis(self):
        return 300_000


@pytest.fixture(scope="module")
def front():
    """Return the module, whose import needs the environment and no AWS."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in ENV.items():
            patch.setenv(name, value)
        return importlib.import_module("auto_stop.front")


@pytest.mark.parametrize("name", sorted(ENV))
def test_every_setting_is_needed(front, name):
    with pytest.raises(SettingsError, match=name):
        front.build({**ENV, name: ""})


def test_it_answers_with_what_it_did(front):
    world = World()
    world.add("a", age=100_000)
    world.add("b", age=100_000, tags={"ProtectedFromAutoStop": "true"})
    handler = front.Handler(world.parts, SETTINGS)

    answer = handler({}, Context())

    assert json.loads(json.dumps(answer)) == {
        "dry_run": False,
        "seen": 2,
        "idle": 1,
        "stopped": 1,
        "failed": 0,
        "spared": {"protected": 1},
        "monthly_saving_usd": "83.95",
    }


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (
            {"scheduled_time": "2030-01-01T05:00:00Z"},
            datetime(2030, 1, 1, 5, tzinfo=UTC),
        ),
        # Late, or nothing that can be read: the clock.
        ({"scheduled_time": "2020-01-01T05:00:00Z"}, None),
        ({"scheduled_time": "soon"}, None),
        ({}, None),
        (None, None),
        ("text", None),
    ],
)
def test_a_run_goes_by_the_later_of_its_time_and_the_clock(front, event, expected):
    world = World()
    kept = world.add("a")
    clock = datetime(2026, 11, 22, 7, tzinfo=UTC)
    handler = front.Handler(world.parts, SETTINGS, clock.timestamp)

    handler(event, Context())

    assert world.record("a").at == (expected or clock).isoformat()
    assert kept.status == "Deleting"


def test_the_clock_is_the_machines(front):
    handler = front.Handler(World().parts, SETTINGS)

    assert handler._clock is time.time  # noqa: SLF001


def test_it_knows_prices(front):
    parts = front.build(ENV)._parts  # noqa: SLF001

    assert parts.price("ml.m5.large") > 0
    assert parts.price("ml.none") is None
    assert parts.by == "auto-stop"
