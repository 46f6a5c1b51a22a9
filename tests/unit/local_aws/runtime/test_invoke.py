"""Invoke, through boto3, as a caller sees it."""

import base64
import json
import signal
from concurrent.futures import ThreadPoolExecutor

import pytest
from botocore.exceptions import ClientError

from tests.support.served import is_running


def test_answers_with_the_event(lambda_, probe):
    answer = lambda_.call(probe, {"a": ["ü", None]})
    assert answer["StatusCode"] == 200
    assert "FunctionError" not in answer
    assert answer["Payload"]["event"] == {"a": ["ü", None]}
    assert answer["ExecutedVersion"] == "$LATEST"
    assert 4000 < answer["Payload"]["left_ms"] <= 5000


def test_serves_from_the_same_environment_again(lambda_, probe):
    first, second = (lambda_.call(probe)["Payload"] for _ in range(2))
    assert first["pid"] == second["pid"]
    assert first["request_id"] != second["request_id"]


def test_runs_versions_and_aliases(lambda_):
    name = lambda_.function("versions", Publish=True)
    lambda_.api.create_alias(FunctionName=name, Name="live", FunctionVersion="1")
    lambda_.api.update_function_configuration(
        FunctionName=name, Environment={"Variables": {"ALSO": "changed"}}
    )
    for qualifier, version, value in (
        ("live", "1", "function"),
        ("1", "1", "function"),
        ("$LATEST", "$LATEST", "changed"),
    ):
        answer = lambda_.call(name, Qualifier=qualifier)
        assert answer["ExecutedVersion"] == version
        assert answer["Payload"]["version"] == version
        assert answer["Payload"]["arn"].endswith(f":function:{name}:{qualifier}")
        assert answer["Payload"]["environment"]["ALSO"] == value


def test_a_changed_configuration_replaces_the_environment(lambda_):
    name = lambda_.function("changing")
    before = lambda_.call(name)["Payload"]
    lambda_.api.update_function_configuration(FunctionName=name, MemorySize=512)
    after = lambda_.call(name)["Payload"]
    assert after["pid"] != before["pid"]
    assert not is_running(before["pid"])
    assert after["environment"]["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] == "512"


def test_sets_the_variables_that_lambda_sets(lambda_, probe):
    variables = lambda_.call(probe)["Payload"]["environment"]
    assert variables["FROM_IMAGE"] == "yes"
    assert variables["ALSO"] == "function"
    assert variables["AWS_REGION"] == variables["AWS_DEFAULT_REGION"] == "eu-west-1"
    assert variables["AWS_LAMBDA_FUNCTION_NAME"] == probe
    assert variables["AWS_LAMBDA_FUNCTION_VERSION"] == "$LATEST"
    assert variables["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] == "256"
    assert variables["AWS_LAMBDA_INITIALIZATION_TYPE"] == "on-demand"
    assert variables["AWS_LAMBDA_LOG_GROUP_NAME"] == f"/aws/lambda/{probe}"
    assert "[$LATEST]" in variables["AWS_LAMBDA_LOG_STREAM_NAME"]
    assert variables["TZ"] == ":UTC"
    assert variables["_HANDLER"] == "app.handle"
    assert variables["_X_AMZN_TRACE_ID"].startswith("Root=1-")


def test_shows_the_function_nothing_of_this_process(lambda_, probe, monkeypatch):
    payload = lambda_.call(probe)["Payload"]
    assert payload["cwd"] == payload["environment"]["LAMBDA_TASK_ROOT"]
    assert "PYTEST_CURRENT_TEST" not in payload["environment"]
    # An editable install of the project would put its folders on the path.
    allowed = (payload["cwd"], "site-packages", "dist-packages", "lib/python3", ".zip")
    assert [
        path for path in payload["path"] if not any(a in path for a in allowed)
    ] == []


def test_acts_with_its_own_role(lambda_, probe):
    arn = lambda_.call(probe, {"whoami": True})["Payload"]
    assert arn.endswith(f":assumed-role/probe/{probe}")


def test_hands_over_the_client_context(lambda_, probe):
    context = base64.b64encode(json.dumps({"custom": {"k": "v"}}).encode()).decode()
    assert lambda_.call(probe, ClientContext=context)["Payload"]["client"] == {"k": "v"}


def test_reports_an_exception(lambda_, probe):
    answer = lambda_.call(probe, {"raise": "boom"})
    assert answer["StatusCode"] == 200
    assert answer["FunctionError"] == "Unhandled"
    assert answer["Payload"]["errorType"] == "ValueError"
    assert answer["Payload"]["errorMessage"] == "boom"


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        ({"exit": 3}, "Runtime exited with error: exit status 3"),
        ({"exit": 0}, "Runtime exited without providing a reason"),
        (
            {"signal": signal.SIGSEGV},
            "Runtime exited with error: signal: segmentation fault",
        ),
    ],
)
def test_reports_a_crash_and_goes_on_with_another(lambda_, probe, event, reason):
    before = lambda_.call(probe)["Payload"]["pid"]
    answer = lambda_.call(probe, event)
    assert answer["FunctionError"] == "Unhandled"
    assert answer["Payload"]["errorType"] == "Runtime.ExitError"
    assert answer["Payload"]["errorMessage"].endswith(f"Error: {reason}")
    assert lambda_.call(probe)["Payload"]["pid"] != before


def test_ends_what_takes_too_long(lambda_):
    name = lambda_.function("slow", Timeout=1)
    answer = lambda_.call(name, {"sleep": 10}, LogType="Tail")
    assert answer["FunctionError"] == "Unhandled"
    assert answer["Payload"]["errorType"] == "Sandbox.Timedout"
    assert answer["Payload"]["errorMessage"].endswith(
        "Task timed out after 1.00 seconds"
    )
    tail = base64.b64decode(answer["LogResult"]).decode()
    assert "Task timed out after 1.00 seconds" in tail
    assert "Status: timeout" in tail


def test_ends_what_holds_too_much_memory(lambda_):
    name = lambda_.function("greedy", MemorySize=128)
    assert lambda_.call(name, {"hold_mb": 60})["Payload"] == 60 << 20
    answer = lambda_.call(name, {"hold_mb": 200})
    assert answer["FunctionError"] == "Unhandled"
    assert answer["Payload"]["errorType"] == "Runtime.ExitError"
    assert answer["Payload"]["errorMessage"].endswith(
        "Error: Runtime exited with error: signal: killed"
    )


def test_refuses_an_event_above_6_mb(lambda_, probe):
    limit = 6 * 1024 * 1024
    lambda_.api.invoke(FunctionName=probe, Payload=json.dumps("y" * (limit - 2)))
    with pytest.raises(ClientError) as refusal:
        lambda_.api.invoke(FunctionName=probe, Payload=json.dumps("y" * (limit - 1)))
    assert refusal.value.response["ResponseMetadata"]["HTTPStatusCode"] == 413
    assert refusal.value.response["Error"]["Code"] == "RequestTooLargeException"


def test_fails_on_an_answer_above_6_mb(lambda_, probe):
    limit = 6 * 1024 * 1024 + 100
    assert "FunctionError" not in lambda_.call(probe, {"answer_bytes": limit})
    answer = lambda_.call(probe, {"answer_bytes": limit + 1})
    assert answer["FunctionError"] == "Unhandled"
    assert answer["Payload"]["errorType"] == "Function.ResponseSizeTooLarge"


def test_refuses_what_is_no_json(lambda_, probe):
    with pytest.raises(ClientError, match="Could not parse request body") as refusal:
        lambda_.api.invoke(FunctionName=probe, Payload=b"{")
    assert refusal.value.response["Error"]["Code"] == "InvalidRequestContentException"


def test_a_dry_run_runs_nothing(lambda_):
    name = lambda_.function("dry")
    answer = lambda_.api.invoke(FunctionName=name, InvocationType="DryRun")
    assert answer["StatusCode"] == 204


def test_refuses_more_at_once_than_is_reserved(lambda_):
    name = lambda_.function("reserved")
    lambda_.api.put_function_concurrency(
        FunctionName=name, ReservedConcurrentExecutions=1
    )
    with ThreadPoolExecutor() as callers:
        calls = [callers.submit(lambda_.call, name, {"sleep": 1}) for _ in range(3)]
    refusals = [call.exception() for call in calls if call.exception() is not None]
    assert len(refusals) == 2
    for refusal in refusals:
        assert refusal.response["ResponseMetadata"]["HTTPStatusCode"] == 429
        assert refusal.response["Error"]["Code"] == "TooManyRequestsException"
        assert (
            refusal.response["Reason"]
            == "ReservedFunctionConcurrentInvocationLimitExceeded"
        )
    assert lambda_.call(name)["StatusCode"] == 200


def test_a_reservation_of_none_stops_the_function(lambda_):
    name = lambda_.function("stopped")
    lambda_.api.put_function_concurrency(
        FunctionName=name, ReservedConcurrentExecutions=0
    )
    with pytest.raises(ClientError, match="Rate Exceeded"):
        lambda_.call(name)


def test_runs_calls_side_by_side_in_environments_of_their_own(lambda_):
    name = lambda_.function("parallel")
    with ThreadPoolExecutor() as callers:
        calls = [callers.submit(lambda_.call, name, {"sleep": 0.5}) for _ in range(3)]
    assert len({call.result()["Payload"]["pid"] for call in calls}) == 3


def test_says_where_an_unknown_image_should_be(lambda_, served, probe):
    images = served.local.state_dir / "images"
    place = images / lambda_.digest.removeprefix("sha256:")
    hidden = images / "hidden"
    name = lambda_.function("ghost")
    place.rename(hidden)
    try:
        with pytest.raises(
            ClientError, match=f"no image {lambda_.digest} in"
        ) as refusal:
            lambda_.call(name)
    finally:
        hidden.rename(place)
    assert "push it to this local AWS" in str(refusal.value)


def test_a_role_reads_the_environment_that_is_encrypted_for_it(lambda_):
    """Lambda decrypts variables under a customer's key in the role's name."""
    key = lambda_.served.client("kms").create_key()["KeyMetadata"]["Arn"]
    reader = lambda_.served.role("environment-reader", "kms:Decrypt", "logs:*")
    blind = lambda_.function("blind", KMSKeyArn=key)
    reading = lambda_.function("reading", KMSKeyArn=key, Role=reader)

    with pytest.raises(ClientError) as error:
        lambda_.call(blind)

    assert error.value.response["Error"]["Code"] == "KMSAccessDeniedException"
    assert "FunctionError" not in lambda_.call(reading)
