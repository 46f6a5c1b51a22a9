"""What modules/rest_api creates, as AWS would answer for it, and as it answers."""

import json

import boto3
import pytest
import urllib3
from pytest_terraform import terraform

from tests.terraform.plans import changes


@pytest.fixture
def value(rest_api):
    """Return an output by its name."""
    return lambda name: rest_api.outputs[name]["value"]


@pytest.fixture
def gateway():
    return boto3.client("apigateway")


@pytest.fixture
def send(value, local_aws):
    """Return a function that sends a request and gives status, headers, body."""

    def request(method, path, **more):
        url = local_aws.api_url(f"{value('base_url')}{path}")
        answer = urllib3.request(method, url, retries=False, **more)
        return answer.status, answer.headers, json.loads(answer.data)

    return request


@pytest.fixture
def key(gateway, value):
    """Return the header with the key of the client `demo`."""
    found = gateway.get_api_key(apiKey=value("api_key_ids")["demo"], includeValue=True)
    return {"x-api-key": found["value"], "content-type": "application/json"}


@terraform("rest_api", scope="module", replay=False)
def test_a_second_plan_is_empty(rest_api):
    assert changes(rest_api) == ""


def test_a_request_with_a_key_reaches_the_function(send, key):
    status, _, body = send("POST", "/predict", headers=key, body='["text"]')

    assert (status, body) == (200, ["text"])


def test_the_second_part_of_a_path_may_be_a_parameter(send, key):
    status, _, body = send("GET", "/answers/0123abcd", headers=key)

    assert (status, body) == (200, {"id": "0123abcd"})


def test_health_needs_no_key(send):
    status, _, body = send("GET", "/health")

    assert (status, body) == (200, {"status": "ok"})


@pytest.mark.parametrize(
    ("request_line", "headers", "status", "code"),
    [
        ("POST /predict", {}, 403, "forbidden"),
        ("POST /predict", {"x-api-key": "x" * 40}, 403, "forbidden"),
        ("GET /predict", {}, 405, "method_not_allowed"),
        ("DELETE /health", {}, 405, "method_not_allowed"),
        ("GET /health", {"content-type": "a/b"}, 415, "unsupported_media_type"),
        ("PUT /predict", {"content-type": "a/b"}, 415, "unsupported_media_type"),
        ("GET /nowhere", {}, 404, "not_found"),
        ("GET /predict/deeper", {}, 404, "not_found"),
        ("GET /answers", {}, 404, "not_found"),
        ("GET /answers/0123abcd", {}, 403, "forbidden"),
        ("POST /answers/0123abcd", {}, 405, "method_not_allowed"),
        ("GET /answers/0123abcd/deeper", {}, 404, "not_found"),
    ],
)
def test_errors_of_the_gateway_have_our_form(send, request_line, headers, status, code):
    found, answered, body = send(*request_line.split(), headers=headers)

    assert found == status
    assert answered["content-type"].startswith("application/json")
    assert body.keys() == {"error"}
    assert body["error"].keys() == {"code", "message", "request_id"}
    assert body["error"]["code"] == code
    assert body["error"]["request_id"]


@pytest.mark.parametrize("body", ["[]", "{", "5", "null", "true"])
def test_a_body_without_instances_wakes_no_function(send, key, body):
    status, _, answer = send("POST", "/predict", headers=key, body=body)

    assert (status, answer["error"]["code"]) == (400, "invalid_json")


@pytest.mark.parametrize("body", ['["a"]', '"a"', '{"instances": []}', "[1, null]"])
def test_every_form_of_the_payload_reaches_the_function(send, key, body):
    status, _, answer = send("POST", "/predict", headers=key, body=body)

    assert (status, answer) == (200, json.loads(body))


@pytest.mark.parametrize(
    ("path", "methods"), [("/predict", "POST"), ("/health", "GET")]
)
def test_a_405_says_what_is_allowed(send, path, methods):
    _, headers, _ = send("OPTIONS", path)

    assert headers["allow"] == methods


def test_a_client_gets_what_it_is_given(gateway, value):
    plans = {p["name"]: p for p in gateway.get_usage_plans()["items"]}

    assert plans.keys() == {
        *("inferway-test-copied", "inferway-test-demo", "inferway-test-elsewhere"),
    }
    demo = plans["inferway-test-demo"]
    assert demo["throttle"] == {"burstLimit": 10, "rateLimit": 10.0}
    assert (demo["quota"]["limit"], demo["quota"]["period"]) == (100, "DAY")
    assert [(s["apiId"], s["stage"]) for s in demo["apiStages"]] == [
        (value("api_id"), "live")
    ]
    assert plans["inferway-test-elsewhere"]["quota"]["limit"] == 5


def test_a_key_made_elsewhere_is_the_clients(gateway, value):
    names = {k["name"]: k["id"] for k in gateway.get_api_keys()["items"]}

    assert names.keys() == {"inferway-test-demo", "made-elsewhere"}
    assert value("api_key_ids")["elsewhere"] == names["made-elsewhere"]


def test_a_key_that_is_imported_into_a_clients_plan_lets_in(gateway, value, send):
    """As `inferway keys copy` does in a second Region, behind Terraform's back."""
    plan = value("usage_plan_ids")["copied"]
    assert "copied" not in value("api_key_ids")
    assert gateway.get_usage_plan_keys(usagePlanId=plan)["items"] == []
    name, key = gateway.get_usage_plan(usagePlanId=plan)["name"], "k" * 40

    [imported] = gateway.import_api_keys(
        body=f"Name,Key,UsageplanIds\n{name},{key},{plan}\n".encode(),
        format="csv",
        failOnWarnings=True,
    )["ids"]

    headers = {"x-api-key": key, "content-type": "application/json"}
    status, _, _ = send("POST", "/predict", headers=headers, body='["text"]')
    # It is not Terraform's to destroy.
    gateway.delete_api_key(apiKey=imported)
    assert status == 200


def test_the_value_of_a_key_is_in_no_output(gateway, rest_api, value):
    found = gateway.get_api_key(apiKey=value("api_key_ids")["demo"], includeValue=True)

    assert found["value"] not in json.dumps(dict(rest_api.outputs))


def test_lambda_is_called_by_these_methods_of_this_api_alone(value):
    policy = boto3.client("lambda").get_policy(
        FunctionName="inferway-test-answering", Qualifier="live"
    )["Policy"]

    api = f"arn:aws:execute-api:eu-west-1:111111111111:{value('api_id')}/live"
    statements = json.loads(policy)["Statement"]
    assert {s["Condition"]["ArnLike"]["AWS:SourceArn"] for s in statements} == {
        f"{api}/POST/predict",
        f"{api}/GET/answers/*",
    }
    for statement in statements:
        assert statement["Principal"] == {"Service": "apigateway.amazonaws.com"}


def test_the_gateway_waits_as_long_as_it_was_told(gateway, value):
    [resource] = [
        r
        for r in gateway.get_resources(restApiId=value("api_id"))["items"]
        if r["path"] == "/predict"
    ]
    found = gateway.get_integration(
        restApiId=value("api_id"), resourceId=resource["id"], httpMethod="POST"
    )

    assert found["timeoutInMillis"] == 12_000


def test_the_stage_logs_requests_and_no_bodies(gateway, value, send):
    stage = gateway.get_stage(restApiId=value("api_id"), stageName="live")

    settings = stage["methodSettings"]["*/*"]
    assert settings["metricsEnabled"] is True
    assert settings["dataTraceEnabled"] is False
    assert settings["loggingLevel"] == "ERROR"
    group = stage["accessLogSettings"]["destinationArn"].split(":log-group:")[1]
    logs = boto3.client("logs")
    groups = {g["logGroupName"]: g for g in logs.describe_log_groups()["logGroups"]}
    execution = f"API-Gateway-Execution-Logs_{value('api_id')}/live"
    for name in (group, execution):
        assert groups[name]["kmsKeyId"] == value("kms_key_arn")
        assert groups[name]["retentionInDays"] == 365

    _, _, body = send("GET", "/nowhere")
    lines = [
        json.loads(e["message"])
        for e in logs.filter_log_events(logGroupName=group)["events"]
    ]
    [line] = [x for x in lines if x["request_id"] == body["error"]["request_id"]]
    assert line["status"] == "404"
    assert line["error"] == "MISSING_AUTHENTICATION_TOKEN"
