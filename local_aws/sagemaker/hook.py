"""Which data plane serves what SageMaker's control plane deploys."""

from collections.abc import Callable

from local_aws.sagemaker.ports import ComponentSpec, EndpointPlane, EndpointSpec


class NullPlane:
    """Deploys at once and serves nothing; stands in until a plane is installed."""

    def deploy(self, endpoint: EndpointSpec) -> None:
        """Do nothing."""

    def remove(self, account_id: str, region: str, endpoint_name: str) -> None:
        """Do nothing."""

    def deploy_component(self, component: ComponentSpec) -> None:
        """Do nothing."""

    def remove_component(self, account_id: str, region: str, name: str) -> None:
        """Do nothing."""


_planes: list[EndpointPlane] = [NullPlane()]


def install(plane: EndpointPlane) -> Callable[[], None]:
    """Let endpoints be served by it from now on; returns what undoes that."""
    _planes.append(plane)

    def undo() -> None:
        _planes.remove(plane)

    return undo


def current() -> EndpointPlane:
    """Return the plane that was installed last."""
    return _planes[-1]
