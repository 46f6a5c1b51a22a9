"""GET /inferences/{id}: the record, to who asked for it."""

import pytest

from inferences.paths import Path
from inferences.record import Document, Failure
from tests.support.inference_api import get_event
from tests.support.inferences import a_record, an_answer, an_attempt

ID = a_record().id


@pytest.fixture
def pending(api):
    api.records.create(a_record(), attend_by=0)
    api.records.note(ID, an_attempt(1))


STORY = {
    "id": ID,
    "traffic_class": "standard",
    "created_at": "2026-11-22T03:00:00.000000+00:00",
    "attempts": [
        {
            "path": "serverless",
            "began_at": "2026-11-22T03:00:01.000000+00:00",
            "milliseconds": 1,
            "outcome": "ThrottledError",
        }
    ],
}


def test_a_pending_one_tells_its_story(api, pending):
    answer = api.get(ID)

    assert answer.status == 200
    assert answer.body == {**STORY, "status": "pending"}
    assert answer.headers["Retry-After"] == "5"


def test_one_that_waits_for_a_window_says_to_ask_later(api, pending):
    api.records.await_window(ID, "token", attend_by=0)

    answer = api.get(ID)

    assert answer.headers["Retry-After"] == "60"
    assert "token" not in str(answer.body)


@pytest.mark.parametrize("where", ["inline", "bucket"])
def test_one_that_succeeded_has_its_predictions(api, pending, where):
    labels = ["x" * 70_000] if where == "bucket" else ["alt.atheism"]
    text = '{"predictions":["' + labels[0] + '"]}'
    kept = api.documents.keep(ID, "result", text)
    assert (kept.key is not None) == (where == "bucket")
    api.records.succeed(ID, an_answer(Path.BATCH, predictions=kept))

    answer = api.get(ID)

    assert answer.status == 200
    assert answer.body == {
        **STORY,
        "status": "succeeded",
        "path": "batch",
        "predictions": labels,
        "model": {"name": "newsgroups", "version": "0123456789abcdef"},
    }
    assert "Retry-After" not in answer.headers


def test_a_long_result_that_has_not_been_copied_here_is_asked_for_again(api, pending):
    kept = api.documents.keep(ID, "result", '{"predictions":["' + "x" * 70_000 + '"]}')
    api.records.succeed(ID, an_answer(Path.BATCH, predictions=kept))
    text = api.documents.objects.pop(kept.key)

    answer = api.get(ID)

    assert (answer.status, answer.body["error"]["code"]) == (503, "service_unavailable")
    assert int(answer.headers["Retry-After"]) > 0
    api.documents.objects[kept.key] = text
    assert api.get(ID).body["status"] == "succeeded"


def test_one_that_failed_says_why(api, pending):
    api.records.fail(ID, Failure(code="values_refused", message="Wrong."))

    answer = api.get(ID)

    assert answer.status == 200
    assert answer.body == {
        **STORY,
        "status": "failed",
        "error": {"code": "values_refused", "message": "Wrong."},
    }


def test_another_client_s_is_as_one_that_is_not_there(api, pending):
    others = api.get(ID, owner="key-2")
    nobodys = api.get("f" * 32)

    assert others.status == nobodys.status == 404
    assert others.body == nobodys.body


@pytest.mark.parametrize(
    "wanted", ["", "x", "0" * 31, "0" * 33, "F" * 32, "0" * 31 + "\n", "../" + ID]
)
def test_what_is_no_id_is_not_looked_up(api, wanted):
    api.records.unavailable.add("get")
    event_path = wanted.replace("/", "") or "none"

    answer = api.call(
        get_event(wanted), method="GET", path=f"/inferences/{event_path.strip()}"
    )

    assert answer.status == 404


@pytest.mark.parametrize("service", ["records", "documents"])
def test_what_cannot_be_read_now_is_503(api, pending, service):
    api.records.succeed(ID, an_answer(predictions=Document(key="results/gone.json")))
    getattr(api, service).unavailable |= {"get", "read"}

    answer = api.get(ID)

    assert answer.status == 503
    assert answer.headers["Retry-After"] == "5"


def test_the_story_gives_way_where_predictions_need_the_room(api, pending):
    text = '{"predictions":["' + "x" * (6 * 1024 * 1024 - 2048 - 350) + '"]}'
    kept = api.documents.keep(ID, "result", text)
    api.records.succeed(ID, an_answer(predictions=kept))

    answer = api.get(ID)

    assert answer.status == 200
    assert answer.body["attempts"] == []


def test_the_log_tells_which_and_how_far(api, pending):
    api.get(ID)

    [(answer, story)] = api.told.answers
    assert answer.outcome == "pending"
    assert story.known()["inference_id"] == ID
