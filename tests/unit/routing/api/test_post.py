"""POST /inferences: the record first, then attempts, then the workflow."""

import json
from dataclasses import replace

import pytest

from inferences.errors import UnavailableError
from inferences.owner import owner_of
from inferences.paths import Path
from inferences.record import Failure, State
from prediction.answers import MAX_BYTES
from routing.ports import Ended, HandOver, Refused, Size
from tests.support.inference_api import KEY, REQUEST_ID
from tests.support.inferences import an_answer
from tests.support.openapi import check_request

ID = "0" * 32


def test_what_is_answered_in_time_comes_back_at_once(api):
    answer = api.post(["some text"])

    assert answer.status == 200
    assert answer.body == {
        "id": ID,
        "status": "succeeded",
        "path": "serverless",
        "predictions": ["alt.atheism"],
        "model": {"name": "newsgroups", "version": "0123456789abcdef"},
    }
    assert api.workflow.started == []


def test_the_record_is_written_before_anything_is_tried(api):
    seen = []

    def look(record, payload):
        seen.append((api.records.get(record.id), api.records.attend_by[record.id]))
        return api.attempts.succeed(record, payload)

    api.attempts.do = look
    api.post({"instances": ["some text"], "traffic_class": "gold"})

    [(record, attend_by)] = seen
    assert (record.state, record.run, record.owner) == (
        State.PENDING,
        -1,
        owner_of(KEY),
    )
    assert record.traffic_class == "gold"
    assert record.home_region == "eu-west-1"
    assert record.payload.text == '{"instances":["some text"]}'
    assert record.created_at.startswith("2026-11-18T")
    assert record.created_at.endswith("+00:00")
    assert 58 <= attend_by - api.time <= 60


@pytest.mark.parametrize("service", ["records", "documents"])
def test_nothing_is_tried_without_a_record(api, service):
    getattr(api, service).unavailable |= {"create", "keep"}

    answer = api.post(["x" * 70_000])

    assert answer.status == 503
    assert answer.body["error"]["code"] == "service_unavailable"
    assert api.attempts.asked == []
    assert api.workflow.started == []
    assert api.told.faults == ["unavailable"]


def test_without_config_nothing_is_accepted(api):
    api.router.unavailable = True

    assert api.post().status == 503
    assert api.records.all() == []


def test_the_workflow_goes_on_where_the_time_is_up(api):
    api.attempts.do = api.attempts.hand_over

    answer = api.post()

    assert answer.status == 202
    assert answer.body == {"id": ID, "status": "pending"}
    assert answer.headers["Location"] == f"/v1/inferences/{ID}"
    assert answer.headers["Retry-After"] == "5"
    assert api.workflow.started == [(ID, 0, 1)]
    assert api.records.get(ID).run == 0
    assert 898 <= api.records.attend_by[ID] - api.time <= 900


def test_who_waits_for_a_window_need_not_ask_soon(api):
    api.router.chain = (Path.BATCH,)
    api.attempts.do = lambda *_: HandOver(position=0)

    assert api.post().headers["Retry-After"] == "60"


def test_the_run_is_in_the_record_before_the_workflow_begins(api):
    api.attempts.do = api.attempts.hand_over
    runs = []
    start = api.workflow.start

    def look(record, run, *, position):
        runs.append(api.records.get(record.id).run)
        start(record, run, position=position)

    api.workflow.start = look
    api.post()

    assert runs == [0]


def test_attempts_that_break_off_are_handed_over_from_the_first_path(api):
    api.attempts.do = api.attempts.break_off

    assert api.post().status == 202

    assert api.workflow.started == [(ID, 0, 0)]
    assert api.told.faults == ["attempts"]


def test_a_workflow_that_cannot_be_begun_is_left_to_the_sweeper_at_once(api):
    api.attempts.do = api.attempts.hand_over
    api.workflow.unavailable.add("start")

    assert api.post().status == 202

    assert api.records.get(ID).state is State.PENDING
    assert api.records.attend_by[ID] <= api.time
    assert api.told.faults == ["hand over"]


@pytest.mark.parametrize("also", [set(), {"attend"}])
def test_a_table_that_goes_away_after_the_record_loses_nothing(api, also):
    api.attempts.do = api.attempts.hand_over
    api.workflow.unavailable.add("start")
    api.records.unavailable |= also or {"begin_run"}

    assert api.post().status == 202

    assert api.records.get(ID).state is State.PENDING
    assert ID in api.records.attend_by
    assert set(api.told.faults) == {"hand over"}


@pytest.mark.parametrize(
    ("status", "code"), [(400, "invalid_instance"), (422, "values_refused")]
)
def test_what_the_caller_did_wrong_is_passed_on(api, status, code):
    def refuse(record, payload):
        api.records.fail(record.id, Failure(code=code, message="Wrong."))
        return Refused(status=status, code=code, message="Wrong.")

    api.attempts.do = refuse
    answer = api.post()

    assert answer.status == status
    assert answer.body["error"] == {
        "code": code,
        "message": "Wrong.",
        "request_id": REQUEST_ID,
    }
    assert api.workflow.started == []


def test_what_somebody_else_ended_is_answered_as_it_ended(api):
    def lose(record, payload):
        api.records.succeed(record.id, an_answer(Path.BATCH))
        return Ended()

    api.attempts.do = lose

    answer = api.post()
    assert answer.status == 200
    assert answer.body["path"] == "batch"


def test_what_somebody_else_ended_stays_accepted_when_it_cannot_be_read(api):
    def lose(record, payload):
        api.records.succeed(record.id, an_answer())
        api.records.unavailable.add("get")
        return Ended()

    api.attempts.do = lose

    assert api.post().status == 202


def test_a_run_that_the_sweeper_began_meanwhile_is_not_begun_again(api):
    def be_slow(record, payload):
        api.records.begin_run(record.id, 0, home="eu-west-1", attend_by=10**10)
        return HandOver(position=1)

    api.attempts.do = be_slow

    assert api.post().status == 202
    assert api.workflow.started == []


@pytest.mark.parametrize(
    ("body", "payload", "instances"),
    [
        ('["a", "b"]', '{"instances":["a","b"]}', 2),
        ('"a"', '{"instances":["a"]}', 1),
        ('{"age": 3}', '{"instances":[{"age":3}]}', 1),
        # An instance with a column of that name.
        ('{"traffic_class": "x"}', '{"instances":[{"traffic_class":"x"}]}', 1),
        ('{"instances": ["a"]}', '{"instances":["a"]}', 1),
        (
            '{"instances": ["a"], "parameters": {"probabilities": true}}',
            '{"instances":["a"],"parameters":{"probabilities":true}}',
            1,
        ),
        (
            '{"instances": ["a"], "parameters": {"probabilities": false}}',
            '{"instances":["a"]}',
            1,
        ),
        ('["ж\\u0436"]', '{"instances":["жж"]}', 1),
    ],
)
def test_every_form_of_a_body_becomes_one_payload(api, body, payload, instances):
    check_request(json.loads(body), "InferenceRequest")
    assert api.post(body).status == 200

    assert api.attempts.asked[0][0] == payload
    assert api.router.asked == [Size(instances=instances, bytes=len(payload.encode()))]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (None, 400, "invalid_json"),
        ("", 400, "invalid_json"),
        ("{", 400, "invalid_json"),
        ("[NaN]", 400, "invalid_json"),
        ("[]", 400, "no_instances"),
        ("3", 400, "no_instances"),
        ('{"instances": []}', 400, "no_instances"),
        ('{"instances": ["a"], "other": 1}', 400, "invalid_parameters"),
        ('{"instances": ["a"], "parameters": 1}', 400, "invalid_parameters"),
        ('{"instances": ["a"], "traffic_class": 1}', 400, "unknown_traffic_class"),
        ('{"instances": ["a"], "traffic_class": null}', 400, "unknown_traffic_class"),
        ('{"instances": ["a"], "traffic_class": "none"}', 400, "unknown_traffic_class"),
        ('["' + "x" * (6 * 1024 * 1024) + '"]', 413, "payload_too_large"),
        # Short as it is sent, long as it is passed on.
        ("[" + ",".join(["1e15"] * 400_000) + "]", 413, "payload_too_large"),
    ],
)
def test_a_body_that_is_refused_leaves_no_record(api, body, status, code):
    answer = api.post(body)

    assert (answer.status, answer.body["error"]["code"]) == (status, code)
    assert answer.body["error"]["request_id"] == REQUEST_ID
    assert api.records.all() == []


def test_an_unknown_key_is_told_what_is_known(api):
    answer = api.post('{"instances": ["a"], "class": "gold"}')

    assert answer.body["error"]["message"] == (
        'Beside "instances" only "parameters" and "traffic_class" are known, not'
        ' "class".'
    )


def test_another_media_type_is_refused(api):
    answer = api.post(headers={"content-type": "text/csv"})

    assert answer.status == 415
    assert api.records.all() == []


def test_a_long_payload_goes_to_the_bucket(api):
    api.attempts.do = api.attempts.hand_over

    api.post(["x" * 70_000])

    kept = api.records.get(ID).payload
    assert kept.text is None
    assert api.documents.read(kept) == '{"instances":["' + "x" * 70_000 + '"]}'


def test_probabilities_come_with_their_classes(api):
    predictions = (
        '{"predictions":["a"],"probabilities":[[0.1,0.9]],"classes":["b","a"]}'
    )
    succeed = api.attempts.succeed

    def with_probabilities(record, payload):
        return replace(succeed(record, payload), predictions_text=predictions)

    api.attempts.do = with_probabilities

    answer = api.post()
    assert answer.body["probabilities"] == [[0.1, 0.9]]
    assert answer.body["classes"] == ["b", "a"]


def test_a_record_that_meets_itself_is_new(api):
    """The write's answer was lost, and botocore wrote again."""
    create = api.records.create

    def twice(record, *, attend_by):
        create(record, attend_by=attend_by)
        return create(record, attend_by=attend_by)

    api.records.create = twice

    answer = api.post(key="once")

    assert answer.status == 200
    assert len(api.attempts.asked) == 1


def test_the_log_tells_the_story_and_no_instance(api):
    api.post({"instances": ["secret"], "traffic_class": "gold"})

    [(answer, story)] = api.told.answers
    assert answer.outcome == "succeeded"
    assert story.known() == {
        "inference_id": ID,
        "traffic_class": "gold",
        "chain": "provisioned serverless batch",
        "reason": "preferred",
        "path": "serverless",
    }
    assert story.instances == 1


def test_predictions_too_long_for_an_answer_are_413(api):
    long = '{"predictions":["' + "x" * (6 * 1024 * 1024) + '"]}'
    succeed = api.attempts.succeed
    api.attempts.do = lambda *call: replace(succeed(*call), predictions_text=long)

    answer = api.post()

    assert (answer.status, answer.body["error"]["code"]) == (413, "payload_too_large")


def test_predictions_that_fit_the_answer_of_an_endpoint_fit_ours(api):
    model = ',"model":{"name":"newsgroups","version":"0123456789abcdef"}}'
    quotes = 2 * 10
    longest = MAX_BYTES - len('{"predictions":[""]') - len(model) - quotes
    text = '{"predictions":["' + "x" * longest + '"]}'
    succeed = api.attempts.succeed
    api.attempts.do = lambda *call: replace(succeed(*call), predictions_text=text)

    assert api.post().status == 200


def test_the_service_that_failed_is_no_business_of_the_caller(api):
    def fail(record, *, attend_by):
        message = "DynamoDB table arn:aws:inner refuses"
        raise UnavailableError(message)

    api.records.create = fail

    assert "inner" not in str(api.post().body)
