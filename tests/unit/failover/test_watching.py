"""What would make a failover fail is told: each of it, and none is passed over."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from failover.ports import Sight
from failover.watch_handler import WatchHandler, WatchOrder
from failover.watch_parts import WatchParts
from failover.watch_ports import CheckSetting, LivePointer, Memory, Models
from inferences.errors import UnavailableError
from tests.support.active_regions import MemoryActiveRegion
from tests.unit.failover.conftest import (
    HERE,
    HOME,
    NOW,
    Eye,
    Failover,
    Late,
    Marks,
    Records,
)

READY = Sight(status=200, readiness="ready", what="HTTP 200, ready")
WELL = CheckSetting(id="id", disabled=False, inverted=False)
LIVE = LivePointer(version_id="v2", model="news 2", written_at=NOW - 9000)


@dataclass
class Settings:
    """Health checks as they are set."""

    found: dict[str, CheckSetting | None] = field(
        default_factory=lambda: {
            "home": WELL,
            "home_endpoint": WELL,
            "home_switch": replace(WELL, disabled=True),
            "standby_endpoint": WELL,
        }
    )

    def settings(self) -> dict[str, CheckSetting | None]:
        return self.found


@dataclass
class Said:
    """Whatever a port says."""

    found: Any
    unavailable: bool = False

    def states(self) -> Any:
        return self._say()

    def look(self) -> Any:
        return self._say()

    def _say(self) -> Any:
        if self.unavailable:
            message = "it cannot be reached"
            raise UnavailableError(message)
        return self.found


@dataclass
class Remembered:
    """The memory."""

    memory: Memory = field(default_factory=Memory)

    def read(self) -> Memory:
        return self.memory

    def write(self, memory: Memory) -> None:
        self.memory = memory


@dataclass
class People:
    """The topic, and the metric."""

    told: list[tuple[str, str]] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    deaf: bool = False

    def tell(self, subject: str, message: str) -> None:
        if self.deaf:
            message = "SNS refuses"
            raise UnavailableError(message)
        self.told.append((subject, message))

    def watched(self, found: Any) -> None:
        self.counts.append(len(found))


class Watch:
    """The watch, and a world in which all is well."""

    def __init__(self) -> None:
        self.checks, self.eye, self.marks = Settings(), Eye(READY), Marks()
        self.replicas = Said({"config": "ACTIVE", "records": "ACTIVE"})
        self.late, self.models = Late(), Said(Models(home=LIVE, standby=LIVE))
        self.records, self.active = Records(), MemoryActiveRegion()
        self.memory, self.people = Remembered(), People()
        self.automatic, self.now = True, NOW

    def look(self, *, after: float = 300.0, **event: str) -> list[str]:
        """Look once more; gives the keys of what was found."""
        self.now += after
        handler = WatchHandler(
            WatchParts(
                checks=self.checks,
                vantage=self.eye,
                replicas=self.replicas,
                probes=self.marks,
                lag=self.late,
                models=self.models,
                records=self.records,
                active=self.active,
                home=HOME,
                automatic=self.automatic,
                most_lag_seconds=30,
                unstarted_after_seconds=300,
                now=lambda: self.now,
            ),
            self.memory,
            self.people,
            self.people,
            WatchOrder(name="failover", again_seconds=86_400),
        )
        found: Any = handler(event, None)
        return list(found["obstacles"])


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def taken(watch) -> Watch:
    """Have this Region serve, since a while."""
    since = datetime.fromtimestamp(NOW - 1000, UTC).isoformat()
    failover = Failover()
    failover.taken(since=since)
    watch.active = failover.active
    return watch


def test_where_all_is_well_nobody_hears_anything(watch):
    assert [watch.look(), watch.look()] == [[], []]

    assert watch.people.told == []
    # The alarm knows that somebody looks.
    assert watch.people.counts == [0, 0]


@pytest.mark.parametrize(
    ("name", "setting", "key"),
    [
        ("home_endpoint", replace(WELL, disabled=True), "check-disabled:home_endpoint"),
        ("home", replace(WELL, inverted=True), "check-inverted:home"),
        ("home_switch", replace(WELL, inverted=True), "switch-inverted"),
        ("standby_endpoint", None, "check-gone:standby_endpoint"),
    ],
)
def test_a_check_that_says_nothing_is_told(watch, name, setting, key):
    watch.checks.found[name] = setting

    assert watch.look() == [key]

    [(subject, message)] = watch.people.told
    assert "would make a failover fail" in subject
    assert "New: " in message


@pytest.mark.parametrize(
    ("automatic", "found"), [(True, ["switch-inverted"]), (False, [])]
)
def test_a_switch_that_holds_clients_here_is_no_obstacle(taken, automatic, found):
    taken.automatic = automatic
    taken.checks.found["home_switch"] = replace(WELL, inverted=True)

    assert taken.look() == found


@pytest.mark.parametrize("state", [None, "REPLICATION_NOT_AUTHORIZED"])
def test_a_replica_that_is_missing_or_ill_is_told(watch, state):
    watch.replicas.found["records"] = state

    assert watch.look() == ["replica:records"]


def test_a_replica_that_lags_is_told_by_its_mark(watch):
    assert watch.look() == []
    watch.marks.late = [HERE]

    # Younger than the longest lag: it may be on its way.
    assert watch.look(after=20) == []
    assert watch.look(after=20) == [f"lag:{HERE}"]


def test_what_dynamodb_measures_is_told(watch):
    watch.late.found = 31.0

    assert watch.look() == ["lag:records"]


@pytest.mark.parametrize(
    ("models", "keys"),
    [
        (Models(home=LIVE, standby=None), ["model-pointer"]),
        (
            Models(home=LIVE, standby=replace(LIVE, version_id="v1", model="news 1")),
            ["model-pointer"],
        ),
        (Models(home=LIVE, standby=LIVE, missing=["a.pkl"]), ["model-file:a.pkl"]),
        (Models(home=replace(LIVE, written_at=NOW + 290), standby=None), []),
        (Models(home=None, standby=None), []),
    ],
)
def test_a_model_that_is_missing_or_behind_is_told(watch, models, keys):
    watch.models.found = models

    assert watch.look() == keys


def test_models_of_a_region_that_serves_are_its_own(taken):
    taken.models.found = Models(home=LIVE, standby=replace(LIVE, version_id="v3"))

    assert taken.look() == []


def test_an_inference_that_stayed_with_the_lost_region_is_told(taken, record):
    left, ours = record(1), record(2, home=HERE)
    for one in (left, ours):
        taken.records.create(one, attend_by=int(NOW) + 9000)

    assert taken.look() == [f"record:{left.id}"]


def test_the_workflow_gets_its_time(taken, record):
    taken.records.create(record(1), attend_by=int(NOW) + 9000)
    taken.active.active = replace(
        taken.active.active, since=datetime.fromtimestamp(NOW, UTC).isoformat()
    )

    assert taken.look(after=100) == []


def test_an_inference_that_nobody_attends_to_is_told_and_so_is_the_next(watch, record):
    first, second = record(1), record(2, home=HERE)
    watch.records.create(first, attend_by=int(NOW) - 100)
    assert watch.look() == [f"record:{first.id}"]

    watch.records.create(second, attend_by=int(NOW))
    assert len(watch.look()) == 2

    assert [message.count("New: ") for _, message in watch.people.told] == [1, 1]


def test_many_are_counted_and_not_all_named(watch, record):
    for number in range(30):
        watch.records.create(record(number), attend_by=0)

    assert watch.look()[-1] == "record:more"


def test_a_region_that_could_not_take_over_is_told(watch):
    watch.eye.sight = Sight(status=503, readiness="unavailable", what="HTTP 503")

    assert watch.look() == ["standby-not-ready"]


def test_what_cannot_be_read_hides_nothing_else(watch):
    watch.models.unavailable = True
    watch.checks.found["home"] = None
    watch.records.unavailable = {"unattended"}

    assert watch.look() == [
        "check-gone:home",
        "unread:models",
        "unread:unfinished inferences",
    ]


def test_it_is_told_once_and_again_daily_and_when_it_is_gone(watch):
    watch.replicas.found["records"] = None
    for _ in range(3):
        watch.look()
    assert len(watch.people.told) == 1

    watch.look(after=86_400)
    assert "Still: " in watch.people.told[1][1]

    watch.replicas.found["records"] = "ACTIVE"
    watch.look()
    subject, message = watch.people.told[2]
    assert "nothing keeps it" in subject
    assert message == "Gone: replica:records"
    watch.look()
    assert len(watch.people.told) == 3


def test_what_nobody_heard_is_told_at_the_next_look(watch):
    watch.replicas.found["records"] = None
    watch.people.deaf = True
    with pytest.raises(UnavailableError):
        watch.look()

    watch.people.deaf = False
    watch.look()

    assert len(watch.people.told) == 1
    # The alarm heard of it both times.
    assert watch.people.counts == [1, 1]


def test_an_event_that_says_a_later_time_is_believed(watch, record):
    watch.records.create(record(1), attend_by=int(NOW))

    assert watch.look(after=100) == []
    at = datetime.fromtimestamp(NOW + 1000, UTC).isoformat()
    assert watch.look(after=100, scheduled_time=at) == [f"record:{record(1).id}"]
    assert watch.look(after=0, scheduled_time="<aws.scheduler.scheduled-time>") == []
