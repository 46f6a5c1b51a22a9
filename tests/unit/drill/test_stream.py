"""Each inference that was taken ends once, or is named."""

from tests.unit.drill.conftest import HOME, STANDBY


def test_what_was_not_taken_is_no_loss(stream, api):
    stream.send(0)
    api.silent = {HOME, STANDBY}
    stream.send(1)
    stream.send(2)
    api.silent = {HOME}
    stream.send(3)

    tally = stream.tally(STANDBY)

    assert (tally.sent, tally.accepted, tally.succeeded) == (4, 2, 2)
    assert tally.refused == ["drill-2", "drill-3"]
    assert (tally.lost, tally.longest_gap_seconds) == ([], 3)


def test_what_does_not_end_is_lost_and_what_failed_is_not(stream, api):
    for number in range(3):
        stream.send(number)
    api.status = {"drill-1-id": "pending", "drill-2-id": "failed"}

    assert stream.unended(HOME) == ["drill-1-id"]
    tally = stream.tally(HOME)
    assert (tally.lost, tally.failed) == (["drill-1-id"], ["drill-2-id"])
    assert tally.succeeded == 1


def test_a_region_that_cannot_be_asked_takes_no_end_back(stream, api):
    stream.send(0)
    stream.send(1)
    api.status = {"drill-2-id": "pending"}
    assert stream.unended(STANDBY) == ["drill-2-id"]
    api.silent = {STANDBY}

    tally = stream.tally(STANDBY)

    assert (tally.succeeded, tally.unasked) == (1, ["drill-2-id"])
    assert tally.lost == []
    [problem] = tally.problems
    assert problem == "no connection (tried 1 times)"


def test_what_a_region_has_forgotten_is_lost_though_it_had_ended(stream, api):
    stream.send(0)
    assert stream.unended(STANDBY) == []
    api.forgets.add("drill-1-id")

    assert stream.tally(STANDBY).lost == ["drill-1-id"]


def test_two_results_of_one_inference_are_told(stream, api):
    for number in range(2):
        stream.send(number)
    api.results[STANDBY, "drill-2-id"] = ["another"]

    assert stream.tally(HOME).doubled == ["drill-2-id"]


def test_two_ids_of_one_key_are_told(stream, api):
    api.split = True
    stream.send(0)

    assert stream.tally(HOME).doubled == [f"{HOME}drill-1-id"]


def test_a_region_that_is_gone_does_not_double(stream, api):
    stream.send(0)
    api.silent = {HOME}

    tally = stream.tally(STANDBY)

    assert (tally.doubled, tally.succeeded) == ([], 1)
