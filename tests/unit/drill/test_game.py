"""A failover and a failback, watched by a clock that the test moves."""

import pytest

from drill.calm import require_calm
from drill.figures import make_report
from drill.outcome import the_one
from drill.ports import Execution
from drill.recovery import RecoveryError
from drill.timeline import Seen
from inferences.active_region import ActiveRegion
from model.errors import UnavailableError
from tests.unit.drill.conftest import BEGAN, HOME, NEVER, STANDBY


def reported(world, outcome, *, by_alarm=True):
    return make_report(world.recovery, outcome, by_alarm=by_alarm, resolution=1)


def test_what_is_measured_is_what_happened(make_world):
    world = make_world()

    outcome = world.game.fail_over(name="mine", by_alarm=True)

    at = outcome.timeline.at
    assert at[Seen.ALARM] == 60
    assert at[Seen.BEGUN] == 65
    # Turned in the middle, and over after 20 s.
    assert (at[Seen.ACTIVE], at[Seen.FENCED], at[Seen.ENDED]) == (75, 75, 85)
    assert at[Seen.NAME] == 60
    report = reported(world, outcome)
    assert report.right, report.wrong
    assert [(one.promised_seconds, one.measured_seconds) for one in report.figures] == [
        (90, 60),
        (30 + 120 + 20, 85),
        (300, 85),
    ]


def test_the_switch_holds_until_the_fence_does(make_world):
    world = make_world()

    outcome = world.game.fail_over(name="mine", by_alarm=True)

    at = outcome.timeline.at
    assert at[Seen.TURNED_BACK] >= at[Seen.FENCED] + 2 * 30
    assert world.turned == [True, False]
    assert not outcome.switch_left
    assert outcome.serves == STANDBY


@pytest.mark.parametrize("tier", [1, 2])
def test_a_home_region_that_is_down_is_not_waited_for(make_world, tier):
    world = make_world(tier=tier, begin_after=NEVER, broken={"home"})

    outcome = world.game.fail_over(name="mine", by_alarm=False)

    at = outcome.timeline.at
    assert Seen.FENCED not in at
    assert world.now - BEGAN <= max(at[Seen.NAME], at[Seen.ENDED]) + 2
    report = reported(world, outcome, by_alarm=False)
    assert report.right, report.wrong
    assert outcome.serves == STANDBY


@pytest.mark.parametrize("second", [0, 10, 70, 80, 100])
def test_ctrl_c_turns_back(make_world, second):
    world = make_world(interrupt_at=second)

    with pytest.raises(KeyboardInterrupt):
        world.game.fail_over(name="mine", by_alarm=True)

    assert world.turned == [True, False]
    assert any("turned back" in one for one in world.told)


def test_a_defect_turns_back(make_world, stream):
    world = make_world(stream=stream)

    def send(at):
        raise RuntimeError

    stream.send = send
    with pytest.raises(RuntimeError):
        world.game.fail_over(name="mine", by_alarm=True)

    assert world.turned == [True, False]


def test_what_cannot_be_seen_for_a_while_breaks_nothing_off(make_world):
    # us-east-1 may be the Region that fails.
    world = make_world(broken={"alarm"})

    outcome = world.game.fail_over(name="mine", by_alarm=True)

    assert Seen.ALARM not in outcome.timeline.at
    assert outcome.timeline.at[Seen.ENDED] == 85
    assert outcome.remarks == ["For a while: alarm cannot be reached"]


def test_a_turn_that_was_not_seen_yet_holds_the_switch(make_world):
    # It is turned between two looks.
    world = make_world(tier=2, interrupt_at=10)

    with pytest.raises(KeyboardInterrupt):
        world.game.fail_over(name="mine", by_alarm=False)

    assert world.turned == [True]


def test_what_cannot_be_turned_back_is_said(make_world):
    world = make_world()
    game = world.game
    world.interrupt_at = 10

    def invert(*, inverted):
        if not inverted:
            message = "Route 53 cannot be reached"
            raise UnavailableError(message)

    world.invert = invert
    with pytest.raises(UnavailableError):
        game.fail_over(name="mine", by_alarm=True)

    assert (
        "update-health-check --health-check-id switch --no-inverted" in world.told[-1]
    )


def test_a_workflow_that_never_begins_is_late(make_world):
    world = make_world(begin_after=NEVER)

    outcome = world.game.fail_over(name="mine", by_alarm=True)

    report = reported(world, outcome)
    assert not report.right
    assert "no execution of the workflow was seen" in report.wrong
    assert world.turned == [True, False]


def test_a_workflow_that_fails_is_not_waited_for(make_world):
    world = make_world(status="FAILED")

    outcome = world.game.fail_over(name="mine", by_alarm=True)

    assert outcome.timeline.at[Seen.ENDED] == 85
    assert "the execution outage is FAILED" in reported(world, outcome).wrong


@pytest.mark.parametrize(
    ("slow", "which"),
    [({"name_after": 92}, "led to the other"), ({"begin_after": 92}, "work goes on")],
)
def test_what_lags_is_named(make_world, slow, which):
    world = make_world(**slow)

    report = reported(world, world.game.fail_over(name="mine", by_alarm=True))

    [wrong] = report.wrong
    assert which in wrong


def test_people_begin_it_and_the_switch_holds_clients(make_world):
    world = make_world(tier=2)

    outcome = world.game.fail_over(name="mine", by_alarm=False)

    assert outcome.execution.name == "mine"
    assert outcome.timeline.at[Seen.BEGUN] == 0
    assert world.turned == [True]
    assert outcome.switch_left
    assert reported(world, outcome, by_alarm=False).right

    world.game.fail_back(name="back")
    assert world.turned == [True, False]


def test_a_failover_that_turned_nothing_leaves_no_switch(make_world):
    world = make_world(tier=2, interrupt_at=5)

    with pytest.raises(KeyboardInterrupt):
        world.game.fail_over(name="mine", by_alarm=False)

    assert world.turned == [True, False]


def test_the_failback_is_measured_from_when_home_serves(make_world):
    world = make_world()
    world.game.fail_over(name="mine", by_alarm=True)

    outcome = world.game.fail_back(name="back")

    at = outcome.timeline.at
    assert (at[Seen.ACTIVE], at[Seen.ENDED]) == (10, 20)
    report = reported(world, outcome)
    assert report.right, report.wrong
    [figure] = report.figures
    assert figure.measured_seconds == 60
    assert outcome.serves == HOME


def test_a_failback_has_not_ended_while_another_outage_would_begin_nothing(make_world):
    world = make_world(quiet_after=100)
    world.game.fail_over(name="mine", by_alarm=True)

    at = world.game.fail_back(name="back").timeline.at

    assert at[Seen.ARMED] == at[Seen.ACTIVE] + 100
    assert not world.rings()


def test_a_failback_turns_back_a_switch_that_was_left(make_world):
    world = make_world()
    world.game.fail_over(name="mine", by_alarm=True)
    world.invert(inverted=True)

    world.game.fail_back(name="back")

    assert world.inverted_at is None


def test_inferences_are_sent_all_along_and_counted(make_world, stream, api):
    world = make_world(stream=stream)

    outcome = world.game.fail_over(name="mine", by_alarm=True)

    tally = outcome.tally
    assert tally.sent == tally.accepted == tally.succeeded
    assert tally.sent > 85
    assert (tally.lost, tally.doubled, tally.longest_gap_seconds) == ([], [], 1)


def test_what_is_lost_is_named(make_world, stream, api):
    api.forgets.add("drill-3-id")
    world = make_world(stream=stream)

    outcome = world.game.fail_over(name="mine", by_alarm=True)

    assert outcome.tally.lost == ["drill-3-id"]
    assert "1 inferences lost: drill-3-id" in reported(world, outcome).wrong


def taken(world):
    world.active = ActiveRegion(
        region=STANDBY, lost=HOME, since="2026-11-22", turn=9, by="a-run"
    )


def test_a_game_day_begins_from_calm(make_world):
    world = make_world()
    require_calm(world.recovery, world.parts, kind="failover")
    with pytest.raises(RecoveryError, match="nothing is to be given back"):
        require_calm(world.recovery, world.parts, kind="failback")

    world.begun.append(("outage", "failover", BEGAN))
    with pytest.raises(RecoveryError, match="under way"):
        require_calm(world.recovery, world.parts, kind="failover")

    world.begun.clear()
    world.invert(inverted=True)
    with pytest.raises(RecoveryError, match="left inverted"):
        require_calm(world.recovery, world.parts, kind="failover")

    taken(world)
    with pytest.raises(RecoveryError, match="serves already"):
        require_calm(world.recovery, world.parts, kind="failover")
    require_calm(world.recovery, world.parts, kind="failback")


def test_of_two_runs_the_one_counts_that_did_its_work():
    # People and the alarm may both begin one.
    runs = [
        Execution(name=status, status=status)
        for status in ("FAILED", "RUNNING", "SUCCEEDED")
    ]

    assert the_one(runs).name == "SUCCEEDED"
    assert the_one(runs[:2]).name == "RUNNING"
    assert the_one(runs[:1]).name == "FAILED"
