"""The same Idempotency-Key gets the same inference."""

import threading

import pytest

from inferences.paths import Path
from inferences.record import Failure
from tests.support.inferences import an_answer


def test_a_key_decides_the_id_for_its_owner(api):
    first = api.post(key="a")

    assert api.post(key="a").body == first.body
    assert api.post(key="b").body["id"] != first.body["id"]
    assert api.post(key="a", owner="key-2").body["id"] != first.body["id"]
    assert len(api.records.all()) == 3
    assert len(api.attempts.asked) == 3


def test_without_a_key_each_request_is_its_own(api):
    assert api.post().body["id"] != api.post().body["id"]


def test_the_id_does_not_tell_the_key(api):
    assert "a-key" not in api.post(key="a-key").body["id"]


def test_what_is_pending_is_answered_as_pending_and_not_tried_again(api):
    api.attempts.do = api.attempts.hand_over
    first = api.post(key="a")

    again = api.post(key="a")

    assert again.status == 202
    assert again.body == first.body
    assert again.headers["Location"] == first.headers["Location"]
    assert len(api.attempts.asked) == 1
    assert len(api.workflow.started) == 1


def test_what_succeeded_later_is_answered_with_its_predictions(api):
    api.attempts.do = api.attempts.hand_over
    first = api.post(key="a")
    api.records.succeed(first.body["id"], an_answer(Path.BATCH))

    again = api.post(key="a")

    assert again.status == 200
    assert (again.body["path"], again.body["predictions"]) == ("batch", ["alt.atheism"])


def test_the_log_tells_of_the_record_that_was_there(api):
    api.attempts.do = api.attempts.hand_over
    first = api.post(key="a")
    api.records.succeed(first.body["id"], an_answer(Path.BATCH))
    api.router.chain = (Path.SERVERLESS,)

    api.post(key="a")

    known = api.told.answers[-1][1].known()
    assert known["repeated"] is True
    assert known["chain"] == "provisioned serverless batch"
    assert known["path"] == "batch"


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("values_refused", 422),
        ("invalid_instance", 400),
        ("invalid_request", 400),
        ("payload_too_large", 413),
    ],
)
def test_what_was_refused_is_refused_again(api, code, status):
    api.attempts.do = api.attempts.hand_over
    first = api.post(key="a")
    api.records.fail(first.body["id"], Failure(code=code, message="Wrong."))

    again = api.post(key="a")

    assert again.status == status
    assert again.body["error"]["code"] == code


def test_what_we_failed_at_is_told_as_the_state_of_the_record(api):
    api.attempts.do = api.attempts.hand_over
    first = api.post(key="a")
    failure = Failure(code="paths_exhausted", message="No path answered.")
    api.records.fail(first.body["id"], failure)

    again = api.post(key="a")

    assert again.status == 200
    assert again.body == {
        "id": first.body["id"],
        "status": "failed",
        "error": {"code": "paths_exhausted", "message": "No path answered."},
    }


@pytest.mark.parametrize(
    "other",
    [
        ["other text"],
        {"instances": ["some text"], "traffic_class": "gold"},
        {"instances": ["some text"], "parameters": {"probabilities": True}},
    ],
)
def test_another_request_under_the_key_is_a_conflict(api, other):
    api.post(["some text"], key="a")

    answer = api.post(other, key="a")

    assert answer.status == 409
    assert answer.body["error"]["code"] == "idempotency_conflict"
    assert len(api.records.all()) == 1
    assert len(api.attempts.asked) == 1


def test_another_long_payload_under_the_key_leaves_the_first_alone(api):
    api.attempts.do = api.attempts.hand_over
    first = api.post(["x" * 70_000], key="a")

    assert api.post(["y" * 70_000], key="a").status == 409

    payload = api.records.get(first.body["id"]).payload
    assert "y" not in api.documents.read(payload)


@pytest.mark.parametrize(
    "same", ['{"instances": ["some text"]}', ' ["some\\u0020text"]']
)
def test_the_form_of_the_body_makes_no_other_request(api, same):
    first = api.post(["some text"], key="a")

    assert api.post(same, key="a").body == first.body


@pytest.mark.parametrize("key", ["", "x" * 129, "ä", "a\tb", "a\n", "\x7f"])
def test_what_is_no_key_is_refused(api, key):
    answer = api.post(key=key)

    assert answer.status == 400
    assert answer.body["error"]["code"] == "invalid_idempotency_key"
    assert api.records.all() == []


@pytest.mark.parametrize("key", ["x" * 128, " ", "~", "a b"])
def test_a_key_is_printable_ascii(api, key):
    assert api.post(key=key).status == 200


def test_two_at_once_are_one_inference(api):
    """One tries; the other is told how far it is, and tries nothing."""
    trying, told = threading.Event(), threading.Event()

    def wait(record, payload):
        trying.set()
        assert told.wait(10)
        return api.attempts.succeed(record, payload)

    api.attempts.do = wait
    answers = {}
    first = threading.Thread(target=lambda: answers.update(first=api.post(key="a")))
    first.start()
    assert trying.wait(10)
    second = api.post(key="a")
    conflict = api.post(["other"], key="a")
    told.set()
    first.join(10)

    assert second.status == 202
    assert conflict.status == 409
    assert answers["first"].status == 200
    assert answers["first"].body["id"] == second.body["id"]
    assert len(api.attempts.asked) == 1
