"""Logs are one JSON object a line, metrics CloudWatch's embedded format."""

import io
import json
import threading
import warnings

import pytest

from functions.environment import TelemetrySettings
from http_contract.errors import ErrorCode
from prediction.answers import Answer, ModelName
from prediction.ports import ModelFailedError, ValuesRefusedError
from prediction.telemetry import CloudWatchTelemetry
from tests.support.corpus import text_model

MODEL = ModelName(name="tiny", version="0123456789abcdef")


@pytest.fixture
def stream():
    return io.StringIO()


@pytest.fixture
def telemetry(stream, request):
    settings = TelemetrySettings(
        # A logger of the same name would be the one of another test.
        log_level="INFO",
        namespace="Inferway",
        service=request.node.name,
    )
    return CloudWatchTelemetry(settings, stream)


def told(stream):
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def metrics(stream):
    found = {}
    for record in told(stream):
        for directive in record.get("_aws", {}).get("CloudWatchMetrics", []):
            assert directive["Namespace"] == "Inferway"
            for metric in directive["Metrics"]:
                name = metric["Name"]
                found[name] = (
                    record[name],
                    metric["Unit"],
                    [
                        {key: record[key] for key in keys}
                        for keys in directive["Dimensions"]
                    ],
                )
    return found


def test_a_request_is_one_line_of_log_and_metrics(telemetry, stream, request):
    answer = Answer(status=200, body="[]", instances=3, model=MODEL)

    telemetry.answered(answer, seconds=0.25, request_id="r")

    service = [{"service": request.node.name}]
    assert metrics(stream) == {
        "Latency": ([250.0], "Milliseconds", service),
        "Instances": ([3.0], "Count", service),
        "ColdStart": ([1.0], "Count", service),
    }
    log, record = told(stream)
    for line in (log, record):
        assert line["request_id"] == "r"
        assert line["model_version"] == MODEL.version
    assert log["cold_start"] is True


def test_only_the_first_request_is_a_cold_start(telemetry, stream):
    for _ in range(2):
        telemetry.answered(Answer(status=200, body="[]"), seconds=0, request_id="r")

    assert [r["ColdStart"] for r in told(stream) if "ColdStart" in r] == [[1.0]]


def test_an_error_is_counted_by_its_code(telemetry, stream, request):
    answer = Answer(status=422, body="{}", code=ErrorCode.VALUES_REFUSED, model=MODEL)

    telemetry.answered(answer, seconds=0, request_id="r")

    service = {"service": request.node.name}
    assert metrics(stream)["Errors"] == (
        [1.0],
        "Count",
        [service, {**service, "code": "values_refused"}],
    )


def test_no_dimension_grows_with_models_or_requests(telemetry, stream):
    telemetry.answered(
        Answer(status=200, body="", model=MODEL), seconds=0, request_id=""
    )
    telemetry.model_refused("reason")

    for _, _, sets in metrics(stream).values():
        assert [set(keys) for keys in sets] == [{"service"}]


@pytest.mark.parametrize(
    ("error", "level"),
    [(ValuesRefusedError(), "WARNING"), (ModelFailedError(), "ERROR")],
)
def test_what_a_model_raised_is_told_without_its_words(telemetry, stream, error, level):
    def predict(instance):
        return float(instance)

    instance = "secret" * 2
    try:
        try:
            predict(instance)
        except ValueError as cause:
            raise error from cause
    except type(error) as raised:
        telemetry.model_raised(raised, request_id="r")

    [line] = told(stream)
    assert line["level"] == level
    assert line["raised"] == "builtins.ValueError"
    assert "in predict" in "".join(line["traceback"])
    assert "reason" not in line
    assert instance not in stream.getvalue()
    assert line["request_id"] == "r"


def test_predictions_of_another_form_are_told_in_our_words(telemetry, stream):
    telemetry.model_raised(ModelFailedError("of dtype complex"), request_id="r")

    assert told(stream)[0]["reason"] == "of dtype complex"


def test_a_refused_model_is_logged_once_and_counted_each_time(telemetry, stream):
    telemetry.model_refused("pinned is another SHA-256 \ud800")
    telemetry.model_refused(None)

    lines = told(stream)
    assert [line["message"] for line in lines if "message" in line] == [
        "live model refused"
    ]
    assert sum("ModelRefreshFailed" in line for line in lines) == 2
    assert "SHA-256" in lines[0]["reason"]
    # What cannot be encoded would be lost on the way to the log.
    assert stream.getvalue().isascii()


def test_a_store_that_cannot_be_read_is_logged_and_counted(telemetry, stream):
    telemetry.store_unavailable("time-out")

    log, record = told(stream)
    assert (log["reason"], record["ModelRefreshFailed"]) == ("time-out", [1.0])


def test_a_loaded_model_is_named(telemetry, stream):
    manifest = text_model().manifest
    telemetry.model_loaded(manifest, seconds=1.5)

    [line] = told(stream)
    assert (line["model_version"], line["load_ms"]) == (manifest.version, 1500)


def test_a_level_hides_lines_and_no_metric(stream, request):
    settings = TelemetrySettings(
        log_level="ERROR", namespace="Inferway", service=request.node.name
    )
    telemetry = CloudWatchTelemetry(settings, stream)

    telemetry.answered(Answer(status=200, body="[]"), seconds=0, request_id="r")

    assert set(metrics(stream)) == {"Latency", "Instances", "ColdStart"}
    assert not [line for line in told(stream) if "message" in line]


def test_warnings_are_told_once_a_place_without_their_text(telemetry, stream):
    with warnings.catch_warnings():
        telemetry.follow_warnings()
        for text in ("one secret", "another secret"):
            warnings.warn(text, UserWarning, stacklevel=1)

    [line] = told(stream)
    assert line["category"] == "UserWarning"
    assert "test_telemetry.py:" in line["place"]
    assert "secret" not in stream.getvalue()


def test_threads_do_not_mix_their_lines(telemetry, stream):
    def tell():
        for _ in range(50):
            telemetry.answered(
                Answer(status=200, body="[]", instances=1), seconds=0, request_id="r"
            )
            telemetry.model_refused(None)

    threads = [threading.Thread(target=tell) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum("Latency" in line for line in told(stream)) == 200
    assert all(line["Latency"] == [0.0] for line in told(stream) if "Latency" in line)
