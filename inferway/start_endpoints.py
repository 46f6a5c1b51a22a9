"""What a start does in SageMaker."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from inferences.clients import error_code
from stopped_endpoints.record import Component, StoppedEndpoint

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

GONE = ""


class SageMakerEndpoints:
    """Endpoints and inference components of one Region."""

    def __init__(self, client: "SageMakerClient") -> None:
        """Take the client."""
        self._client = client

    def status(self, endpoint: str) -> str:
        """Return SageMaker's word for how an endpoint is; GONE where there is none."""
        describe = self._client.describe_endpoint
        return _asked(lambda: describe(EndpointName=endpoint)["EndpointStatus"])

    def config(self, endpoint: str) -> str:
        """Return the name of the configuration that an endpoint has."""
        found = self._client.describe_endpoint(EndpointName=endpoint)
        return found["EndpointConfigName"]

    def has_config(self, config: str) -> bool:
        """Tell whether there is a configuration of the name."""
        describe = self._client.describe_endpoint_config
        found = _asked(
            lambda: describe(EndpointConfigName=config)["EndpointConfigName"]
        )
        return found != GONE

    def create(self, record: StoppedEndpoint, config: str) -> None:
        """Begin to create an endpoint as it was, with a configuration."""
        wanted: Any = {
            "EndpointName": record.endpoint,
            "EndpointConfigName": config,
            "Tags": [{"Key": k, "Value": v} for k, v in record.tags.items()],
        }
        if record.deployment:
            wanted["DeploymentConfig"] = record.deployment
        self._client.create_endpoint(**wanted)

    def component_status(self, component: str) -> str:
        """Return SageMaker's word for how a component is; GONE for none."""
        describe = self._client.describe_inference_component
        return _asked(
            lambda: describe(InferenceComponentName=component).get(
                "InferenceComponentStatus", "Creating"
            )
        )

    def create_component(self, endpoint: str, component: Component) -> None:
        """Begin to create a component as it was."""
        specification: Any = dict(component.specification)
        # SageMaker creates none without a copy (fact S4).
        self._client.create_inference_component(
            InferenceComponentName=component.name,
            EndpointName=endpoint,
            VariantName=component.variant,
            Specification=specification,
            RuntimeConfig={"CopyCount": max(1, component.copies)},
        )

    def raise_counts(self, record: StoppedEndpoint) -> bool:
        """Give variants that no target scales what they had; tell whether any."""
        scaled = {target.resource_id for target in record.targets}
        if any(each.startswith("inference-component/") for each in scaled):
            # Instances follow copies.
            return False
        found = self._client.describe_endpoint(EndpointName=record.endpoint)
        serverless = {
            each["VariantName"]
            for each in found.get("ProductionVariants", ())
            if "CurrentServerlessConfig" in each
        }
        wanted: Any = [
            {
                "VariantName": each.name,
                "ServerlessUpdateConfig": {"ProvisionedConcurrency": each.desired},
            }
            if each.name in serverless
            else {"VariantName": each.name, "DesiredInstanceCount": each.desired}
            for each in record.variants
            if each.desired > 0
            and f"endpoint/{record.endpoint}/variant/{each.name}" not in scaled
        ]
        if wanted:
            self._client.update_endpoint_weights_and_capacities(
                EndpointName=record.endpoint, DesiredWeightsAndCapacities=wanted
            )
        return bool(wanted)


def _asked(ask: Callable[[], object]) -> str:
    try:
        return str(ask())
    except ClientError as error:
        # "Could not find ..."; the API has no name of its own for it.
        if error_code(error) != "ValidationException":
            raise
        return GONE
