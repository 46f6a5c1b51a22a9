"""What API Gateway's control plane does and refuses."""

import json

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

ACCOUNT = "111111111111"


@pytest.fixture
def gateway(client):
    return client("apigateway")


@pytest.fixture
def api(gateway, unique):
    """Deploy an API; gives its id, its deployment's and its method's."""
    made = gateway.create_rest_api(name=unique("api"))
    rest = {"restApiId": made["id"]}
    resource = {**rest, "resourceId": made["rootResourceId"], "httpMethod": "GET"}
    gateway.put_method(**resource, authorizationType="NONE")
    gateway.put_integration(**resource, type="MOCK")
    deployment = gateway.create_deployment(**rest)["id"]
    gateway.create_stage(**rest, stageName="live", deploymentId=deployment)
    return {"id": made["id"], "deployment": deployment, "resource": resource}


@pytest.fixture
def plan(gateway, api, unique):
    """Make a usage plan for the deployed API, with a throttle of one method."""
    throttle = {"/GET": {"burstLimit": 1, "rateLimit": 1.0}}
    return gateway.create_usage_plan(
        name=unique("plan"),
        apiStages=[{"apiId": api["id"], "stage": "live", "throttle": throttle}],
        throttle={"burstLimit": 10, "rateLimit": 10.0},
        quota={"limit": 100, "period": "DAY"},
    )["id"]


def change(gateway, plan, *operations):
    gateway.update_usage_plan(
        usagePlanId=plan,
        patchOperations=[
            dict(zip(("op", "path", "value"), each, strict=False))
            for each in operations
        ],
    )
    return gateway.get_usage_plan(usagePlanId=plan)


def code_of(error):
    return error.value.response["Error"]["Code"]


def test_a_plan_s_own_limits_change_as_numbers(gateway, plan):
    found = change(
        gateway,
        plan,
        ("replace", "/throttle/burstLimit", "20"),
        ("replace", "/throttle/rateLimit", "0.5"),
        ("replace", "/quota/limit", "200"),
        ("replace", "/quota/period", "WEEK"),
    )

    assert found["throttle"] == {"burstLimit": 20, "rateLimit": 0.5}
    assert found["quota"] == {"limit": 200, "period": "WEEK"}


def test_a_method_s_throttle_is_not_the_plan_s(gateway, api, plan):
    at = f"/apiStages/{api['id']}:live/throttle/~1predict~1POST"
    found = change(
        gateway,
        plan,
        ("add", f"{at}/burstLimit", "2"),
        ("add", f"{at}/rateLimit", "3"),
    )

    assert found["throttle"] == {"burstLimit": 10, "rateLimit": 10.0}
    assert found["apiStages"][0]["throttle"]["/predict/POST"] == {
        "burstLimit": 2,
        "rateLimit": 3.0,
    }


def test_limits_can_be_removed(gateway, api, plan):
    found = change(
        gateway,
        plan,
        ("remove", "/quota"),
        ("remove", "/throttle"),
        ("remove", f"/apiStages/{api['id']}:live/throttle"),
    )

    assert "quota" not in found
    assert "throttle" not in found
    assert not found["apiStages"][0]["throttle"]


def test_a_stage_with_a_throttle_can_leave_its_plan(gateway, api, plan):
    found = change(gateway, plan, ("remove", "/apiStages", f"{api['id']}:live"))

    assert found["apiStages"] == []


def test_a_plan_s_texts_change(gateway, plan):
    found = change(
        gateway,
        plan,
        ("replace", "/description", "what clients may send"),
        ("replace", "/productCode", "code"),
    )
    assert found["description"] == "what clients may send"
    assert found["productCode"] == "code"

    assert "productCode" not in change(gateway, plan, ("remove", "/productCode"))


def test_a_plan_needs_its_stage(gateway, api, plan, unique):
    missing = {"apiId": api["id"], "stage": "missing"}

    with pytest.raises(ClientError, match="API Stage not found") as error:
        gateway.create_usage_plan(name=unique("plan"), apiStages=[missing])
    assert code_of(error) == "NotFoundException"

    with pytest.raises(ClientError, match="API Stage not found"):
        change(gateway, plan, ("add", "/apiStages", f"{api['id']}:missing"))


def test_a_stage_stays_while_a_plan_refers_to_it(gateway, api, plan):
    stage = {"restApiId": api["id"], "stageName": "live"}

    with pytest.raises(ClientError) as error:
        gateway.delete_stage(**stage)
    assert code_of(error) == "BadRequestException"

    change(gateway, plan, ("remove", "/apiStages", f"{api['id']}:live"))
    gateway.delete_stage(**stage)


def test_a_plan_stays_while_it_has_stages(gateway, plan):
    with pytest.raises(ClientError, match="there are API Stages associated"):
        gateway.delete_usage_plan(usagePlanId=plan)


def test_a_deployment_stays_while_a_stage_serves_it(gateway, api):
    deployment = {"restApiId": api["id"], "deploymentId": api["deployment"]}

    with pytest.raises(ClientError, match="Active stages pointing"):
        gateway.delete_deployment(**deployment)

    gateway.delete_stage(restApiId=api["id"], stageName="live")
    gateway.delete_deployment(**deployment)


@pytest.mark.parametrize(
    "limits",
    [
        {"quota": {"limit": 1, "period": "YEAR"}},
        {"quota": {"limit": -1, "period": "DAY"}},
        {"throttle": {"burstLimit": -1, "rateLimit": 1.0}},
    ],
)
def test_limits_that_are_none(gateway, unique, limits):
    with pytest.raises(ClientError) as error:
        gateway.create_usage_plan(name=unique("plan"), **limits)

    assert code_of(error) == "BadRequestException"


@pytest.mark.parametrize("timeout", [49, 29_001])
def test_integrations_have_29_seconds(client, api, timeout):
    unchecked = client("apigateway", config=Config(parameter_validation=False))

    with pytest.raises(ClientError, match="between 50 ms and 29000 ms"):
        unchecked.put_integration(
            **api["resource"], type="MOCK", timeoutInMillis=timeout
        )
    with pytest.raises(ClientError, match="between 50 ms and 29000 ms"):
        unchecked.update_integration(
            **api["resource"],
            patchOperations=[
                {"op": "replace", "path": "/timeoutInMillis", "value": str(timeout)}
            ],
        )


def test_a_method_is_there_once(gateway, api):
    with pytest.raises(ClientError) as error:
        gateway.put_method(**api["resource"], authorizationType="NONE")

    assert code_of(error) == "ConflictException"


@pytest.mark.parametrize("length", [19, 129])
def test_key_values_have_20_to_128_characters(gateway, unique, length):
    with pytest.raises(ClientError) as error:
        gateway.create_api_key(name=unique("key"), value="a" * length)

    assert code_of(error) == "BadRequestException"


def test_logs_need_the_account_s_role(gateway, api, role):
    stage = {"restApiId": api["id"], "stageName": "live"}
    group = f"arn:aws:logs:eu-west-1:{ACCOUNT}:log-group:a"
    path = "/accessLogSettings/destinationArn"
    logging = [{"op": "replace", "path": path, "value": group}]
    level = [{"op": "replace", "path": "/*/*/logging/loglevel", "value": "ERROR"}]
    set_role(gateway, "")

    for operations in (logging, level):
        with pytest.raises(ClientError, match="CloudWatch Logs role ARN must be set"):
            gateway.update_stage(**stage, patchOperations=operations)

    set_role(gateway, role(service="apigateway.amazonaws.com")[1])
    found = gateway.update_stage(**stage, patchOperations=logging + level)
    assert found["accessLogSettings"] == {"destinationArn": group}
    assert found["methodSettings"]["*/*"]["loggingLevel"] == "ERROR"


def test_the_account_s_role_must_trust_the_gateway(gateway, role, client):
    name, arn = role()
    trust = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "lambda.amazonaws.com"},
                "Action": "sts:AssumeRole",
            }
        ],
    }
    client("iam").update_assume_role_policy(
        RoleName=name, PolicyDocument=json.dumps(trust)
    )

    with pytest.raises(ClientError, match="required permissions") as error:
        set_role(gateway, arn)

    assert code_of(error) == "BadRequestException"


def set_role(gateway, arn):
    operation = {"op": "replace", "path": "/cloudwatchRoleArn", "value": arn}
    gateway.update_account(patchOperations=[operation])
