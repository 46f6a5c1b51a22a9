"""What is deployed: endpoints with their variants, and components."""

import random
from dataclasses import dataclass, field, replace

from local_aws.sagemaker.instances import InstanceFleet
from local_aws.sagemaker.ports import ComponentSpec, EndpointSpec, VariantSpec
from local_aws.sagemaker.serverless import ServerlessFleet


@dataclass(frozen=True, kw_only=True)
class DeployedVariant:
    """A variant and its containers.

    Attributes:
        spec: As deployed.
        fleet: None where inference components bring the models.

    """

    spec: VariantSpec
    fleet: InstanceFleet | ServerlessFleet | None

    @property
    def provisioned_in_use(self) -> float | None:
        """The share of the provisioned concurrency at work; None without any."""
        fleet = self.fleet
        return fleet.provisioned_in_use if isinstance(fleet, ServerlessFleet) else None

    def keeps_containers_for(self, wanted: VariantSpec) -> bool:
        """Tell whether its containers can serve the wanted variant as well."""
        return _container_of(self.spec) == _container_of(wanted)

    def grow(self) -> None:
        """Have at least the containers that the spec asks for.

        Raises:
            DeploymentFailedError: One does not come up.

        """
        if isinstance(self.fleet, ServerlessFleet) and self.spec.serverless:
            self.fleet.grow(self.spec.serverless)
        elif isinstance(self.fleet, InstanceFleet):
            self.fleet.grow(self.spec.instance_count)

    def settle(self) -> None:
        """Have what the spec says and no more."""
        if isinstance(self.fleet, ServerlessFleet) and self.spec.serverless:
            self.fleet.settle(self.spec.serverless)
        elif isinstance(self.fleet, InstanceFleet):
            self.fleet.settle(self.spec.instance_count)


@dataclass(frozen=True, kw_only=True)
class DeployedEndpoint:
    """An endpoint that serves.

    Attributes:
        spec: As deployed.
        variants: By name.

    """

    spec: EndpointSpec
    variants: dict[str, DeployedVariant] = field(default_factory=dict)

    def choose(self) -> DeployedVariant:
        """Return a variant by weight; the first where no weight is above 0."""
        variants = list(self.variants.values())
        weights = [each.spec.weight for each in variants]
        if not any(weights):
            return variants[0]
        return random.choices(variants, weights)[0]  # noqa: S311 - no secret


@dataclass(frozen=True, kw_only=True)
class DeployedComponent:
    """An inference component that serves.

    Attributes:
        spec: As deployed.
        fleet: Its copies.

    """

    spec: ComponentSpec
    fleet: InstanceFleet


def _container_of(variant: VariantSpec) -> VariantSpec:
    """Return what decides which containers a variant has."""
    serverless = variant.serverless
    if serverless is not None:
        serverless = replace(serverless, max_concurrency=1, provisioned_concurrency=0)
    return replace(variant, instance_count=0, weight=0.0, serverless=serverless)
