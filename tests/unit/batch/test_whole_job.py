"""From payloads to outcomes, by a job's own splitting and by our container."""

import json

import pytest

from batch.manifest import Manifest
from batch.outcomes import Answered, Refused, outcomes_of
from batch.ports import JobStatus
from local_aws.sagemaker.transform import records as transform
from tests.support.batch_windows import plenty
from tests.support.corpus import Case, text_model
from tests.support.fronts import call_wsgi, loaded, sagemaker_front

WINDOW = "20261122T0305"
PAYLOADS = [
    {"instances": ["good"]},
    {"instances": ["bad"], "parameters": {"probabilities": True}},
    {"instances": [7]},
    {"instances": ["é \u2028 good", "bad"] * 40},
    {"instances": []},
    {"instances": ["good"]},
]


@pytest.fixture(scope="module")
def app():
    return sagemaker_front(loaded(text_model()))


def transformed(app, content, strategy, monkeypatch):
    """Return what a job with a limit of 1 kB a request writes."""
    monkeypatch.setattr(transform, "MB", 1_000)
    bodies = list(
        transform.batches(transform.split(content, "Line"), strategy, limit_mb=1)
    )
    answers = [
        call_wsgi(
            app,
            Case(
                status=200,
                body=body,
                content_type="application/x-inferway-payloads",
                accept="application/x-inferway-payloads",
            ),
        )
        for body in bodies
    ]
    assert {answer.status for answer in answers} == {200}
    return len(bodies), transform.assemble([it.raw for it in answers], "None").decode()


@pytest.mark.parametrize(
    ("strategy", "requests"), [("MultiRecord", 2), ("SingleRecord", 6)]
)
def test_each_payload_gets_its_own_answer(app, monkeypatch, strategy, requests):
    lines = [json.dumps(payload, ensure_ascii=False) for payload in PAYLOADS]
    content = "".join(line + "\n" for line in lines).encode()

    asked, output = transformed(app, content, strategy, monkeypatch)

    assert asked == requests
    found = outcomes_of(output, len(PAYLOADS))
    for payload, outcome in zip(PAYLOADS, found, strict=True):
        alone = call_wsgi(app, Case(status=0, body=json.dumps(payload).encode()))
        if alone.status == 200:
            assert isinstance(outcome, Answered)
            model = alone.body.pop("model")
            assert (outcome.model_name, outcome.model_version) == (
                model["name"],
                model["version"],
            )
            assert json.loads(outcome.predictions) == alone.body
        else:
            error = alone.body["error"]
            assert outcome == Refused(code=error["code"], message=error["message"])


def test_from_the_queue_to_the_records(parts, app, monkeypatch):
    ids = parts.wait(1, 2, 3)
    parts.window().run(WINDOW, plenty)
    content = "".join(line + "\n" for line in parts.windows.inputs[WINDOW]).encode()
    _, output = transformed(app, content, "MultiRecord", monkeypatch)
    parts.windows.outputs[WINDOW] = output
    parts.jobs.end(WINDOW, JobStatus.COMPLETED)

    parts.collector().run(WINDOW, plenty)

    assert isinstance(parts.windows.manifest(WINDOW), Manifest)
    assert {parts.records.get(it).state.value for it in ids} == {"succeeded"}
