"""A whole environment, visited."""

from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from smoke.found import Answer, Failure, NoModel, Stop
from smoke.visit import Visitor
from smoke.wanted import Wanted
from tests.unit.smoke.conftest import LIVE, OLD, endpoint, function
from tests.unit.smoke.test_checks import COMPONENT, ENDPOINT, FUNCTION

RIGHT = Answer(predictions=["x", "y", "x"], model=LIVE)
COLD = Failure(reason="ModelNotReadyException", passes=True)
ASLEEP = Failure(reason="ValidationError: no capacity", passes=True, asleep=True)
BROKEN = Failure(reason="broken", passes=False)


@dataclass
class Environment:
    """Models, functions and endpoints, each a list of what comes next."""

    live_models: list[Any]
    functions: list[Any] = field(default_factory=lambda: [FUNCTION])
    endpoints: list[Any] = field(default_factory=lambda: [ENDPOINT])
    components: list[Any] = field(default_factory=lambda: [COMPONENT])
    answers: list[Any] = field(default_factory=lambda: [RIGHT])
    stop: Stop | None = None
    asked: int = 0

    def live(self):
        return following(self.live_models)

    def pinned(self, model):
        return replace(following(self.live_models), model=model)

    def find_component(self, wanted):
        return following(self.components)

    def find(self, wanted):
        return following(self.functions if wanted == function() else self.endpoints)

    def ask(self, wanted, golden):
        self.asked += 1
        return following(self.answers)

    def ask_of(self, wanted):
        return lambda golden: self.ask(wanted, golden)


@dataclass
class Stops:
    """Tells the same of every endpoint."""

    stop: Stop | None

    def find(self, _endpoint):
        return self.stop


def following(values):
    return values.pop(0) if len(values) > 1 else values[0]


@pytest.fixture
def visit(time):
    def run(environment, *, functions=(), endpoints=(), seconds=600):
        wanted = Wanted(
            region="eu-west-1",
            bucket="b",
            pointer_key="live.json",
            functions=functions,
            endpoints=endpoints,
        )
        visitor = Visitor(
            environment,
            environment,
            environment,
            time.waiting(seconds),
            Stops(environment.stop),
        )
        return visitor.visit(wanted)

    return run


def table(checks):
    return [(one.target, one.what, one.right) for one in checks]


def wrong(checks):
    return [(one.target, one.what) for one in checks if not one.right]


def test_everything_is_held_against_the_state(visit, live):
    checks = visit(
        Environment([live]), functions=(function(),), endpoints=(endpoint(),)
    )

    assert table(checks) == [
        ("model store", "model", True),
        *(
            ("function prediction", what, True)
            for what in ("status", "version", "image", "model", "golden instances")
        ),
        *(
            ("endpoint steady", what, True)
            for what in (
                "status",
                "configuration",
                "image",
                "model",
                "golden instances",
            )
        ),
    ]


def test_a_cold_start_is_waited_for(visit, live, time):
    environment = Environment([live], answers=[COLD, COLD, RIGHT])

    checks = visit(environment, endpoints=(endpoint(),))

    assert wrong(checks) == []
    assert table(checks)[0] == ("model store", "model", True)
    assert environment.asked == 3
    assert time.told == ["endpoint steady: ModelNotReadyException: waiting"]


def test_a_cold_start_without_end_is_a_finding(visit, live):
    checks = visit(Environment([live], answers=[COLD]), endpoints=(endpoint(),))

    assert wrong(checks) == [("endpoint steady", "golden instances")]
    assert checks[-1].remark == "still so after 600 s"


def test_what_does_not_pass_is_a_finding_at_once(visit, live, time):
    checks = visit(Environment([live], answers=[BROKEN]), endpoints=(endpoint(),))

    assert wrong(checks) == [("endpoint steady", "golden instances")]
    assert time.slept == []


def test_an_update_under_way_is_waited_for(visit, live):
    states = [replace(ENDPOINT, status="Updating", config_name="old"), ENDPOINT]

    checks = visit(Environment([live], endpoints=states), endpoints=(endpoint(),))

    assert wrong(checks) == []


def test_a_failed_endpoint_is_not_asked(visit, live):
    environment = Environment([live], endpoints=[replace(ENDPOINT, status="Failed")])

    checks = visit(environment, endpoints=(endpoint(),))

    assert wrong(checks) == [("endpoint steady", "status")]
    assert environment.asked == 0


def test_a_failed_function_is_not_asked(visit, live):
    environment = Environment([live], functions=[replace(FUNCTION, state="Failed")])

    checks = visit(environment, functions=(function(),))

    assert wrong(checks) == [("function prediction", "status")]
    assert environment.asked == 0


def test_a_function_that_predicts_nothing_is_not_asked(visit, live):
    environment = Environment([live])
    wanted = function(predicts=False)
    environment.find = lambda _: FUNCTION

    checks = visit(environment, functions=(wanted,))

    assert wrong(checks) == []
    assert ("function prediction", "version") in {(c.target, c.what) for c in checks}
    assert environment.asked == 0


def test_a_silent_roll_back_is_found_and_the_old_one_is_asked_all_the_same(visit, live):
    environment = Environment([live], endpoints=[replace(ENDPOINT, config_name="old")])

    checks = visit(environment, endpoints=(endpoint(),))

    assert wrong(checks) == [("endpoint steady", "configuration")]
    assert environment.asked == 1


def test_a_component_that_sleeps_is_woken_by_asking(visit, live):
    environment = Environment(
        [live], components=[replace(COMPONENT, copies=0)], answers=[ASLEEP, RIGHT]
    )

    checks = visit(environment, endpoints=(endpoint(component="c"),))

    assert wrong(checks) == []
    [copies] = [one for one in checks if one.what == "copies"]
    assert "asleep" in copies.remark
    [model] = [
        one for one in checks if one.what == "model" and "endpoint" in one.target
    ]
    assert "no capacity" in model.remark


def test_a_component_that_is_missing_is_not_asked(visit, live):
    environment = Environment([live], components=[None])

    checks = visit(environment, endpoints=(endpoint(component="c"),))

    assert wrong(checks) == [("endpoint steady", "component")]
    assert environment.asked == 0


def test_a_model_that_was_just_promoted_is_waited_for(visit, live, time):
    old = Answer(predictions=["z", "z", "z"], model=OLD)

    checks = visit(Environment([live], answers=[old, RIGHT]), functions=(function(),))

    assert wrong(checks) == []
    assert "fedcba9876543210 answers" in time.told[0]


def test_a_model_that_never_comes_is_a_finding(visit, live):
    old = Answer(predictions=["z", "z", "z"], model=OLD)

    checks = visit(Environment([live], answers=[old]), functions=(function(),))

    assert wrong(checks) == [("function prediction", "model")]


def test_a_pointer_that_moves_meanwhile_decides(visit, live):
    old = Answer(predictions=["x", "y", "x"], model=OLD)
    models = [live, live, replace(live, model=OLD)]

    checks = visit(Environment(models, answers=[old]), functions=(function(),))

    assert wrong(checks) == []


def test_without_a_model_nobody_is_asked(visit):
    environment = Environment([NoModel(wanted="a live model", reason="nothing")])

    checks = visit(environment, functions=(function(),), endpoints=(endpoint(),))

    assert wrong(checks) == [("model store", "model")]
    assert environment.asked == 0


def test_a_pinned_endpoint_is_asked_for_its_own_model(visit, live):
    answer = Answer(predictions=["x", "y", "x"], model=OLD)

    checks = visit(
        Environment([live], answers=[answer]), endpoints=(endpoint(pinned=OLD),)
    )

    assert wrong(checks) == []
    assert ("model store", "model", True) not in table(checks)


def test_nothing_to_serve_is_no_error(visit, live):
    assert visit(Environment([live])) == []


STOP = Stop(at="2026-11-22T09:00:00+00:00", by="auto-stop", reason="idle", start="x y")


def test_what_was_stopped_on_purpose_is_no_failure(visit, live):
    checks = visit(
        Environment([live], endpoints=[None], stop=STOP), endpoints=(endpoint(),)
    )

    [_, check] = checks
    assert (check.found, check.right) == ("stopped", True)
    assert check.remark == (
        "by auto-stop at 2026-11-22T09:00:00+00:00: idle. Start it: x y"
    )


def test_what_is_there_is_held_against_the_state_whatever_is_on_record(visit, live):
    checks = visit(
        Environment(
            [live], endpoints=[replace(ENDPOINT, config_name="old")], stop=STOP
        ),
        endpoints=(endpoint(),),
    )

    assert ("endpoint steady", "configuration") in wrong(checks)


def test_what_is_missing_and_not_on_record_is_a_failure(visit, live):
    checks = visit(Environment([live], endpoints=[None]), endpoints=(endpoint(),))

    assert wrong(checks) == [("endpoint steady", "endpoint")]
