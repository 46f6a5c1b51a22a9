"""Validators, mocks, gateway responses and access logs, over HTTP."""

import json

import pytest


def test_required_parameters_must_be_there(api):
    answer = api.ask("POST", "/valid?optional=1", [1])
    assert answer.status == 400
    assert answer.json()["code"] == "BAD_REQUEST_PARAMETERS"
    assert (
        answer.json()["message"] == "Missing required request parameters: [x-needed, q]"
    )
    assert api.ask("POST", "/valid?q=", [1], x_needed="1").status == 400
    assert api.ask("POST", "/valid?q=1", [1], X_Needed="1").status == 200


@pytest.mark.parametrize(
    "body", ["1", "[]", '"a"', "{", "[NaN]", b"[\xff", "[" * 100_000]
)
def test_a_body_must_fit_its_model(api, body):
    answer = api.ask(
        "POST", "/valid?q=1", body, x_needed="1", content_type="application/json"
    )
    assert answer.status == 400
    assert answer.json()["code"] == "BAD_REQUEST_BODY"
    assert answer.json()["message"] == "Invalid request body"


def test_the_model_is_the_content_type_s(api):
    for content_type, status in (
        ("application/json; charset=utf-8", 400),
        ("Application/JSON", 400),
        ("text/plain", 200),
    ):
        answer = api.ask(
            "POST", "/valid?q=1", "1", x_needed="1", content_type=content_type
        )
        assert answer.status == status
    # Without one it counts as JSON.
    assert api.ask("POST", "/valid?q=1", "1", x_needed="1").status == 400


def test_an_empty_body_is_an_empty_object(api):
    assert api.ask("POST", "/valid?q=1", x_needed="1").status == 200


def test_a_mock_answers_from_its_template(api):
    answer = api.ask("GET", "/health")
    assert answer.status == 200
    assert answer.json() == {"id": answer.headers["x-amzn-RequestId"]}
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Type"] == "application/json"


def test_a_mock_refuses_types_that_it_has_no_template_for(api):
    refused = api.ask("DELETE", "/refused")
    assert (refused.status, refused.headers["Allow"]) == (405, "POST")
    answer = api.ask("PUT", "/refused", "a", content_type="text/plain")
    assert (answer.status, answer.json()["code"]) == (415, "UNSUPPORTED_MEDIA_TYPE")


def test_a_mock_lets_other_types_through_where_it_may(api):
    wanted = {"content_type": "text/plain"}
    # Passed through, and read for its status all the same.
    assert api.ask("GET", "/health", '{"statusCode": 200}', **wanted).status == 200
    assert api.ask("GET", "/health", "hello", **wanted).status == 500


def test_a_mock_selects_by_status(api):
    answer = api.ask("GET", "/selected")
    assert (answer.status, answer.data) == (418, b"teapot")


def test_a_template_beyond_us_is_an_error_that_the_log_names(api, caplog):
    answer = api.ask("PUT", "/health")
    assert answer.status == 500
    assert "no Velocity engine for $input.body" in caplog.text


def test_a_type_s_own_response_comes_before_the_default_one(new_api):
    api = new_api()
    api.mock("GET", "/a", {"200": (None, "", {})})
    for kind, status, text in (
        ("DEFAULT_4XX", None, "default"),
        ("DEFAULT_5XX", "503", "five"),
        ("INVALID_API_KEY", "401", "key"),
    ):
        api.gateway.put_gateway_response(
            restApiId=api.id,
            responseType=kind,
            responseTemplates={"application/json": text},
            **({"statusCode": status} if status else {}),
        )
    api.mock("GET", "/broken", {"200": (None, "#set($a = 1)", {})})
    api.method("GET", "/keyed", apiKeyRequired=True)
    api.deploy()
    for path, status, text in (
        ("/none", 403, b"default"),
        ("/keyed", 401, b"key"),
        ("/broken", 503, b"five"),
    ):
        answer = api.ask("GET", path)
        assert (answer.status, answer.data) == (status, text)


def test_the_access_log_has_a_line_a_request(new_api, served):
    logs = served.client("logs")
    logs.create_log_group(logGroupName="/api/access")
    writer = served.role("writer", "logs:*", service="apigateway.amazonaws.com")
    api = new_api()
    api.gateway.update_account(
        patchOperations=[
            {"op": "replace", "path": "/cloudwatchRoleArn", "value": writer}
        ]
    )
    api.permit()
    api.proxy("POST", "/echo")
    api.deploy()
    wanted = {
        "id": "$context.requestId",
        "status": "$context.status",
        "path": "$context.path",
        "resource": "$context.resourcePath",
        "agent": "$context.identity.userAgent",
        "latency": "$context.integrationLatency",
        "length": "$context.responseLength",
        "error": "$context.error.message",
        "type": "$context.error.responseType",
        "nothing": "$context.authorizer.principalId",
    }
    api.patch_stage(
        (
            "/accessLogSettings/destinationArn",
            f"arn:aws:logs:eu-west-1:{served.local.account_id}:log-group:/api/access",
        ),
        ("/accessLogSettings/format", json.dumps(wanted)),
    )
    agent = 'a "quoted" \\ agent'
    good = api.ask("POST", "/echo", {"answer": {"body": "four"}}, User_Agent=agent)
    bad = api.ask("GET", "/none")
    events = logs.filter_log_events(logGroupName="/api/access")["events"]
    first, second = (json.loads(event["message"]) for event in events)
    assert int(first.pop("latency")) >= 0
    assert first == {
        "id": good.headers["x-amzn-RequestId"],
        "status": "200",
        "path": "/v1/echo",
        "resource": "/echo",
        "agent": agent,
        "length": "4",
        "error": "-",
        "type": "-",
        "nothing": "-",
    }
    assert second["id"] == bad.headers["x-amzn-RequestId"]
    assert second["status"] == "403"
    assert second["type"] == "MISSING_AUTHENTICATION_TOKEN"
    assert second["latency"] == second["resource"] == "-"
