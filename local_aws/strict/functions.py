"""Lambda: configurations that it refuses.

https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
"""

import json
import re
from typing import Any

from local_aws.access import check_trust
from local_aws.calls import Call
from local_aws.errors import AwsError
from local_aws.strict import concurrency, images
from local_aws.strict.invalid_value import invalid
from local_aws.strict.refusals import Refusals

# Of functions on Lambda's own fleet; capacity providers have other limits.
_LIMITS = {"MemorySize": (128, 10_240), "Timeout": (1, 900)}
_STORAGE_MB = (512, 10_240)
_NAME = re.compile(r"[a-zA-Z0-9-_]{1,64}")
_ENVIRONMENT_BYTES = 4096


def _name(call: Call) -> None:
    name = call.params["FunctionName"].rpartition(":")[2]
    if not _NAME.fullmatch(name):
        text = (
            f"1 validation error detected: Value '{name}' at 'functionName' failed to "
            "satisfy constraint: Member must satisfy regular expression pattern: "
            r"[a-zA-Z0-9-_]+, with at most 64 characters"
        )
        raise AwsError(text, code="ValidationException")


def _sizes(call: Call) -> None:
    for name, (low, high) in _LIMITS.items():
        _check_size(name, call.params.get(name), low, high)
    storage = (call.params.get("EphemeralStorage") or {}).get("Size")
    _check_size("EphemeralStorage.Size", storage, *_STORAGE_MB)


def _check_size(name: str, value: int | None, low: int, high: int) -> None:
    if value is None or low <= value <= high:
        return
    bound = (
        f"greater than or equal to {low}"
        if value < low
        else f"less than or equal to {high}"
    )
    member = f"{name[0].lower()}{name[1:]}"
    text = (
        f"1 validation error detected: Value '{value}' at '{member}' failed to satisfy "
        f"constraint: Member must have value {bound}"
    )
    raise AwsError(text, code="ValidationException")


def _environment(call: Call) -> None:
    variables = (call.params.get("Environment") or {}).get("Variables") or {}
    measured = json.dumps(variables, separators=(",", ":"))
    if len(measured.encode()) > _ENVIRONMENT_BYTES:
        text = (
            "Lambda was unable to configure your environment variables because the "
            "environment variables you have provided exceeded the 4KB limit. String "
            f"measured: {measured}"
        )
        raise invalid(text)
    reserved = sorted(set(variables) & _RESERVED)
    if reserved:
        text = (
            "Lambda was unable to configure your environment variables because the "
            "environment variables you have provided contains reserved keys that are "
            f"currently not supported for modification. Reserved keys used in this "
            f"request: {', '.join(reserved)}"
        )
        raise invalid(text)


# https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
_RESERVED = frozenset(
    {
        "AWS_ACCESS_KEY_ID",
        "AWS_DEFAULT_REGION",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
        "AWS_LAMBDA_FUNCTION_NAME",
        "AWS_LAMBDA_FUNCTION_VERSION",
        "AWS_LAMBDA_INITIALIZATION_TYPE",
        "AWS_LAMBDA_LOG_GROUP_NAME",
        "AWS_LAMBDA_LOG_STREAM_NAME",
        "AWS_LAMBDA_RUNTIME_API",
        "AWS_REGION",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "LAMBDA_RUNTIME_DIR",
        "LAMBDA_TASK_ROOT",
        "_HANDLER",
    }
)


def _role(call: Call) -> None:
    role: str | None = call.params.get("Role")
    if role is None:
        return
    try:
        check_trust(call.account_id, role, "lambda.amazonaws.com")
    except AwsError as error:
        text = "The role defined for the function cannot be assumed by Lambda."
        raise invalid(text) from error


def _snap_start(call: Call) -> None:
    wanted: dict[str, Any] = call.params.get("SnapStart") or {}
    if wanted.get("ApplyOn") == "PublishedVersions":
        text = "SnapStart of a function"
        raise NotImplementedError(text)


REFUSALS: Refusals = {
    "CreateFunction": (
        _name,
        _sizes,
        _environment,
        _role,
        _snap_start,
        images.check_package,
        images.check_image,
    ),
    "PutFunctionConcurrency": (concurrency.check_reserved,),
    "PutProvisionedConcurrencyConfig": (concurrency.check_provisioned,),
    "UpdateFunctionCode": (images.check_image,),
    "UpdateFunctionConfiguration": (
        _sizes,
        _environment,
        _role,
        _snap_start,
        images.check_layers,
    ),
}
