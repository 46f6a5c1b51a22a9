"""Whatever is sent, and whatever is away: a status of the contract, and no crash."""

import base64
import json
import string

from hypothesis import given, settings
from hypothesis import strategies as st

from http_contract.errors import STATUS
from inferences.record import Failure, State
from routing.ports import Ended, HandOver, Refused
from tests.support.inference_api import Context, InferenceApi, get_event, post_event
from tests.support.inferences import an_answer

# A busy machine is no counterexample.
unhurried = settings(deadline=None)

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters())
    | st.sampled_from([10**400, 1e308, "NaN", "\x00", "standard", "gold"])
)
json_values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(
            st.sampled_from(["instances", "parameters", "traffic_class", "age"])
            | st.text(max_size=5),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)
envelopes = st.fixed_dictionaries(
    {"instances": st.lists(json_values, max_size=5)},
    optional={
        "parameters": json_values
        | st.fixed_dictionaries({"probabilities": json_values}),
        "traffic_class": json_values | st.sampled_from(["standard", "gold"]),
        "other": json_values,
    },
)
jsons = (json_values | st.lists(st.text(), min_size=1) | envelopes).map(json.dumps)
broken = st.tuples(jsons, st.integers(0, 200), st.text(max_size=5)).map(
    lambda t: t[0][: t[1]] + t[2] + t[0][t[1] :]
)
texts = st.none() | jsons | broken | st.text(st.characters())
encoded = st.binary(max_size=200).map(lambda data: base64.b64encode(data).decode())
headers = st.dictionaries(
    st.sampled_from(["Content-Type", "content-type", "Idempotency-Key", "Accept"]),
    st.sampled_from(["application/json", "text/csv", "a key"])
    | st.text(string.printable, max_size=140)
    | st.text(max_size=5),
    max_size=3,
)
outcomes = st.sampled_from(["succeed", "hand_over", "refuse", "ended", "break_off"])
METHODS = {
    "create",
    "get",
    "note",
    "begin_run",
    "attend",
    "succeed",
    "fail",
    "keep",
    "read",
    "start",
}
away = st.sets(st.sampled_from(sorted(METHODS)), max_size=3) | st.just(set())


def prepared(outcome, missing):
    """Return an API whose attempts end so while these methods are out of reach."""
    api = InferenceApi()

    def refuse(record, payload):
        failure = Failure(code="values_refused", message="Wrong.")
        api.records.unavailable.discard("fail")
        api.records.fail(record.id, failure)
        return Refused(status=422, code=failure.code, message=failure.message)

    def succeed(record, payload):
        api.records.unavailable.discard("succeed")
        return api.attempts.succeed(record, payload)

    def lose(record, payload):
        api.records.unavailable.discard("succeed")
        api.records.succeed(record.id, an_answer())
        return Ended()

    api.attempts.do = {
        "succeed": succeed,
        "hand_over": lambda record, payload: HandOver(position=2),
        "refuse": refuse,
        "ended": lose,
        "break_off": api.attempts.break_off,
    }[outcome]
    for service in (api.records, api.documents, api.workflow):
        service.unavailable |= missing
    return api


@unhurried
@given(
    text=texts,
    base64=st.booleans(),
    data=encoded,
    headers=headers,
    outcome=outcomes,
    missing=away,
)
def test_any_body_is_answered_and_what_was_accepted_is_recorded(  # noqa: PLR0913 - one for each thing drawn
    *, text, base64, data, headers, outcome, missing
):
    api = prepared(outcome, missing)
    event = post_event(data if base64 else text, headers=headers)
    event["isBase64Encoded"] = base64

    answer = api.call(event, method="POST", path="/inferences")

    assert answer.status in {200, 202, 400, 413, 415, 422, 503}
    if answer.status in {200, 202}:
        [record] = api.records.all()
        assert record.id == answer.body["id"]
        # Either it has ended, or somebody will attend to it.
        assert record.state is not State.PENDING or record.id in api.records.attend_by
        if answer.status == 200:
            assert answer.body["status"] == record.state == "succeeded"
    else:
        error = answer.body["error"]
        assert STATUS[error["code"]] == answer.status
        assert len(error["message"]) < 500
    if answer.status == 503:
        assert api.workflow.started == []


@unhurried
@given(body=jsons, outcome=outcomes, times=st.integers(1, 3))
def test_a_request_that_is_sent_again_is_one_inference(body, outcome, times):
    api = prepared(outcome, set())
    first = api.post(body, key="once")

    for _ in range(times):
        again = api.post(body, key="once")
        assert (again.status, again.body) == (first.status, first.body)

    assert len(api.records.all()) == len(api.attempts.asked) <= 1


keys = st.sampled_from(
    [
        "resource",
        "path",
        "httpMethod",
        "headers",
        "pathParameters",
        "body",
        "isBase64Encoded",
        "requestContext",
    ]
)
contexts = st.dictionaries(
    st.sampled_from(["requestId", "path", "identity", "requestTimeEpoch"]),
    json_values
    | st.fixed_dictionaries(
        {"identity": st.fixed_dictionaries({"apiKey": json_values})}
    ),
)


@unhurried
@given(
    base=st.sampled_from([post_event('["a"]', headers={}), get_event("0" * 32)]),
    changes=st.dictionaries(keys, json_values, max_size=3),
    context=st.none() | contexts,
)
def test_any_event_is_answered(base, changes, context):
    event = {**base, **changes}
    if context is not None and isinstance(event["requestContext"], dict):
        event["requestContext"] = {**event["requestContext"], **context}
    api = InferenceApi()

    answer = api.handler(event, Context())

    assert answer["statusCode"] in {200, 202, 400, 403, 404, 405, 413, 415}
    json.loads(answer["body"])
    assert all(
        isinstance(value, str) and value.isprintable()
        for value in answer["headers"].values()
    )


@unhurried
@given(event=json_values)
def test_anything_else_is_not_found(event):
    assert InferenceApi().handler(event, Context())["statusCode"] == 404
