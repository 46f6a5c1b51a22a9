"""However long things take, and whenever it breaks off, nothing stays turned."""

import contextlib

from hypothesis import given, settings
from hypothesis import strategies as st

from drill.figures import make_report
from drill.timeline import Seen
from tests.unit.drill.conftest import NEVER, World

delays = st.floats(min_value=0, max_value=300)
worlds = st.builds(
    World,
    tier=st.sampled_from([1, 2]),
    alarm_after=delays,
    begin_after=st.one_of(delays, st.just(NEVER)),
    work_after=st.floats(min_value=1, max_value=300),
    name_after=delays,
    status=st.sampled_from(["SUCCEEDED", "FAILED"]),
    interrupt_at=st.one_of(delays, st.just(NEVER)),
)


@settings(max_examples=60, deadline=None)
@given(world=worlds)
def test_the_switch_is_turned_back_unless_it_holds_clients(world):
    automatic = world.tier == 1

    with contextlib.suppress(KeyboardInterrupt):
        world.game.fail_over(name="mine", by_alarm=automatic)

    if automatic:
        assert not world.is_inverted()
    else:
        # There DNS follows it alone, until the failback.
        assert world.is_inverted() == world.is_fenced()


@settings(max_examples=60, deadline=None)
@given(world=worlds)
def test_what_is_reported_as_kept_was_seen_in_time(world):
    world.interrupt_at = NEVER
    by_alarm = world.tier == 1

    outcome = world.game.fail_over(name="mine", by_alarm=by_alarm)
    report = make_report(world.recovery, outcome, by_alarm=by_alarm, resolution=1)

    if report.right:
        at = outcome.timeline.at
        assert at[Seen.NAME] <= 91
        assert outcome.execution.status == "SUCCEEDED"
        assert at[Seen.ENDED] - at[Seen.BEGUN] >= world.work_after - 1
    assert report.right == (report.wrong == [])
