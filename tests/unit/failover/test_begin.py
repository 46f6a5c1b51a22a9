"""One execution for each outage, however often it is told."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

import pytest

from failover.begin_handler import BeginHandler
from tests.unit.failover.conftest import Told


@dataclass
class Starts:
    """Executions by their names."""

    begun: dict[str, str] = field(default_factory=dict)

    def start(self, name: str, content: str) -> bool:
        first = name not in self.begun
        self.begun.setdefault(name, content)
        return first


@pytest.fixture
def starts():
    return Starts()


@pytest.fixture
def told() -> Any:
    return Told()


@pytest.fixture
def begin(starts, told):
    handler = BeginHandler(starts, told, alarm="home-unhealthy")
    return lambda event: handler(event, None)


def event(*, alarm="home-unhealthy", value="ALARM", at="2026-11-22T06:01:00.123+0000"):
    return {
        "id": "an-event",
        "detail-type": "CloudWatch Alarm State Change",
        "detail": {
            "alarmName": alarm,
            "state": {"value": value, "timestamp": at, "reason": "Threshold Crossed"},
        },
    }


def test_an_outage_begins_an_execution(begin, starts):
    answer = begin(event())

    [(name, content)] = starts.begun.items()
    assert answer == {"outcome": "begun", "name": name}
    # Step Functions takes it.
    assert re.fullmatch(r"outage-20261122T060100Z-[0-9a-f]{8}", name)
    assert json.loads(content) == {
        "seen_at": "2026-11-22T06:01:00.123000+00:00",
        "reason": "Threshold Crossed",
    }


def test_the_same_outage_told_again_begins_none(begin, starts, told):
    begin(event())

    answer = begin({**event(), "id": "another-event"})

    assert answer["outcome"] == "begun before"
    assert len(starts.begun) == 1
    assert [first for _, first in told.begins] == [True, False]


def test_the_next_outage_begins_another(begin, starts):
    begin(event())
    begin(event(at="2026-11-22T06:01:00.124+0000"))

    assert len(starts.begun) == 2


@pytest.mark.parametrize(
    "other",
    [
        event(value="OK"),
        event(value="INSUFFICIENT_DATA"),
        event(alarm="another"),
        event(at="soon"),
        {"detail": {"alarmName": "home-unhealthy"}},
        {},
        None,
        [],
    ],
)
def test_what_is_no_outage_begins_none(begin, starts, told, other):
    assert begin(other) == {"outcome": "ignored"}
    assert starts.begun == {}
    assert len(told.ignores) == 1
