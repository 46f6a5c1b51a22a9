"""SageMaker's control plane over HTTP, with a data plane that does as it is told."""

import itertools
import threading
from types import SimpleNamespace

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from local_aws.sagemaker import hook
from local_aws.sagemaker.ports import DeploymentFailedError
from tests.support.images import manifest
from tests.support.served import REGION, serving

_numbers = itertools.count(1)


class FakePlane:
    """Deploys nothing, and remembers what it was told."""

    def __init__(self):
        self.deployed = []
        self.removed = []
        self.failures = {}
        self._gates = {}

    def hold(self, endpoint_name):
        """Let deployments of an endpoint wait until the event is set."""
        return self._gates.setdefault(endpoint_name, threading.Event())

    def release(self, endpoint_name):
        self._gates.pop(endpoint_name).set()

    def of(self, endpoint_name):
        """Return what was deployed as this endpoint, oldest first."""
        return [spec for spec in self.deployed if spec.name == endpoint_name]

    def deploy(self, endpoint):
        gate = self._gates.get(endpoint.name)
        if gate is not None:
            assert gate.wait(20)
        failure = self.failures.get(endpoint.config_name)
        if isinstance(failure, str):
            raise DeploymentFailedError(failure)
        if failure is not None:
            raise failure
        self.deployed.append(endpoint)

    def remove(self, account_id, region, endpoint_name):
        gate = self._gates.get(endpoint_name)
        if gate is not None:
            assert gate.wait(20)
        self.removed.append(endpoint_name)

    def deploy_component(self, component):
        raise AssertionError

    remove_component = deploy_component


@pytest.fixture(scope="session")
def served(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("control")) as running:
        yield running


@pytest.fixture
def plane():
    fake = FakePlane()
    undo = hook.install(fake)
    yield fake
    undo()


@pytest.fixture(scope="session")
def sagemaker(served):
    return served.client("sagemaker")


@pytest.fixture(scope="session")
def client(served):
    """Make clients of any Region, with settings of botocore's."""

    def make(service, *, region=REGION, **settings):
        keys = served.local.environment(region)
        return boto3.client(
            service,
            endpoint_url=served.local.url,
            region_name=region,
            aws_access_key_id=keys["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=keys["AWS_SECRET_ACCESS_KEY"],
            config=Config(retries={"total_max_attempts": 1}, **settings),
        )

    return make


@pytest.fixture(scope="session")
def unchecked(client):
    """Make calls that botocore itself would not make."""
    return client("sagemaker", parameter_validation=False)


@pytest.fixture
def unique():
    """Make names that no other test uses, of other folders neither: moto is shared."""
    return lambda prefix: f"{prefix}-c{next(_numbers)}"


@pytest.fixture
def new_role(served, unique):
    """Make roles that may do the actions on anything; gives the ARN."""

    def make(*actions, service="sagemaker.amazonaws.com"):
        return served.role(unique("control-role"), *actions, service=service)

    return make


@pytest.fixture
def client_of(served, new_role):
    """Make clients of SageMaker with a role that may do the actions."""

    def make(*actions):
        session = served.client("sts").assume_role(
            RoleArn=new_role(*actions), RoleSessionName="test"
        )["Credentials"]
        return boto3.client(
            "sagemaker",
            endpoint_url=served.local.url,
            region_name=REGION,
            aws_access_key_id=session["AccessKeyId"],
            aws_secret_access_key=session["SecretAccessKey"],
            aws_session_token=session["SessionToken"],
            config=Config(retries={"total_max_attempts": 1}),
        )

    return make


@pytest.fixture(scope="session")
def role(served):
    return served.role(
        "control-plane-tests", "s3:*", "ecr:*", service="sagemaker.amazonaws.com"
    )


@pytest.fixture(scope="session")
def image(served):
    """Push an image; gives its repository's URI and its digest."""
    put = served.client("ecr").put_image(
        repositoryName=served.repository, imageManifest=manifest("x"), imageTag="one"
    )
    registry = f"{served.local.account_id}.dkr.ecr.{REGION}.amazonaws.com"
    digest = put["image"]["imageId"]["imageDigest"]
    return {"uri": f"{registry}/{served.repository}", "digest": digest}


@pytest.fixture
def model(sagemaker, image, role, unique):
    """Make models; gives the name."""

    def make(**settings):
        name = unique("model")
        wanted = {
            "ModelName": name,
            "PrimaryContainer": {"Image": f"{image['uri']}:one"},
            "ExecutionRoleArn": role,
            **settings,
        }
        # None leaves a default out.
        sagemaker.create_model(**{n: v for n, v in wanted.items() if v is not None})
        return name

    return make


@pytest.fixture
def variant(model):
    """Make variants with an instance, of a model of their own."""

    def make(**settings):
        return {
            "VariantName": "all",
            "ModelName": model(),
            "InstanceType": "ml.m5.large",
            "InitialInstanceCount": 1,
            **settings,
        }

    return make


@pytest.fixture
def serverless(model):
    """Make serverless variants, of a model of their own with settings."""

    def make(*, of=None, **settings):
        config = {"MemorySizeInMB": 2048, "MaxConcurrency": 5, **settings}
        return {
            "VariantName": "all",
            "ModelName": model(**(of or {})),
            "ServerlessConfig": config,
        }

    return make


@pytest.fixture
def config(sagemaker, variant, unique):
    """Make endpoint configurations; gives the name."""

    def make(*variants, **settings):
        name = unique("config")
        sagemaker.create_endpoint_config(
            **{
                "EndpointConfigName": name,
                "ProductionVariants": list(variants) or [variant()],
                **settings,
            }
        )
        return name

    return make


@pytest.fixture
def endpoint(sagemaker, config, unique, plane, settled):
    """Make endpoints that serve; gives the name."""

    def make(config_name=None, **settings):
        name = unique("endpoint")
        sagemaker.create_endpoint(
            EndpointName=name, EndpointConfigName=config_name or config(), **settings
        )
        settled(name)
        return name

    return make


@pytest.fixture
def make(model, variant, serverless, config, endpoint):
    """Make whatever an endpoint needs, and endpoints."""
    return SimpleNamespace(
        model=model,
        variant=variant,
        serverless=serverless,
        config=config,
        endpoint=endpoint,
    )


@pytest.fixture
def settled(sagemaker):
    """Wait until nothing of an endpoint is under way, and return how it ended."""

    def wait(name):
        waiter_end = threading.Event()
        for _ in range(500):
            found = sagemaker.describe_endpoint(EndpointName=name)
            if found["EndpointStatus"] in ("InService", "Failed"):
                return found
            waiter_end.wait(0.02)
        raise AssertionError(found["EndpointStatus"])

    return wait


@pytest.fixture
def refused():
    """Make a call, and return the text with which it was refused."""

    def call(operation, **params):
        with pytest.raises(ClientError) as refusal:
            operation(**params)
        error = refusal.value.response["Error"]
        assert error["Code"] == "ValidationException"
        return error["Message"]

    return call
