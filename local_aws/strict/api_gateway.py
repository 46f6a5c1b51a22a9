"""API Gateway: what the REST APIs of an account cannot be made to do.

Where an error's text is not known for sure, its name is that of the operation
in the API reference and the text is ours.
"""

from collections.abc import Iterable
from http import HTTPStatus

from moto.apigateway.models import APIGatewayBackend, Stage, apigateway_backends

from local_aws.access import check_trust
from local_aws.calls import Call
from local_aws.errors import AwsError
from local_aws.strict.refusals import Refusals

_TIMEOUT_MS = range(50, 29_001)
_KEY_LENGTHS = range(20, 129)
_PERIODS = ("DAY", "WEEK", "MONTH")


def _backend(call: Call) -> APIGatewayBackend:
    return apigateway_backends[call.account_id][call.region]


def _operations(call: Call) -> Iterable[tuple[str, str, str]]:
    """Return what an update does: operation, path, value."""
    for each in call.params.get("patchOperations") or ():
        yield each["op"], each["path"], each.get("value") or ""


def _bad_request(text: str) -> AwsError:
    return AwsError(text, code="BadRequestException", status=HTTPStatus.BAD_REQUEST)


def _integration_timeout(call: Call) -> None:
    values = [call.params.get("timeoutInMillis")]
    values += [v for _, path, v in _operations(call) if path == "/timeoutInMillis"]
    if any(v is not None and int(v) not in _TIMEOUT_MS for v in values):
        text = "Timeout should be between 50 ms and 29000 ms"
        raise _bad_request(text)


def _duplicate_method(call: Call) -> None:
    api = _backend(call).apis.get(call.params["restApiId"])
    resource = api.resources.get(call.params["resourceId"]) if api else None
    if resource and call.params["httpMethod"] in resource.resource_methods:
        text = "Method already exists for this resource"
        raise AwsError(text, code="ConflictException", status=HTTPStatus.CONFLICT)


def _key_value(call: Call) -> None:
    value = call.params.get("value")
    if value and len(value) not in _KEY_LENGTHS:
        text = "API Key value should be between 20 and 128 characters"
        raise _bad_request(text)


def _missing_stages(call: Call) -> None:
    """Refuse a usage plan for a stage that is not there."""
    named = [(s["apiId"], s["stage"]) for s in call.params.get("apiStages") or ()]
    for operation, path, value in _operations(call):
        if (operation, path) == ("add", "/apiStages"):
            api_id, _, stage = value.partition(":")
            named.append((api_id, stage))
    apis = _backend(call).apis
    for api_id, stage in named:
        if api_id not in apis or stage not in apis[api_id].stages:
            text = f"API Stage not found: {api_id}:{stage}"
            raise AwsError(text, code="NotFoundException", status=HTTPStatus.NOT_FOUND)


def _limits(call: Call) -> None:
    quota = call.params.get("quota") or {}
    if quota and quota.get("period") not in _PERIODS:
        text = f"Usage Plan quota period must be one of {', '.join(_PERIODS)}"
        raise _bad_request(text)
    throttle = call.params.get("throttle") or {}
    numbers = [*quota.values(), *throttle.values()]
    if any(isinstance(n, int | float) and n < 0 for n in numbers):
        text = "Usage Plan limits must not be negative"
        raise _bad_request(text)


def _plan_with_stages(call: Call) -> None:
    plan = _backend(call).usage_plans.get(call.params["usagePlanId"])
    if plan is not None and plan.api_stages:
        first = plan.api_stages[0]
        text = (
            f"Cannot delete Usage Plan {plan.id} because there are API Stages "
            f"associated with it, including {first['apiId']}:{first['stage']}"
        )
        raise _bad_request(text)


def _stage_in_plan(call: Call) -> None:
    wanted = (call.params["restApiId"], call.params["stageName"])
    plans = [
        plan.id
        for plan in _backend(call).usage_plans.values()
        if any((s["apiId"], s["stage"]) == wanted for s in plan.api_stages)
    ]
    if plans:
        text = f"Cannot delete stage {wanted[1]}: usage plan {plans[0]} refers to it"
        raise _bad_request(text)


def _active_deployment(call: Call) -> None:
    api = _backend(call).apis.get(call.params["restApiId"])
    stages: Iterable[Stage] = api.stages.values() if api else ()
    if any(s.deployment_id == call.params["deploymentId"] for s in stages):
        text = "Active stages pointing to this deployment must be moved or deleted"
        raise _bad_request(text)


def _logs_without_role(call: Call) -> None:
    """Refuse logs of a stage while the account has no role to write them."""
    wanted = any(
        operation != "remove"
        and (
            path.startswith("/accessLogSettings") or path.endswith("/logging/loglevel")
        )
        and value != "OFF"
        for operation, path, value in _operations(call)
    )
    account = _backend(call).get_account()
    if wanted and not account.cloudwatch_role_arn:
        text = (
            "CloudWatch Logs role ARN must be set in account settings to enable logging"
        )
        raise _bad_request(text)


def _log_role(call: Call) -> None:
    """Refuse a role that API Gateway cannot write logs with."""
    for _, path, role in _operations(call):
        if path != "/cloudwatchRoleArn" or not role:
            continue
        try:
            check_trust(call.account_id, role, "apigateway.amazonaws.com")
        except AwsError as error:
            text = (
                "The role ARN does not have required permissions configured. Please "
                "grant trust permission for API Gateway and add the required role "
                "policy."
            )
            raise _bad_request(text) from error


REFUSALS: Refusals = {
    "CreateApiKey": (_key_value,),
    "CreateUsagePlan": (_missing_stages, _limits),
    "DeleteDeployment": (_active_deployment,),
    "DeleteStage": (_stage_in_plan,),
    "DeleteUsagePlan": (_plan_with_stages,),
    "PutIntegration": (_integration_timeout,),
    "PutMethod": (_duplicate_method,),
    "UpdateAccount": (_log_role,),
    "UpdateIntegration": (_integration_timeout,),
    "UpdateStage": (_logs_without_role,),
    "UpdateUsagePlan": (_missing_stages,),
}
