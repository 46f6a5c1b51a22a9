"""SageMaker: what a serverless variant cannot have.

https://docs.aws.amazon.com/sagemaker/latest/dg/serverless-endpoints.html
"""

from collections.abc import Mapping
from typing import Any

from local_aws.calls import Call
from local_aws.sagemaker.control.errors import invalid
from local_aws.sagemaker.control.resources import models

MEMORY_MB = (1024, 2048, 3072, 4096, 5120, 6144)
# Of a variant, and of the configuration around it: "Some of the features currently
# available for SageMaker real-time inference are not supported".
_NOT_OF_VARIANT = (
    "AcceleratorType",
    "CoreDumpConfig",
    "EnableSSMAccess",
    "InferenceAmiVersion",
    "ManagedInstanceScaling",
    "RoutingConfig",
    "VolumeSizeInGB",
)
_NOT_OF_CONFIG = (
    "AsyncInferenceConfig",
    "DataCaptureConfig",
    "ExplainerConfig",
    "ShadowProductionVariants",
)


def check_serverless(call: Call) -> None:
    """Refuse a serverless variant that has what only instances can have."""
    variants = call.params["ProductionVariants"]
    serverless = [each for each in variants if each.get("ServerlessConfig")]
    if not serverless:
        return
    if len(variants) > 1:
        text = "Serverless endpoints do not support more than one production variant."
        raise invalid(text)
    [variant] = serverless
    check_sizes(variant["ServerlessConfig"])
    for where, names in ((variant, _NOT_OF_VARIANT), (call.params, _NOT_OF_CONFIG)):
        for name in names:
            if where.get(name):
                text = f"Serverless endpoints do not support {name}."
                raise invalid(text)
    _check_model(call, variant["ModelName"])


def check_sizes(config: Mapping[str, Any]) -> None:
    """Refuse memory that is none of the sizes, and more warm than at all.

    Args:
        config: A ServerlessConfig.

    Raises:
        AwsError: ValidationException.

    """
    memory = config["MemorySizeInMB"]
    if memory not in MEMORY_MB:
        sizes = ", ".join(str(size) for size in MEMORY_MB)
        text = f"MemorySizeInMB must be one of [{sizes}], and is {memory}."
        raise invalid(text)
    most, warm = config["MaxConcurrency"], config.get("ProvisionedConcurrency") or 0
    if warm > most:
        text = (
            f"ProvisionedConcurrency of {warm} must be less than or equal to "
            f"MaxConcurrency of {most}."
        )
        raise invalid(text)


def _check_model(call: Call, name: str) -> None:
    given = models(call.account_id, call.region)[name].given
    primary, several = given.get("PrimaryContainer"), given.get("Containers") or ()
    containers = [primary, *several] if primary else list(several)
    lacking = {
        "VpcConfig": bool(given.get("VpcConfig")),
        "EnableNetworkIsolation": bool(given.get("EnableNetworkIsolation")),
        "multi-model containers": any(
            each.get("Mode") == "MultiModel" for each in containers
        ),
        "private Docker registries": any(
            each
            and (each.get("ImageConfig") or {}).get("RepositoryAccessMode") == "Vpc"
            for each in containers
        ),
        "inference pipelines": len(containers) > 1,
    }
    for what, there in lacking.items():
        if there:
            text = f'Serverless endpoints do not support {what}: model "{name}".'
            raise invalid(text)
