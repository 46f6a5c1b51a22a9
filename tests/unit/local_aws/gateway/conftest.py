import itertools
import json
import time

import pytest
import urllib3

from tests.support.served import REGION, serving

# Answers what its body asks for, else with the event that it got.
ECHO = """
import json, time

def handle(event, context):
    try:
        wanted = json.loads(event["body"] or "{}")
    except ValueError:
        wanted = {}
    if not isinstance(wanted, dict):
        wanted = {}
    if "sleep" in wanted:
        time.sleep(wanted["sleep"])
    if "raise" in wanted:
        raise ValueError(wanted["raise"])
    if "answer" in wanted:
        return wanted["answer"]
    return {"statusCode": 200, "body": json.dumps(event)}
"""
SCHEMA = {
    "$schema": "http://json-schema.org/draft-04/schema#",
    "type": ["array", "object"],
    "minItems": 1,
}
TEMPLATE = (
    '{"code":"$context.error.responseType",'
    '"message":$context.error.messageString,"id":"$context.requestId"}'
)


class Api:
    """A REST API, made by API Gateway's own calls."""

    def __init__(self, served, function):
        self.served = served
        self.gateway = served.client("apigateway")
        self.function = function
        self.http = urllib3.PoolManager(retries=False)
        made = self.gateway.create_rest_api(name="api")
        self.id = made["id"]
        self.resources = {"/": made["rootResourceId"]}
        self.stage = "v1"

    def resource(self, path):
        if path not in self.resources:
            parent, _, part = path.rpartition("/")
            self.resources[path] = self.gateway.create_resource(
                restApiId=self.id,
                parentId=self.resource(parent or "/"),
                pathPart=part,
            )["id"]
        return self.resources[path]

    def method(self, http_method, path, **settings):
        place = {
            "restApiId": self.id,
            "resourceId": self.resource(path),
            "httpMethod": http_method,
        }
        self.gateway.put_method(**place, authorizationType="NONE", **settings)
        return place

    def proxy(self, http_method, path, timeout_ms=29_000, **settings):
        place = self.method(http_method, path, **settings)
        arn = (
            f"arn:aws:lambda:{REGION}:{self.served.local.account_id}"
            f":function:{self.function}"
        )
        self.gateway.put_integration(
            **place,
            type="AWS_PROXY",
            integrationHttpMethod="POST",
            timeoutInMillis=timeout_ms,
            uri=(
                f"arn:aws:apigateway:{REGION}:lambda:path/2015-03-31/functions/"
                f"{arn}/invocations"
            ),
        )

    def mock(self, http_method, path, answers, **integration):
        """Answers: status to (pattern, template, headers)."""
        place = self.method(http_method, path)
        self.gateway.put_integration(
            **place,
            type="MOCK",
            **{
                "requestTemplates": {"application/json": '{"statusCode": 200}'},
                **integration,
            },
        )
        for status, (pattern, template, headers) in answers.items():
            names = {f"method.response.header.{name}": v for name, v in headers.items()}
            self.gateway.put_method_response(
                **place,
                statusCode=status,
                responseParameters=dict.fromkeys(names, True),
            )
            self.gateway.put_integration_response(
                **place,
                statusCode=status,
                responseTemplates={"application/json": template},
                responseParameters=names,
                **({"selectionPattern": pattern} if pattern else {}),
            )

    def deploy(self):
        deployment = self.gateway.create_deployment(restApiId=self.id)["id"]
        stages = self.gateway.get_stages(restApiId=self.id)["item"]
        if stages:
            self.patch_stage(("/deploymentId", deployment))
        else:
            self.gateway.create_stage(
                restApiId=self.id, stageName=self.stage, deploymentId=deployment
            )

    def patch_stage(self, *changes):
        self.gateway.update_stage(
            restApiId=self.id,
            stageName=self.stage,
            patchOperations=[
                {"op": "replace", "path": path, "value": value}
                for path, value in changes
            ],
        )

    def plan(self, *keys, **limits):
        plan = self.gateway.create_usage_plan(
            name="plan", apiStages=[{"apiId": self.id, "stage": self.stage}], **limits
        )["id"]
        for key in keys:
            self.gateway.create_usage_plan_key(
                usagePlanId=plan, keyId=key, keyType="API_KEY"
            )
        return plan

    def permit(self, source="*/*/*"):
        self.served.client("lambda").add_permission(
            FunctionName=self.function,
            StatementId=f"s{time.time_ns()}",
            Action="lambda:InvokeFunction",
            Principal="apigateway.amazonaws.com",
            SourceArn=(
                f"arn:aws:execute-api:{REGION}:{self.served.local.account_id}"
                f":{self.id}/{source}"
            ),
        )

    @property
    def url(self):
        return f"{self.served.local.url}/_aws/execute-api/{self.id}/{self.stage}"

    def ask(self, http_method, path, body=None, **headers):
        """Send a request; header names have _ for -."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if isinstance(body, dict | list):
            body = json.dumps(body)
        return self.http.request(http_method, self.url + path, body=body, headers=named)

    def echo(self, http_method, path, body=None, **headers):
        """Return the event that the function got."""
        answer = self.ask(http_method, path, body, **headers)
        assert answer.status == 200, answer.data
        return answer.json()


@pytest.fixture(scope="session")
def served(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("served")) as served:
        yield served


@pytest.fixture(scope="session")
def function(served):
    role = served.role("gateway-echo", "logs:*")
    return served.function("gateway-echo", served.image(ECHO, tag="echo"), role)


@pytest.fixture
def new_api(served, function):
    return lambda name=function: Api(served, name)


@pytest.fixture(scope="session")
def api(served, function):
    """Return an API with some of everything, deployed once."""
    api = Api(served, function)
    api.permit()
    validator = api.gateway.create_request_validator(
        restApiId=api.id,
        name="all",
        validateRequestBody=True,
        validateRequestParameters=True,
    )["id"]
    api.gateway.create_model(
        restApiId=api.id,
        name="Payload",
        contentType="application/json",
        schema=json.dumps(SCHEMA),
    )
    api.proxy("ANY", "/echo")
    api.proxy("GET", "/items/{id}")
    api.proxy("POST", "/slow", timeout_ms=100)
    api.proxy(
        "POST",
        "/valid",
        requestValidatorId=validator,
        requestModels={"application/json": "Payload"},
        requestParameters={
            "method.request.querystring.q": True,
            "method.request.header.x-needed": True,
            "method.request.querystring.optional": False,
        },
    )
    api.mock(
        "GET",
        "/health",
        {"200": (None, '{"id":"$context.requestId"}', {"Cache-Control": "'no-store'"})},
    )
    api.mock("PUT", "/health", {"200": (None, "$input.body", {})})
    api.mock(
        "ANY",
        "/refused",
        {"405": (None, "{}", {"Allow": "'POST'"})},
        passthroughBehavior="NEVER",
    )
    api.mock(
        "GET",
        "/selected",
        {"200": (None, "default", {}), "418": ("4\\d{2}", "teapot", {})},
        requestTemplates={"application/json": '{"statusCode": 404}'},
    )
    api.gateway.put_gateway_response(
        restApiId=api.id,
        responseType="DEFAULT_4XX",
        responseTemplates={"application/json": TEMPLATE},
    )
    api.gateway.put_gateway_response(
        restApiId=api.id,
        responseType="MISSING_AUTHENTICATION_TOKEN",
        statusCode="404",
        responseTemplates={"application/json": TEMPLATE},
        responseParameters={"gatewayresponse.header.X-Kind": "'missing'"},
    )
    api.deploy()
    return api


@pytest.fixture(scope="session")
def key_values():
    return (f"{number:020d}" for number in itertools.count())
