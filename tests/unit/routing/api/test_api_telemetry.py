"""One line of log and one of metrics a call; errors by code."""

import io
import json

import pytest

from functions.environment import TelemetrySettings
from functions.telemetry import LogStream
from inferences.paths import Path
from routing.answers import ApiAnswer
from routing.api_telemetry import LoggedApi
from routing.story import Story


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
    return LoggedApi(LogStream(settings, stream))


def told(stream):
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def metrics(stream):
    return {
        metric["Name"]: (record[metric["Name"]], directive["Dimensions"])
        for record in told(stream)
        for directive in record.get("_aws", {}).get("CloudWatchMetrics", [])
        for metric in directive["Metrics"]
    }


def test_a_call_is_one_line_and_its_metrics(telemetry, stream, request):
    story = Story(
        id="0" * 32,
        traffic_class="gold",
        instances=3,
        chain=(Path.SERVERLESS, Path.BATCH),
        reason="preferred",
        path=Path.SERVERLESS,
    )

    telemetry.answered(
        ApiAnswer(status=200, body="{}", outcome="succeeded"),
        story,
        seconds=0.25,
        request_id="r-1",
    )

    line, measured = told(stream)
    about = {
        "request_id": "r-1",
        "status": 200,
        "outcome": "succeeded",
        "inference_id": "0" * 32,
        "traffic_class": "gold",
        "chain": "serverless batch",
        "reason": "preferred",
        "path": "serverless",
    }
    assert line.items() >= about.items()
    assert (line["latency_ms"], line["instances"]) == (250.0, 3)
    assert line["cold_start"] is True
    assert measured.items() >= about.items()
    dimensions = [["service"]]
    assert metrics(stream) == {
        "Latency": ([250.0], dimensions),
        "Instances": ([3.0], dimensions),
        "ColdStart": ([1.0], dimensions),
    }


def test_an_error_is_counted_by_its_code(telemetry, stream):
    answer = ApiAnswer(status=409, body="{}", outcome="idempotency_conflict")

    telemetry.answered(answer, Story(), seconds=0.25, request_id="r-1")

    assert metrics(stream)["Errors"] == ([1.0], [["service"], ["service", "code"]])
    assert told(stream)[-1]["code"] == "idempotency_conflict"


def test_the_second_call_is_not_cold(telemetry, stream):
    answer = ApiAnswer(status=200, body="{}", outcome="pending")
    telemetry.answered(answer, Story(), seconds=0.1, request_id="r-1")
    stream.truncate(0)
    stream.seek(0)

    telemetry.answered(answer, Story(), seconds=0.1, request_id="r-2")

    assert "ColdStart" not in metrics(stream)


def test_an_invalid_item_of_config_is_an_error_and_counted(telemetry, stream):
    telemetry.config_invalid("operator#*", "batchThreshold is no number")

    assert told(stream)[0]["level"] == "ERROR"
    assert told(stream)[0]["config_key"] == "operator#*"
    assert metrics(stream)["RoutingConfigInvalid"] == ([1.0], [["service"]])


def test_a_workflow_that_was_not_begun_is_an_error_and_counted(telemetry, stream):
    telemetry.hand_over_failed("0" * 32, "Step Functions cannot be reached")

    assert told(stream)[0]["level"] == "ERROR"
    assert metrics(stream)["HandOverFailed"] == ([1.0], [["service"]])


@pytest.mark.parametrize(
    "tell",
    [
        lambda telemetry: telemetry.unavailable("S3", request_id="r-1"),
        lambda telemetry: telemetry.attempts_unavailable("0" * 32, "S3"),
        lambda telemetry: telemetry.config_unavailable("S3"),
    ],
)
def test_a_service_that_is_away_is_an_error(telemetry, stream, tell):
    tell(telemetry)

    [line] = told(stream)
    assert (line["level"], line["reason"]) == ("ERROR", "S3")
