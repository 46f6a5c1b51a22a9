"""A local AWS with things to scale, which run nothing, and a clock that moves."""

import itertools

import pytest

from local_aws.sagemaker import hook
from local_aws.sagemaker.hook import NullPlane
from tests.support.served import REGION, serving, wait_until
from tests.unit.local_aws.scaling.harness import (
    COPIES,
    INSTANCES,
    LAMBDA,
    PROVISIONED,
    World,
    variant_of,
)

_numbers = itertools.count(1)


# Not longer than a file: of several servers in a process the newest scales.
@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("scaling")) as running:
        undo = hook.install(NullPlane())
        yield running
        undo()


@pytest.fixture(scope="module")
def world(served):
    return World(served)


@pytest.fixture(autouse=True)
def nothing_left(request):
    """Let nothing scale any more when a test is over: the clock moves for all."""
    yield
    if "world" in request.fixturenames:
        request.getfixturevalue("world").clear()


@pytest.fixture
def sagemaker(served):
    return served.client("sagemaker")


@pytest.fixture
def unique():
    """Make names that no other test uses, of other folders neither: moto is shared."""
    return lambda prefix: f"{prefix}-s{next(_numbers)}"


@pytest.fixture(scope="module")
def image(served):
    return served.image("def handle(event, _): return event", tag="scaling")


@pytest.fixture(scope="module")
def roles(served):
    # moto's state is one for the process.
    ours = served.repository.rpartition("/")[2]
    return {
        service: served.role(f"{service}-{ours}", service=f"{service}.amazonaws.com")
        for service in ("lambda", "sagemaker")
    }


@pytest.fixture
def alias(served, image, roles, unique):
    """Make a function with an alias; gives it as a target."""
    name = served.function(unique("function"), image, roles["lambda"])
    functions = served.client("lambda")
    version = functions.publish_version(FunctionName=name)["Version"]
    functions.create_alias(FunctionName=name, Name="live", FunctionVersion=version)
    return {
        "ServiceNamespace": "lambda",
        "ResourceId": f"function:{name}:live",
        "ScalableDimension": LAMBDA,
    }


@pytest.fixture
def endpoint(served, sagemaker, image, roles, unique):
    """Make endpoints; gives their names."""

    def make(**variant):
        name = unique("endpoint")
        registry = f"{served.local.account_id}.dkr.ecr.{REGION}.amazonaws.com"
        sagemaker.create_model(
            ModelName=name,
            ExecutionRoleArn=roles["sagemaker"],
            PrimaryContainer={"Image": f"{registry}/{served.repository}@{image}"},
        )
        sagemaker.create_endpoint_config(
            EndpointConfigName=name,
            ProductionVariants=[{"VariantName": "main", "ModelName": name, **variant}],
        )
        sagemaker.create_endpoint(EndpointName=name, EndpointConfigName=name)
        sagemaker.get_waiter("endpoint_in_service").wait(
            EndpointName=name, WaiterConfig={"Delay": 1}
        )
        return name

    return make


@pytest.fixture
def variant(endpoint):
    """Make an endpoint with one instance; gives its variant as a target."""
    name = endpoint(InstanceType="ml.m5.large", InitialInstanceCount=1)
    return variant_of(name, INSTANCES)


@pytest.fixture
def serverless(endpoint):
    """Make a serverless endpoint, as the above."""
    name = endpoint(
        ServerlessConfig={
            "MemorySizeInMB": 1024,
            "MaxConcurrency": 4,
            "ProvisionedConcurrency": 1,
        }
    )
    return variant_of(name, PROVISIONED)


@pytest.fixture
def component(served, sagemaker, image, roles, unique):
    """Make an inference component with a copy; gives it as a target."""
    name = unique("component")
    registry = f"{served.local.account_id}.dkr.ecr.{REGION}.amazonaws.com"
    sagemaker.create_endpoint_config(
        EndpointConfigName=name,
        ExecutionRoleArn=roles["sagemaker"],
        ProductionVariants=[
            {
                "VariantName": "main",
                "InstanceType": "ml.m5.large",
                "InitialInstanceCount": 1,
                "ManagedInstanceScaling": {
                    "Status": "ENABLED",
                    "MinInstanceCount": 0,
                    "MaxInstanceCount": 2,
                },
            }
        ],
    )
    sagemaker.create_endpoint(EndpointName=name, EndpointConfigName=name)
    sagemaker.get_waiter("endpoint_in_service").wait(
        EndpointName=name, WaiterConfig={"Delay": 1}
    )
    sagemaker.create_inference_component(
        InferenceComponentName=name,
        EndpointName=name,
        VariantName="main",
        RuntimeConfig={"CopyCount": 1},
        Specification={
            "Container": {"Image": f"{registry}/{served.repository}@{image}"},
            "ComputeResourceRequirements": {
                "NumberOfCpuCoresRequired": 1,
                "MinMemoryRequiredInMb": 1024,
            },
        },
    )
    wait_until(
        lambda: (
            sagemaker.describe_inference_component(InferenceComponentName=name)[
                "InferenceComponentStatus"
            ]
            == "InService"
        )
    )
    return {
        "ServiceNamespace": "sagemaker",
        "ResourceId": f"inference-component/{name}",
        "ScalableDimension": COPIES,
    }
