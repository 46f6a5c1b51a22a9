"""What SageMaker's answers say, of what a run has to know."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from auto_stop.fleet import (
    Component,
    ComponentDetails,
    ConfigVariant,
    Details,
    Endpoint,
    Variant,
)

if TYPE_CHECKING:
    from mypy_boto3_sagemaker.type_defs import (
        DescribeEndpointConfigOutputTypeDef,
        DescribeEndpointOutputTypeDef,
        DescribeInferenceComponentOutputTypeDef,
        EndpointSummaryTypeDef,
        InferenceComponentSummaryTypeDef,
    )


def listed_endpoint(found: "EndpointSummaryTypeDef") -> Endpoint:
    """Read one of ListEndpoints."""
    return Endpoint(
        name=found["EndpointName"],
        arn=found["EndpointArn"],
        status=found["EndpointStatus"],
        created=found["CreationTime"],
        modified=found["LastModifiedTime"],
    )


def listed_component(found: "InferenceComponentSummaryTypeDef") -> Component:
    """Read one of ListInferenceComponents."""
    return Component(
        name=found["InferenceComponentName"],
        variant=found["VariantName"],
        status=found.get("InferenceComponentStatus", ""),
        modified=found["LastModifiedTime"],
    )


def details(found: "DescribeEndpointOutputTypeDef") -> Details:
    """Read DescribeEndpoint."""
    return Details(
        status=found["EndpointStatus"],
        modified=found["LastModifiedTime"],
        # One that is in no service may have none yet.
        config=found.get("EndpointConfigName", ""),
        asynchronous="AsyncInferenceConfig" in found,
        variants=[_variant(each) for each in found.get("ProductionVariants", [])],
        shadows=[
            each["VariantName"] for each in found.get("ShadowProductionVariants", [])
        ],
        deployment=found.get("LastDeploymentConfig") or None,
    )


def config_variants(
    found: "DescribeEndpointConfigOutputTypeDef",
) -> Mapping[str, ConfigVariant]:
    """Read DescribeEndpointConfig."""
    return {
        each["VariantName"]: ConfigVariant(
            instance_type=each.get("InstanceType"),
            has_model="ModelName" in each,
        )
        for each in found["ProductionVariants"]
    }


def component_details(
    found: "DescribeInferenceComponentOutputTypeDef",
) -> ComponentDetails:
    """Read DescribeInferenceComponent."""
    specification: dict[str, Any] = dict(found["Specification"])
    if "Container" in specification:
        # Described, an image is resolved; to create, it has to be named.
        container = dict(specification["Container"])
        deployed = container.pop("DeployedImage", {})
        if "SpecifiedImage" in deployed:
            container["Image"] = deployed["SpecifiedImage"]
        specification["Container"] = container
    runtime = found.get("RuntimeConfig", {})
    return ComponentDetails(
        copies=max(
            runtime.get("DesiredCopyCount", 0), runtime.get("CurrentCopyCount", 0)
        ),
        specification=specification,
    )


def _variant(found: Mapping[str, Any]) -> Variant:
    serverless = found.get("CurrentServerlessConfig")
    managed = found.get("ManagedInstanceScaling") or {}
    return Variant(
        name=found["VariantName"],
        instances=0 if serverless else found.get("CurrentInstanceCount", 0),
        serverless=serverless is not None,
        provisioned=(serverless or {}).get("ProvisionedConcurrency", 0),
        managed_min=managed.get("MinInstanceCount")
        if managed.get("Status") == "ENABLED"
        else None,
    )
