"""SageMaker's data plane: what is deployed, and the containers behind it.

It knows no states: the control plane keeps them, and asks for what the ports say.
"""

import threading
from collections import defaultdict

from local_aws.sagemaker.deployed import (
    DeployedComponent,
    DeployedEndpoint,
    DeployedVariant,
)
from local_aws.sagemaker.fleet import Fleet
from local_aws.sagemaker.fleets import Fleets
from local_aws.sagemaker.ports import (
    ComponentSpec,
    DeploymentFailedError,
    EndpointSpec,
    VariantSpec,
)
from local_aws.sagemaker.settings import SageMakerSettings
from local_aws.sagemaker.starter import ContainerStarter

_TEND_SECONDS = 1.0

Key = tuple[str, str, str]
"""Account, Region, name."""


class SageMakerPlane:
    """Runs what endpoints and components serve."""

    def __init__(self, settings: SageMakerSettings, starter: ContainerStarter) -> None:
        """Start the thread that replaces what has ended."""
        self._fleets = Fleets(settings, starter)
        self._lock = threading.Lock()
        self._deploying: dict[Key, threading.Lock] = defaultdict(threading.Lock)
        self._endpoints: dict[Key, DeployedEndpoint] = {}
        self._components: dict[Key, DeployedComponent] = {}
        self._closed = threading.Event()
        settings.clock.listen(lambda _, __: self.tend())
        self._tender = threading.Thread(target=self._tend_often, daemon=True)
        self._tender.start()

    def endpoint(self, key: Key) -> DeployedEndpoint | None:
        """Return an endpoint that serves, or None."""
        with self._lock:
            return self._endpoints.get(key)

    def component(self, key: Key) -> DeployedComponent | None:
        """Return a component that serves, or None."""
        with self._lock:
            return self._components.get(key)

    def fleets_of(self, endpoint_name: str) -> list[Fleet]:
        """Return the fleets of an endpoint's variants, in whatever Region it is."""
        with self._lock:
            return [
                variant.fleet
                for key, endpoint in self._endpoints.items()
                for variant in endpoint.variants.values()
                if key[2] == endpoint_name and variant.fleet is not None
            ]

    def deploy(self, endpoint: EndpointSpec) -> None:
        """Let the endpoint serve this from now on; as the port says.

        Raises:
            DeploymentFailedError: What served before still does.

        """
        key = (endpoint.account_id, endpoint.region, endpoint.name)
        with self._deploying[key]:
            before = self.endpoint(key)
            old = before.variants if before is not None else {}
            variants = {
                spec.name: self._variant(endpoint, spec, old.get(spec.name))
                for spec in endpoint.variants
            }
            try:
                for variant in variants.values():
                    variant.grow()
            except DeploymentFailedError:
                _retire_all(variants, but=old)
                for variant in old.values():
                    variant.settle()
                raise
            for variant in variants.values():
                variant.settle()
            with self._lock:
                self._endpoints[key] = DeployedEndpoint(
                    spec=endpoint, variants=variants
                )
            _retire_all(old, but=variants)

    def remove(self, account_id: str, region: str, endpoint_name: str) -> None:
        """End the endpoint's containers; one that is not there is no error."""
        key = (account_id, region, endpoint_name)
        with self._deploying[key]:
            with self._lock:
                endpoint = self._endpoints.pop(key, None)
            if endpoint is not None:
                _retire_all(endpoint.variants, but={})

    def deploy_component(self, component: ComponentSpec) -> None:
        """Let the component serve this, with as many copies; as deploy().

        Raises:
            DeploymentFailedError: What served before still does.

        """
        key = (component.account_id, component.region, component.name)
        with self._deploying[key]:
            before = self.component(key)
            fleet = self._fleets.of_component(component)
            if before is not None and before.spec.model == component.model:
                fleet = before.fleet
            try:
                fleet.grow(component.copies)
            except DeploymentFailedError:
                if before is not None and fleet is before.fleet:
                    fleet.settle(before.spec.copies)
                else:
                    fleet.retire()
                raise
            fleet.settle(component.copies)
            with self._lock:
                self._components[key] = DeployedComponent(spec=component, fleet=fleet)
            if before is not None and fleet is not before.fleet:
                before.fleet.retire()

    def remove_component(self, account_id: str, region: str, name: str) -> None:
        """End the component's containers; one that is not there is no error."""
        key = (account_id, region, name)
        with self._deploying[key]:
            with self._lock:
                component = self._components.pop(key, None)
            if component is not None:
                component.fleet.retire()

    def tend(self) -> None:
        """Replace what has ended, end what nobody uses."""
        with self._lock:
            fleets = [
                variant.fleet
                for endpoint in self._endpoints.values()
                for variant in endpoint.variants.values()
                if variant.fleet is not None
            ]
            copies = [each.fleet for each in self._components.values()]
        for fleet in (*fleets, *copies):
            fleet.tend()

    def close(self) -> None:
        """Tend to nothing any more; whoever has the starter ends the containers."""
        self._closed.set()
        self._tender.join()

    def _variant(
        self, endpoint: EndpointSpec, spec: VariantSpec, old: DeployedVariant | None
    ) -> DeployedVariant:
        if old is not None and old.keeps_containers_for(spec):
            return DeployedVariant(spec=spec, fleet=old.fleet)
        return DeployedVariant(spec=spec, fleet=self._fleets.of_variant(endpoint, spec))

    def _tend_often(self) -> None:
        while not self._closed.wait(_TEND_SECONDS):
            self.tend()


def _retire_all(
    variants: dict[str, DeployedVariant], *, but: dict[str, DeployedVariant]
) -> None:
    kept = [each.fleet for each in but.values()]
    for variant in variants.values():
        if variant.fleet is not None and variant.fleet not in kept:
            variant.fleet.retire()
