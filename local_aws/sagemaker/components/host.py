"""What a component is deployed on: a variant of an endpoint."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from local_aws.sagemaker.control.endpoint import CHANGED
from local_aws.sagemaker.control.operations import find_endpoint


@dataclass(frozen=True, kw_only=True)
class Host:
    """An endpoint that is there, and its configuration.

    Attributes:
        status: Of the endpoint.
        configuration: The parameters with which it was created.

    """

    status: str
    configuration: Mapping[str, Any]

    def variant(self, name: str | None) -> Mapping[str, Any] | None:
        """Return a variant by its name, None where there is none."""
        variants: list[Mapping[str, Any]] = self.configuration["ProductionVariants"]
        return next((v for v in variants if v["VariantName"] == name), None)


def find_host(account_id: str, region: str, endpoint_name: str) -> Host:
    """Return the endpoint of a name.

    Raises:
        AwsError: There is no such endpoint.

    """
    endpoint = find_endpoint(account_id, region, endpoint_name)
    with CHANGED:
        shown = endpoint.deployed or endpoint.pending
        assert shown is not None  # noqa: S101 - one of them since it was created
        return Host(status=endpoint.endpoint_status, configuration=shown.config)


def most_instances(variant: Mapping[str, Any]) -> int:
    """Return how many instances a variant may have."""
    managed = variant.get("ManagedInstanceScaling") or {}
    if managed.get("Status") == "ENABLED":
        return int(managed.get("MaxInstanceCount") or 1)
    return int(variant.get("InitialInstanceCount") or 1)
