"""Payload lines: each gets the answer that it would get alone."""

import json

import pytest

from http_contract.body_text import MAX_BYTES
from prediction import payload_lines
from tests.support.corpus import CORPUS, ROW_CORPUS, Case
from tests.support.fronts import Told, call_wsgi, sagemaker_front

PAYLOADS = "application/x-inferway-payloads"
# What a body says beside its text cannot be said of a line; a text with line feeds
# is more than one.
OF_ONE_LINE = {
    name: case
    for name, case in CORPUS.items()
    if case.content_type == "application/json" and b"\n" not in (case.body or b"")
}


def lines(model, *bodies, accept=None, end=b"\n", told=None):
    body = b"\n".join(bodies) + end
    case = Case(status=200, body=body, content_type=PAYLOADS, accept=accept)
    answer = call_wsgi(sagemaker_front(model, told), case)
    assert (answer.status, answer.headers["Content-Type"]) == (200, PAYLOADS)
    *found, rest = answer.body.split("\n")
    assert rest == ""
    return [json.loads(line) for line in found]


def check_alike(model, body, found):
    """Hold a line's answer against that of a request of its own."""
    alone = call_wsgi(sagemaker_front(model), Case(status=0, body=body))
    if "error" in alone.body:
        assert set(found["error"]) == {"code", "message", "request_id"}
        del found["error"]["request_id"], alone.body["error"]["request_id"]
        assert found == alone.body
    else:
        bare = isinstance(alone.body, list)
        expected = {"predictions": alone.body} if bare else alone.body
        manifest = model.manifest
        model_name = {"name": manifest.name, "version": manifest.version}
        assert found == {**expected, "model": model_name}


def test_every_line_gets_the_answer_that_it_gets_alone(text):
    cases = list(OF_ONE_LINE.values())
    assert len(cases) > 25

    found = lines(text, *[case.body or b"" for case in cases])

    assert len(found) == len(cases)
    for case, answer in zip(cases, found, strict=True):
        assert ("error" in answer) == (case.status != 200)
        check_alike(text, case.body, answer)


@pytest.mark.filterwarnings("ignore:overflow encountered")
def test_rows_too(array):
    cases = list(ROW_CORPUS.values())

    found = lines(array, *[case.body for case in cases])

    for case, answer in zip(cases, found, strict=True):
        check_alike(array, case.body, answer)


@pytest.mark.parametrize("end", [b"\n", b"", b"\r\n"])
def test_the_last_line_may_end_or_not(text, end):
    found = lines(text, b'["good"]', b'["bad"]', end=end)

    assert [answer["predictions"] for answer in found] == [["pos"], ["neg"]]


def test_an_empty_line_has_its_place(text):
    first, empty, blank, last = lines(text, b'["good"]', b"", b" \r", b'["bad"]')

    assert (first["predictions"], last["predictions"]) == (["pos"], ["neg"])
    assert empty["error"]["code"] == blank["error"]["code"] == "invalid_json"


def test_line_feeds_alone_end_lines(text):
    [found] = lines(text, '["good \u2028 \x85 bad"]'.encode())

    assert len(found["predictions"]) == 1


def test_an_empty_body_gets_an_empty_answer(text):
    assert lines(text, end=b"") == []


def test_each_line_may_be_as_long_as_a_request_and_all_together_longer(text):
    long = b'["' + b"a" * (MAX_BYTES - 4) + b'"]'

    first, too_long, last = lines(text, long, long + b" ", long)

    assert too_long["error"]["code"] == "payload_too_large"
    assert len(first["predictions"]) == len(last["predictions"]) == 1


def refused(model, body, content_type=PAYLOADS, accept=None):
    case = Case(status=0, body=body, content_type=content_type, accept=accept)
    answer = call_wsgi(sagemaker_front(model), case)
    return answer.status, answer.body["error"]["code"]


def test_a_body_that_is_no_text_is_refused_as_a_whole(text):
    assert refused(text, b'["good"]\n["\xff"]\n') == (400, "invalid_json")


def test_a_body_that_no_job_may_send_is_refused_as_a_whole(text, monkeypatch):
    monkeypatch.setattr(payload_lines, "MAX_BODY_BYTES", 10)

    assert refused(text, b'["good"]\n[]') == (413, "payload_too_large")
    assert len(lines(text, b'["good"]', b"", end=b"")) == 1


def test_without_a_model_the_job_asks_again():
    """A line's error would end a record that the next minute could answer."""
    assert refused(None, b'["good"]\n') == (503, "model_unavailable")


@pytest.mark.parametrize("accept", [PAYLOADS, "*/*", "application/*", PAYLOADS.upper()])
def test_accept_may_name_the_same(text, accept):
    assert len(lines(text, b'["good"]', accept=accept)) == 1


@pytest.mark.parametrize("accept", ["application/json", "text/csv"])
def test_no_other_form_is_given(text, accept):
    assert refused(text, b'["good"]\n', accept=accept) == (406, "not_acceptable")
    assert refused(text, b'["good"]', "application/json", PAYLOADS) == (
        406,
        "not_acceptable",
    )


def test_the_type_may_have_parameters_and_capitals(text):
    body = b'["good"]\n'
    given = f" {PAYLOADS.upper()} ; charset=UTF-8"
    case = Case(status=200, body=body, content_type=given)

    assert call_wsgi(sagemaker_front(text), case).status == 200
    assert refused(text, body, f"{PAYLOADS}; charset=latin-1") == (
        415,
        "unsupported_media_type",
    )


def test_each_line_is_told_of_as_a_request(text):
    told = Told()
    lines(text, b'["good", "bad"]', b"{", told=told)

    assert [(it.instances, it.code) for it in told.answers] == [
        (2, None),
        (0, "invalid_json"),
    ]
