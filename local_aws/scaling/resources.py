"""What can be scaled, and whether it is there."""

import re
from collections.abc import Mapping
from typing import Any

from moto.awslambda.exceptions import UnknownFunctionException
from moto.awslambda.models import lambda_backends

from local_aws.errors import AwsError
from local_aws.sagemaker.components.records import records
from local_aws.sagemaker.control.description import describe
from local_aws.sagemaker.control.endpoint import CHANGED
from local_aws.sagemaker.control.operations import find_endpoint
from local_aws.scaling.kept import TargetId

COPIES = "sagemaker:inference-component:DesiredCopyCount"
INSTANCES = "sagemaker:variant:DesiredInstanceCount"
PROVISIONED = "sagemaker:variant:DesiredProvisionedConcurrency"
LAMBDA = "lambda:function:ProvisionedConcurrency"

_NAME = r"[a-zA-Z0-9](?:-*[a-zA-Z0-9])*"
_VARIANT = re.compile(rf"endpoint/(?P<name>{_NAME})/variant/(?P<variant>{_NAME})")

# By dimension, the form of the resources it belongs to.
DIMENSIONS: Mapping[str, re.Pattern[str]] = {
    COPIES: re.compile(rf"inference-component/(?P<name>{_NAME})"),
    INSTANCES: _VARIANT,
    # Of $LATEST nothing can be provisioned.
    LAMBDA: re.compile(
        r"function:(?P<name>[a-zA-Z0-9_-]+):(?P<qualifier>[a-zA-Z0-9_-]+)"
    ),
    PROVISIONED: _VARIANT,
}


def named(target: TargetId) -> Mapping[str, str]:
    """Return the names in a target's resource id, by the groups above.

    Raises:
        NotImplementedError: The local AWS does not scale such a thing.

    """
    pattern = DIMENSIONS.get(target.dimension)
    match = pattern.fullmatch(target.resource_id) if pattern else None
    if match is None:
        lacking = f"scaling of {target}"
        raise NotImplementedError(lacking)
    return match.groupdict()


def missing(account_id: str, region: str, target: TargetId) -> str | None:
    """Tell why something cannot be scaled, None where it can.

    AWS's own words are not published; the code is.
    """
    if target.dimension not in DIMENSIONS:
        return None
    names = named(target)
    if target.dimension == LAMBDA:
        try:
            lambda_backends[account_id][region].get_function(
                names["name"], names["qualifier"]
            )
        except UnknownFunctionException:
            return f"Lambda function version or alias doesn't exist: {_id(target)}"
        return None
    if target.dimension == COPIES:
        if names["name"] in records(account_id, region):
            return None
        return f"SageMaker inference component doesn't exist: {_id(target)}"
    return _missing_variant(account_id, region, target)


def _missing_variant(account_id: str, region: str, target: TargetId) -> str | None:
    names = named(target)
    try:
        with CHANGED:
            found = describe(find_endpoint(account_id, region, names["name"]))
    except AwsError:
        return f"SageMaker endpoint doesn't exist: {_id(target)}"
    variants: list[dict[str, Any]] = found.get("ProductionVariants") or []
    variant = next((v for v in variants if v["VariantName"] == names["variant"]), None)
    if variant is None:
        return f"SageMaker endpoint variant doesn't exist: {_id(target)}"
    serverless = variant.get("CurrentServerlessConfig")
    if target.dimension == INSTANCES and serverless is not None:
        return f"A serverless variant has no instances to scale: {_id(target)}"
    if target.dimension == PROVISIONED and not (serverless or {}).get(
        "ProvisionedConcurrency"
    ):
        return f"The variant has no provisioned concurrency to scale: {_id(target)}"
    return None


def _id(target: TargetId) -> str:
    return target.resource_id
