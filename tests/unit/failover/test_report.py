"""What people are told: nothing is passed over."""

import pytest

SEEN = {"verdict": "seen", "remarks": ["from here: no answer", "0 of 3"]}
TURN = {"outcome": "done", "since": "2026-11-22T06:00:00+00:00"}


def shard(name="a", **fields):
    return {
        "shard": name,
        "round": 1,
        "started": 0,
        "failed": [],
        "failed_count": 0,
        "progress": "done",
        **fields,
    }


@pytest.fixture
def report(failover):
    def report(*shards, confirmation=SEEN, turn=TURN):
        return failover.step(
            "report", shards=list(shards), confirmation=confirmation, turn=turn
        )

    return report


def test_all_was_begun(report):
    found = report(shard("a", started=2), shard("b", started=3))

    assert found["complete"] is True
    assert (
        found["subject"] == "Failover done: eu-central-1 serves in place of eu-west-1"
    )
    assert "Inferences begun again: 5" in found["message"]
    assert "from here: no answer" in found["message"]
    assert "failover-failback" in found["message"]


def test_what_was_not_begun_is_named(report):
    found = report(
        shard(
            "a", started=1, failed=["a1", "a2"], failed_count=2, progress="incomplete"
        ),
        shard("b", failed=["b1"], failed_count=1001, progress="incomplete"),
    )

    assert found["complete"] is False
    assert "INCOMPLETE" in found["subject"]
    for text in ("a1", "a2", "b1", "could not be: 1003", "and 1000 more"):
        assert text in found["message"]
    assert "/aws/lambda/failover-step" in found["message"]


def test_a_shard_that_was_not_gone_through_is_named(report):
    found = report(
        shard("a"), {"shard": "c", "error": {"Error": "UnavailableError", "Cause": ""}}
    )

    assert found["complete"] is False
    assert "begin with c were not gone through: UnavailableError" in found["message"]


def test_what_people_declared_is_told_so(report):
    declared = {"verdict": "declared", "remarks": []}

    assert "People had declared it lost." in report(confirmation=declared)["message"]


def test_a_run_after_another_says_so(report):
    found = report(turn={"outcome": "already", "since": "2026-11-22T06:00:00+00:00"})

    assert "It served already" in found["message"]


def test_a_subject_is_one_line_that_sns_takes(report):
    subject = report()["subject"]

    assert len(subject) <= 100
    assert subject.isascii()
    assert "\n" not in subject
