"""What a function's log, and its metrics, say of it."""

import base64
import re
import time

from tests.support.served import wait_until

_REPORT = re.compile(
    r"REPORT RequestId: [0-9a-f-]{36}\tDuration: \d+\.\d\d ms\t"
    r"Billed Duration: \d+ ms\tMemory Size: 256 MB\tMax Memory Used: \d+ MB\t"
    r"(Init Duration: \d+\.\d\d ms\t)?"
)


def lines_of(lambda_, name, count):
    """Return a log's lines in order, once there are that many."""
    logs = lambda_.served.client("logs")

    def read():
        try:
            found = logs.filter_log_events(logGroupName=f"/aws/lambda/{name}")
        except logs.exceptions.ResourceNotFoundException:
            return []
        lines = [event["message"] for event in found["events"]]
        return lines if len(lines) >= count else []

    return wait_until(read)


def test_the_log_has_the_lines_of_lambda_around_the_function_s(lambda_):
    name = lambda_.function("logging")
    for text in ("eins", "zwei\r"):
        lambda_.call(name, {"write": [text]})
    lines = lines_of(lambda_, name, 8)
    assert [line.split()[0] for line in lines] == [
        *("START", "eins", "END", "REPORT"),
        *("START", "zwei", "END", "REPORT"),
    ]
    assert lines[0].endswith(" Version: $LATEST")
    cold, warm = _REPORT.fullmatch(lines[3]), _REPORT.fullmatch(lines[7])
    assert cold[1]
    assert not warm[1]


def test_the_stream_is_named_as_lambda_names_it(lambda_):
    name = lambda_.function("stream")
    payload = lambda_.call(name)["Payload"]
    lines_of(lambda_, name, 3)
    streams = lambda_.served.client("logs").describe_log_streams(
        logGroupName=f"/aws/lambda/{name}"
    )["logStreams"]
    wanted = payload["environment"]["AWS_LAMBDA_LOG_STREAM_NAME"]
    assert [stream["logStreamName"] for stream in streams] == [wanted]
    assert re.fullmatch(r"\d{4}/\d\d/\d\d/\[\$LATEST\][0-9a-f]{32}", wanted)


def test_the_tail_is_the_last_4_kb_of_this_invocation(lambda_, probe):
    lambda_.call(probe, {"write": ["before"]})
    answer = lambda_.call(probe, {"write": ["x" * 5000, "last"]}, LogType="Tail")
    tail = base64.b64decode(answer["LogResult"]).decode()
    assert len(tail) == 4096
    assert "x\nlast\nEND RequestId" in tail
    assert "before" not in tail
    assert "LogResult" not in lambda_.call(probe)


def test_a_role_without_permission_has_no_log_and_runs(lambda_, served):
    role = served.role("silent", "sqs:SendMessage")
    name = lambda_.function("silent", Role=role)
    assert lambda_.call(name)["StatusCode"] == 200
    time.sleep(0.3)
    groups = served.client("logs").describe_log_groups(
        logGroupNamePrefix=f"/aws/lambda/{name}"
    )
    assert groups["logGroups"] == []


def test_json_logs_have_json_lines_of_the_platform(lambda_):
    name = lambda_.function(
        "json", LoggingConfig={"LogFormat": "JSON", "LogGroup": "/own/group"}
    )
    payload = lambda_.call(name)["Payload"]
    assert payload["environment"]["AWS_LAMBDA_LOG_FORMAT"] == "JSON"
    assert payload["environment"]["AWS_LAMBDA_LOG_GROUP_NAME"] == "/own/group"
    stream = payload["environment"]["AWS_LAMBDA_LOG_STREAM_NAME"]
    assert f"/{name}[$LATEST]" in stream

    def read():
        logs = lambda_.served.client("logs")
        try:
            found = logs.get_log_events(logGroupName="/own/group", logStreamName=stream)
        except logs.exceptions.ResourceNotFoundException:
            return []
        return [event["message"] for event in found["events"]][1:]

    (report,) = wait_until(read)
    assert '"type": "platform.report"' in report
    assert '"status": "success"' in report


def test_embedded_metrics_become_metrics(lambda_, served):
    name = lambda_.function("measuring")
    document = {
        "_aws": {
            "Timestamp": time.time_ns() // 1_000_000,
            "CloudWatchMetrics": [
                {
                    "Namespace": "Measured",
                    "Dimensions": [["service"], []],
                    "Metrics": [
                        {"Name": "Latency", "Unit": "Milliseconds"},
                        {"Name": "Missing", "Unit": "Count"},
                    ],
                }
            ],
        },
        "service": "s",
        "Latency": [3, 5],
    }
    lambda_.call(name, {"dump": document})
    watch = served.client("cloudwatch")
    metrics = wait_until(lambda: watch.list_metrics(Namespace="Measured")["Metrics"])
    assert {(m["MetricName"], len(m["Dimensions"])) for m in metrics} == {
        ("Latency", 0),
        ("Latency", 1),
    }
    (point,) = watch.get_metric_statistics(
        Namespace="Measured",
        MetricName="Latency",
        Dimensions=[{"Name": "service", "Value": "s"}],
        StartTime=time.time() - 600,
        EndTime=time.time() + 60,
        Period=3600,
        Statistics=["Sum", "SampleCount"],
        Unit="Milliseconds",
    )["Datapoints"]
    assert (point["Sum"], point["SampleCount"]) == (8.0, 2.0)


def test_lambda_counts_errors(lambda_, served):
    name = lambda_.function("counted")
    lambda_.call(name)
    lambda_.call(name, {"raise": "boom"})
    sums = {
        metric: served.client("cloudwatch").get_metric_statistics(
            Namespace="AWS/Lambda",
            MetricName=metric,
            Dimensions=[{"Name": "FunctionName", "Value": name}],
            StartTime=time.time() - 600,
            EndTime=time.time() + 60,
            Period=3600,
            Statistics=["Sum"],
        )["Datapoints"][0]["Sum"]
        for metric in ("Invocations", "Errors", "Throttles")
    }
    assert sums == {"Invocations": 2.0, "Errors": 1.0, "Throttles": 0.0}
