"""Who moves the clock is answered when what that woke has come to rest."""

import threading
from datetime import timedelta

import pytest

from local_aws.clock import Clock
from local_aws.states.waits import Waits, Work
from tests.support.served import wait_until


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def waits(clock):
    made = Waits(clock)
    yield made
    made.close()


def test_a_move_ends_after_what_it_woke(clock, waits):
    done, gate = [], threading.Event()

    def run():
        waits.wait(lambda: False, [], 100)
        # The work takes a moment.
        threading.Timer(0.2, gate.set).start()
        gate.wait()
        done.append("work")

    waits.start(Work(), run, "test")
    wait_until(waits.at_rest)

    clock.advance(timedelta(seconds=100))

    assert done == ["work"]


def test_who_is_left_behind_is_not_waited_for(waits):
    gate = threading.Event()
    leave = waits.start(Work(), gate.wait, "test")
    assert not waits.at_rest()

    leave()

    assert waits.at_rest()
    gate.set()


def test_a_wait_that_is_woken_for_nothing_goes_on(clock, waits):
    work, ended = Work(), []
    waits.start(work, lambda: ended.append(waits.wait(bool, [], 100)), "test")
    wait_until(waits.at_rest)

    clock.advance(timedelta(seconds=99))
    assert ended == []
    clock.advance(timedelta(seconds=1))
    assert ended == [False]
