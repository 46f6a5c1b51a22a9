"""SageMaker: capacity that a variant cannot be scaled to.

https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_UpdateEndpointWeightsAndCapacities.html

Where no text is known to us, it says what is wrong.
"""

from collections.abc import Mapping
from typing import Any

from local_aws.calls import Call
from local_aws.sagemaker.control.errors import invalid
from local_aws.sagemaker.control.operations import find_endpoint
from local_aws.sagemaker.ports import EndpointSpec, ServerlessSpec, VariantSpec
from local_aws.strict.sagemaker_serverless import check_sizes


def check_capacities(call: Call) -> None:
    """Refuse counts that the kind of the variant cannot have.

    Raises:
        AwsError: ValidationException.

    """
    name = call.params["EndpointName"]
    deployed = find_endpoint(call.account_id, call.region, name).deployed
    spec = deployed.spec if deployed else None
    by_name = {variant.name: variant for variant in spec.variants} if spec else {}
    for each in call.params["DesiredWeightsAndCapacities"]:
        variant = by_name.get(each["VariantName"])
        if spec is None or variant is None:
            continue  # the control plane says so
        if variant.serverless:
            _check_serverless_capacity(variant, variant.serverless, each)
        else:
            _check_count(spec, variant, each)


def _check_serverless_capacity(
    variant: VariantSpec, serverless: ServerlessSpec, wanted: Mapping[str, Any]
) -> None:
    if wanted.get("DesiredInstanceCount") is not None:
        text = f'Variant "{variant.name}" is serverless: it has no instance count.'
        raise invalid(text)
    update = wanted.get("ServerlessUpdateConfig")
    if update is not None:
        check_sizes(
            {
                "MemorySizeInMB": serverless.memory_mb,
                "MaxConcurrency": serverless.max_concurrency,
                **update,
            }
        )


def _check_count(
    spec: EndpointSpec, variant: VariantSpec, wanted: Mapping[str, Any]
) -> None:
    if wanted.get("ServerlessUpdateConfig") is not None:
        text = f'Variant "{variant.name}" is not serverless.'
        raise invalid(text)
    to_zero = wanted.get("DesiredInstanceCount") == 0
    if to_zero and variant.model is not None and not spec.asynchronous:
        text = (
            f'DesiredInstanceCount of variant "{variant.name}" must be at least 1: '
            "only asynchronous endpoints and those of inference components scale to "
            "zero."
        )
        raise invalid(text)
