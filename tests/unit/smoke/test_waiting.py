"""Asking again, and giving up."""


def look_at(*values):
    left = list(values)
    return lambda: left.pop(0) if len(left) > 1 else left[0]


def test_what_is_settled_is_returned_at_once(time):
    settled = time.waiting(60).settle("x", look_at("done"), lambda _: None)

    assert (settled.value, settled.seconds, settled.late) == ("done", 0, False)
    assert time.slept == []
    assert time.told == []


def test_pauses_grow(time):
    looks = look_at(*["cold"] * 5, "done")

    settled = time.waiting(600).settle("x", looks, lambda v: None if v == "done" else v)

    assert settled.value == "done"
    assert time.slept == sorted(time.slept)
    assert time.slept[-1] > 4 * time.slept[0]


def test_each_reason_is_told_once(time):
    looks = look_at("updating", "updating", "cold", "cold", "done")

    settled = time.waiting(60).settle("x", looks, lambda v: None if v == "done" else v)

    assert settled.reasons == ("updating", "cold")
    assert time.told == ["x: updating: waiting", "x: cold: waiting"]


def test_it_gives_up_when_time_is_up_and_not_before(time):
    settled = time.waiting(60).settle("x", look_at("cold"), lambda v: v)

    assert (settled.value, settled.late) == ("cold", True)
    assert sum(time.slept) == settled.seconds == 60


def test_without_time_it_looks_once(time):
    settled = time.waiting(0).settle("x", look_at("cold"), lambda v: v)

    assert settled.late
    assert time.slept == []


def test_the_time_is_shared(time):
    waiting = time.waiting(60)
    waiting.settle("x", look_at("cold"), lambda v: v)

    waiting.settle("y", look_at("cold"), lambda v: v)

    assert sum(time.slept) == 60
