"""What Application Auto Scaling scales of an endpoint.

https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-delete-with-scaling.html
"""

from typing import Any

from moto.applicationautoscaling.models import applicationautoscaling_backends

_NAMESPACE = "sagemaker"
_DIMENSIONS = "sagemaker:variant:"


def scalable_targets(account_id: str, region: str, endpoint_name: str) -> list[Any]:
    """Return the targets that are variants of the endpoint."""
    backend = applicationautoscaling_backends[account_id][region]
    start = f"endpoint/{endpoint_name}/variant/"
    return [
        target
        for dimension, by_resource in backend.targets.items()
        for resource, target in by_resource.items()
        if dimension.startswith(_DIMENSIONS) and resource.startswith(start)
    ]


def deregister(account_id: str, region: str, endpoint_name: str) -> None:
    """Take the endpoint's targets out, as a deletion of the endpoint does."""
    backend = applicationautoscaling_backends[account_id][region]
    for target in scalable_targets(account_id, region, endpoint_name):
        backend.deregister_scalable_target(
            _NAMESPACE, target.resource_id, target.scalable_dimension
        )
