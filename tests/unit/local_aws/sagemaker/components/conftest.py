"""A local AWS whose endpoints are served by a plane that only takes notes."""

import itertools
import threading

import pytest

from local_aws.sagemaker import hook
from local_aws.sagemaker.ports import DeploymentFailedError
from tests.support.served import serving, wait_until

_numbers = itertools.count(1)


class NotingPlane:
    """Notes what it is asked, waits where it is told to, fails where it is told to."""

    def __init__(self):
        self.components = {}
        self.endpoints = {}
        self.calls = []
        self.failures = {}
        self.go_on = threading.Event()
        self.go_on.set()

    def deploy(self, endpoint):
        self._work("deploy", endpoint.name)
        self.endpoints[endpoint.name] = endpoint

    def remove(self, account_id, region, endpoint_name):
        self._work("remove", endpoint_name)
        self.endpoints.pop(endpoint_name, None)

    def deploy_component(self, component):
        self._work("deploy_component", component.name)
        self.components[component.name] = component

    def remove_component(self, account_id, region, name):
        self._work("remove_component", name)
        self.components.pop(name, None)

    def _work(self, *call):
        self.calls.append(call)
        assert self.go_on.wait(30)
        if call in self.failures:
            raise DeploymentFailedError(self.failures[call])


@pytest.fixture(scope="session")
def served(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("components")) as running:
        yield running


@pytest.fixture
def plane(served):
    noting = NotingPlane()
    undo = hook.install(noting)
    yield noting
    noting.go_on.set()
    undo()


@pytest.fixture
def sagemaker(served, plane):
    return served.client("sagemaker")


@pytest.fixture
def cloudformation(served, plane):
    return served.client("cloudformation")


@pytest.fixture
def unique():
    """Make names that no other test uses, of other folders neither: moto is shared."""
    return lambda prefix: f"{prefix}-p{next(_numbers)}"


@pytest.fixture(scope="session")
def role(served):
    return served.role("components", service="sagemaker.amazonaws.com")


@pytest.fixture(scope="session")
def image(served):
    digest = served.image("", tag="component")
    registry = f"{served.local.account_id}.dkr.ecr.eu-west-1.amazonaws.com"
    return f"{registry}/{served.repository}@{digest}"


@pytest.fixture
def model(sagemaker, unique, role, image):
    """Make models; gives their names."""

    def make(**container):
        name = unique("model")
        sagemaker.create_model(
            ModelName=name,
            ExecutionRoleArn=role,
            PrimaryContainer={"Image": image, "Environment": {"A": "1"}, **container},
        )
        return name

    return make


@pytest.fixture
def variant():
    return {
        "VariantName": "main",
        "InstanceType": "ml.m5.large",
        "InitialInstanceCount": 1,
        "ManagedInstanceScaling": {
            "Status": "ENABLED",
            "MinInstanceCount": 0,
            "MaxInstanceCount": 2,
        },
        "RoutingConfig": {"RoutingStrategy": "LEAST_OUTSTANDING_REQUESTS"},
    }


@pytest.fixture
def endpoint(sagemaker, unique, role, variant):
    """Make endpoints for components; gives their names."""

    def make(*, wait=True, **changes):
        name = unique("endpoint")
        given = {"ExecutionRoleArn": role, "ProductionVariants": [variant], **changes}
        sagemaker.create_endpoint_config(EndpointConfigName=name, **given)
        sagemaker.create_endpoint(EndpointName=name, EndpointConfigName=name)
        if wait:
            wait_until(lambda: state(sagemaker, endpoint=name) == "InService")
        return name

    return make


@pytest.fixture
def component(sagemaker, unique, endpoint, model):
    """Make components; gives their names."""

    def make(*, wait=True, **changes):
        name = unique("component")
        given = {
            "EndpointName": changes.pop("EndpointName", None) or endpoint(),
            "VariantName": "main",
            "Specification": specification(model()),
            "RuntimeConfig": {"CopyCount": 1},
            **changes,
        }
        sagemaker.create_inference_component(InferenceComponentName=name, **given)
        if wait:
            wait_until(lambda: state(sagemaker, component=name) == "InService")
        return name

    return make


def specification(model_name, **requirements):
    return {
        "ModelName": model_name,
        "ComputeResourceRequirements": {
            "NumberOfCpuCoresRequired": 1,
            "MinMemoryRequiredInMb": 1024,
            **requirements,
        },
    }


def state(sagemaker, *, component=None, endpoint=None):
    if component is not None:
        found = sagemaker.describe_inference_component(InferenceComponentName=component)
        return found["InferenceComponentStatus"]
    return sagemaker.describe_endpoint(EndpointName=endpoint)["EndpointStatus"]
