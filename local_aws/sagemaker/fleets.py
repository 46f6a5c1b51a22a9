"""Makes the fleets of variants and components."""

from local_aws.sagemaker.instances import InstanceFleet
from local_aws.sagemaker.log_place import component_group, endpoint_group
from local_aws.sagemaker.order import ContainerOrder
from local_aws.sagemaker.ports import ComponentSpec, EndpointSpec, VariantSpec
from local_aws.sagemaker.serverless import ServerlessFleet
from local_aws.sagemaker.settings import SageMakerSettings
from local_aws.sagemaker.starter import ContainerStarter


class Fleets:
    """Knows what containers are made from."""

    def __init__(self, settings: SageMakerSettings, starter: ContainerStarter) -> None:
        """Take who starts containers."""
        self._settings = settings
        self._starter = starter

    def of_variant(
        self, endpoint: EndpointSpec, variant: VariantSpec
    ) -> InstanceFleet | ServerlessFleet | None:
        """Return an empty fleet; None for a variant without a model."""
        if variant.model is None:
            return None
        serverless = variant.serverless
        order = ContainerOrder(
            account_id=endpoint.account_id,
            region=endpoint.region,
            model=variant.model,
            log_group=endpoint_group(endpoint.name),
            stream=f"{variant.name}/" + ("" if serverless else "i-"),
            memory_mb=serverless.memory_mb if serverless else None,
            variant=variant.name,
        )
        if serverless is None:
            return self._instances(order)
        return ServerlessFleet(
            lambda: self._starter.start(order),
            most=self._settings.serverless_containers,
            idle_seconds=self._settings.idle_seconds,
            wait_seconds=self._settings.wait_seconds,
            clock=self._settings.clock,
        )

    def of_component(self, component: ComponentSpec) -> InstanceFleet:
        """Return an empty fleet."""
        order = ContainerOrder(
            account_id=component.account_id,
            region=component.region,
            model=component.model,
            log_group=component_group(component.name),
            stream=f"{component.variant_name}/i-",
            variant=component.variant_name,
        )
        return self._instances(order)

    def _instances(self, order: ContainerOrder) -> InstanceFleet:
        return InstanceFleet(
            lambda: self._starter.start(order), self._settings.real_containers
        )
