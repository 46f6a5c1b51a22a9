"""What DescribeEndpoint says of an endpoint.

https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_DescribeEndpoint.html
"""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from local_aws.sagemaker.control.endpoint import Deployment, Endpoint
from local_aws.sagemaker.ports import ServerlessSpec, VariantSpec

# Of a configuration; an endpoint answers with them as they are.
_FROM_CONFIG = ("AsyncInferenceConfig", "ExplainerConfig")
_OF_VARIANT = ("ManagedInstanceScaling", "RoutingConfig")


def describe(endpoint: Endpoint) -> dict[str, Any]:
    """Return the answer of DescribeEndpoint."""
    answer = endpoint.summary()
    shown = endpoint.deployed or endpoint.pending
    if shown is not None:
        answer["EndpointConfigName"] = shown.spec.config_name
        answer |= {n: shown.config[n] for n in _FROM_CONFIG if shown.config.get(n)}
    if endpoint.deployed is not None:
        answer["ProductionVariants"] = _variants(endpoint, endpoint.deployed)
        captured = endpoint.deployed.config.get("DataCaptureConfig")
        if captured:
            answer["DataCaptureConfig"] = _capture(captured)
    if endpoint.pending is not None:
        answer["PendingDeploymentSummary"] = _pending(endpoint, endpoint.pending)
    if endpoint.failure_reason is not None:
        answer["FailureReason"] = endpoint.failure_reason
    if endpoint.deployment_config is not None:
        answer["LastDeploymentConfig"] = endpoint.deployment_config
    return answer


def _variants(endpoint: Endpoint, deployment: Deployment) -> list[dict[str, Any]]:
    desired = endpoint.desired or deployment.spec
    return [
        {
            **_counts("Current", now),
            **_counts("Desired", wanted),
            **_fixed(deployment, now),
        }
        for now, wanted in zip(deployment.spec.variants, desired.variants, strict=True)
    ]


def _pending(endpoint: Endpoint, pending: Deployment) -> dict[str, Any]:
    return {
        "EndpointConfigName": pending.spec.config_name,
        "ProductionVariants": [
            {
                **({"InstanceType": v.instance_type} if v.instance_type else {}),
                **_counts("Desired", v),
                **_fixed(pending, v),
            }
            for v in pending.spec.variants
        ],
        "StartTime": endpoint.last_modified_time,
    }


def _fixed(deployment: Deployment, variant: VariantSpec) -> dict[str, Any]:
    """Return what no change of counts or weights changes."""
    [given] = [
        each
        for each in deployment.config["ProductionVariants"]
        if each["VariantName"] == variant.name
    ]
    fixed = {name: given[name] for name in _OF_VARIANT if given.get(name)}
    if variant.model is not None:
        fixed["DeployedImages"] = [
            {
                "SpecifiedImage": deployment.images[variant.name],
                "ResolvedImage": variant.model.image_uri,
                "ResolutionTime": deployment.at,
            }
        ]
    return {"VariantName": variant.name, **fixed}


def _counts(when: str, variant: VariantSpec) -> dict[str, Any]:
    answer: dict[str, Any] = {f"{when}Weight": variant.weight}
    if variant.serverless is not None:
        answer[f"{when}ServerlessConfig"] = serverless_config(variant.serverless)
    answer[f"{when}InstanceCount"] = variant.instance_count
    return answer


def serverless_config(serverless: ServerlessSpec) -> dict[str, int]:
    """Return a ServerlessConfig as the API has it."""
    names = {
        "memory_mb": "MemorySizeInMB",
        "max_concurrency": "MaxConcurrency",
        "provisioned_concurrency": "ProvisionedConcurrency",
    }
    return {names[name]: value for name, value in asdict(serverless).items() if value}


def _capture(given: Mapping[str, Any]) -> dict[str, Any]:
    enabled = bool(given.get("EnableCapture"))
    return {
        "EnableCapture": enabled,
        "CaptureStatus": "Started" if enabled else "Stopped",
        "CurrentSamplingPercentage": given["InitialSamplingPercentage"],
        "DestinationS3Uri": given["DestinationS3Uri"],
        "KmsKeyId": given.get("KmsKeyId", ""),
    }
