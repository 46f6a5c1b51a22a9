"""What the API answers about a component."""

from collections.abc import Mapping
from typing import Any

from local_aws import image_uri
from local_aws.sagemaker.components.records import ComponentRecord


def described(record: ComponentRecord) -> dict[str, Any]:
    """Return what DescribeInferenceComponent answers."""
    answer = {
        **summary(record),
        "Specification": _specification(record),
        "RuntimeConfig": {
            "DesiredCopyCount": record.desired_copies,
            "CurrentCopyCount": record.current_copies,
        },
        "FailureReason": record.failure_reason,
        "LastDeploymentConfig": record.deployment_config,
    }
    return {name: value for name, value in answer.items() if value is not None}


def summary(record: ComponentRecord) -> dict[str, Any]:
    """Return what ListInferenceComponents answers of one."""
    return {
        "CreationTime": record.created,
        "EndpointArn": record.endpoint_arn,
        "EndpointName": record.endpoint_name,
        "InferenceComponentArn": record.arn,
        "InferenceComponentName": record.name,
        "InferenceComponentStatus": record.status,
        "LastModifiedTime": record.modified,
        "VariantName": record.variant_name,
    }


def _specification(record: ComponentRecord) -> Mapping[str, Any]:
    """Return the specification; an image of its own comes back resolved."""
    given = record.specification
    if "Container" not in given:
        return given
    container = dict(given["Container"])
    specified = container.pop("Image")
    image = image_uri.parse(specified)
    digest = image_uri.resolve(image) if image is not None else None
    resolved = f"{image.without_tag}@{digest}" if image and digest else specified
    container["DeployedImage"] = {
        "SpecifiedImage": specified,
        "ResolvedImage": resolved,
        "ResolutionTime": record.created,
    }
    return {**given, "Container": container}
