"""SageMaker: endpoint configurations that it does not make.

https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html

Counts, sizes, names and instance types stand in the API's own model: see
`local_aws.strict.constraints`. Where no text is known to us, it says what is wrong.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from local_aws.calls import Call
from local_aws.iam.keys import find_key
from local_aws.sagemaker.control.errors import (
    MODEL,
    arn_of_model,
    invalid,
    missing,
)
from local_aws.sagemaker.control.resources import models
from local_aws.strict.constraints import check_constraints
from local_aws.strict.refusals import Refusals
from local_aws.strict.sagemaker_serverless import check_serverless

Variant = Mapping[str, Any]


def _variants(call: Call) -> Iterable[Variant]:
    yield from call.params["ProductionVariants"]
    yield from call.params.get("ShadowProductionVariants") or ()


def _variant_names(call: Call) -> None:
    names = [each["VariantName"] for each in _variants(call)]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        text = f"Variant names must be unique; given twice: {', '.join(twice)}."
        raise invalid(text)


def _capacity(call: Call) -> None:
    """Refuse a variant with instances and serverless, with neither, or half of it."""
    for each in _variants(call):
        serverless, instances = each.get("ServerlessConfig"), each.get("InstanceType")
        name = each["VariantName"]
        if serverless and (instances or each.get("InitialInstanceCount")):
            text = (
                f'Variant "{name}" has a ServerlessConfig: InstanceType and '
                "InitialInstanceCount cannot be specified with it."
            )
            raise invalid(text)
        if not serverless and not instances:
            text = f'Variant "{name}" needs an InstanceType or a ServerlessConfig.'
            raise invalid(text)
        if instances and each.get("InitialInstanceCount") is None:
            text = f'Variant "{name}" needs an InitialInstanceCount.'
            raise invalid(text)


def _models(call: Call) -> None:
    for each in _variants(call):
        name = each.get("ModelName")
        if name and name not in models(call.account_id, call.region):
            raise missing(MODEL, arn_of_model(call.account_id, call.region, name))


def _components(call: Call) -> None:
    """Refuse to mix models of variants with inference components."""
    with_model = [each for each in _variants(call) if each.get("ModelName")]
    if any(each.get("ManagedInstanceScaling") for each in with_model):
        text = (
            "ManagedInstanceScaling is only supported for inference component "
            "endpoints."
        )
        raise invalid(text)
    if len(with_model) == len(list(_variants(call))):
        for name in ("EnableNetworkIsolation", "VpcConfig"):
            if call.params.get(name):
                text = f"{name} is only supported for inference component endpoints."
                raise invalid(text)
        return
    if with_model:
        text = "Variants with and without a ModelName cannot be in one configuration."
        raise invalid(text)
    if not call.params.get("ExecutionRoleArn"):
        text = (
            "ExecutionRoleArn is required for an endpoint configuration whose "
            "variants have no ModelName."
        )
        raise invalid(text)
    for each in _variants(call):
        _check_managed_scaling(each)
    if call.params.get("AsyncInferenceConfig"):
        text = "AsyncInferenceConfig is not supported for inference components."
        raise invalid(text)


def _check_managed_scaling(variant: Variant) -> None:
    if variant.get("ServerlessConfig"):
        text = f'Variant "{variant["VariantName"]}" is serverless and has no ModelName.'
        raise invalid(text)
    scaling = variant.get("ManagedInstanceScaling") or {}
    low, high = scaling.get("MinInstanceCount"), scaling.get("MaxInstanceCount")
    if low is not None and high is not None and low > high:
        text = (
            f"ManagedInstanceScaling has a MinInstanceCount of {low}, more than its "
            f"MaxInstanceCount of {high}."
        )
        raise invalid(text)


def _keys(call: Call) -> None:
    """Refuse keys that do not exist."""
    capture = call.params.get("DataCaptureConfig") or {}
    asynchronous = call.params.get("AsyncInferenceConfig") or {}
    named = [
        call.params.get("KmsKeyId"),
        capture.get("KmsKeyId"),
        (asynchronous.get("OutputConfig") or {}).get("KmsKeyId"),
    ]
    for key in named:
        if key and find_key(call.account_id, call.region, key) is None:
            text = f"Invalid KMS key: {key} does not exist in {call.region}."
            raise invalid(text)


REFUSALS: Refusals = {
    "CreateEndpointConfig": (
        check_constraints,
        _variant_names,
        _capacity,
        _models,
        _components,
        check_serverless,
        _keys,
    ),
    "DeleteEndpointConfig": (check_constraints,),
    "DescribeEndpointConfig": (check_constraints,),
}
