"""A local AWS with endpoints that run nothing."""

import itertools
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from auto_stop.cloudwatch_traffic import CloudWatchTraffic
from auto_stop.looking import Sources
from auto_stop.run_service import RunParts, RunService
from auto_stop.sagemaker_fleet import SageMakerFleet
from auto_stop.settings import Covers
from auto_stop.tagging_api import TaggingApi
from local_aws.sagemaker import hook
from local_aws.sagemaker.hook import NullPlane
from stopped_endpoints.auto_scaling import AutoScaling
from stopped_endpoints.parameters import SsmStoppedEndpoints
from tests.support.auto_stop import SETTINGS, Told
from tests.support.batch_windows import plenty
from tests.support.served import REGION, serving

# None is the beginning of another.
_numbers = itertools.count(100)
PREFIX = "autostop-"


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("auto-stop")) as running:
        undo = hook.install(NullPlane())
        yield running
        undo()


@pytest.fixture(scope="module")
def sagemaker(served):
    return served.client("sagemaker")


@pytest.fixture(scope="module")
def scaling(served):
    return served.client("application-autoscaling")


class Account:
    """Makes endpoints, and runs over them."""

    def __init__(self, served):
        self.served = served
        self.sagemaker = served.client("sagemaker")
        self.scaling = served.client("application-autoscaling")
        self.role = served.role("auto-stop", service="sagemaker.amazonaws.com")
        digest = served.image("", tag="auto-stop")
        registry = f"{served.local.account_id}.dkr.ecr.{REGION}.amazonaws.com"
        self.image = f"{registry}/{served.repository}@{digest}"
        self.fleet = SageMakerFleet(self.sagemaker)
        self.targets = AutoScaling(self.scaling)
        self.traffic = CloudWatchTraffic(served.client("cloudwatch"))
        self.tags = TaggingApi(served.client("resourcegroupstaggingapi"))
        path = f"/{PREFIX}tests/stopped"
        self.stopped = SsmStoppedEndpoints(served.client("ssm"), path)

    def endpoint(self, *variants, tags=None, deployment=None, **config):
        """Make an endpoint in service; gives its name."""
        name = f"{PREFIX}{next(_numbers)}"
        self.sagemaker.create_model(
            ModelName=name,
            ExecutionRoleArn=self.role,
            PrimaryContainer={"Image": self.image},
        )
        one = {"InstanceType": "ml.m5.large", "InitialInstanceCount": 1}
        self.sagemaker.create_endpoint_config(
            EndpointConfigName=name,
            ProductionVariants=[
                {"VariantName": f"v{number}", "ModelName": name, **each}
                for number, each in enumerate(variants or (one,))
            ],
            **config,
        )
        return self.serve(name, tags, deployment)

    def sleeper(self, least=0):
        """Make an endpoint of an inference component with two copies."""
        name = f"{PREFIX}{next(_numbers)}"
        self.sagemaker.create_endpoint_config(
            EndpointConfigName=name,
            ExecutionRoleArn=self.role,
            ProductionVariants=[
                {
                    "VariantName": "v0",
                    "InstanceType": "ml.m5.large",
                    "InitialInstanceCount": 1,
                    "ManagedInstanceScaling": {
                        "Status": "ENABLED",
                        "MinInstanceCount": least,
                        "MaxInstanceCount": 2,
                    },
                    "RoutingConfig": {"RoutingStrategy": "LEAST_OUTSTANDING_REQUESTS"},
                }
            ],
        )
        self.serve(name, None)
        self.sagemaker.create_inference_component(
            InferenceComponentName=f"{name}-c",
            EndpointName=name,
            VariantName="v0",
            Specification={
                "Container": {"Image": self.image},
                "ComputeResourceRequirements": {
                    "NumberOfCpuCoresRequired": 0.25,
                    "MinMemoryRequiredInMb": 512,
                },
            },
            RuntimeConfig={"CopyCount": 2},
        )
        self.wait_for_component(f"{name}-c")
        return name

    def wait_for_component(self, name):
        for _ in range(200):
            found = self.sagemaker.describe_inference_component(
                InferenceComponentName=name
            )
            if found["InferenceComponentStatus"] == "InService":
                return
        raise AssertionError(found)

    def serve(self, name, tags, deployment=None):
        self.sagemaker.create_endpoint(
            EndpointName=name,
            EndpointConfigName=name,
            Tags=[{"Key": k, "Value": v} for k, v in (tags or {}).items()],
            **({"DeploymentConfig": deployment} if deployment else {}),
        )
        waiter = self.sagemaker.get_waiter("endpoint_in_service")
        waiter.wait(EndpointName=name, WaiterConfig={"Delay": 1})
        return name

    def scale(self, resource_id, dimension, low=1, high=4):
        """Register a target with a policy and a schedule."""
        target = {
            "ServiceNamespace": "sagemaker",
            "ResourceId": resource_id,
            "ScalableDimension": dimension,
        }
        self.scaling.register_scalable_target(
            **target, MinCapacity=low, MaxCapacity=high
        )
        return target

    def arn(self, name):
        return self.sagemaker.describe_endpoint(EndpointName=name)["EndpointArn"]

    def measure(self, metric, at, value=1.0, **dimensions):
        self.served.client("cloudwatch").put_metric_data(
            Namespace="AWS/SageMaker",
            MetricData=[
                {
                    "MetricName": metric,
                    "Dimensions": [
                        {"Name": k, "Value": v} for k, v in dimensions.items()
                    ],
                    "Timestamp": at,
                    "Value": value,
                }
            ],
        )

    def parts(self, telemetry):
        return RunParts(
            sources=Sources(
                fleet=self.fleet,
                tags=self.tags,
                traffic=self.traffic,
                targets=self.targets,
            ),
            stopped=self.stopped,
            telemetry=telemetry,
            price=lambda _: Decimal("0.115"),
            by="auto-stop",
        )

    def run(self, *names, hours=3, **changes):
        """Run some hours from now over some endpoints; gives the decisions."""
        found = {}
        prefix = names[0] if len(names) == 1 else PREFIX
        settings = SETTINGS.__class__(
            **{
                **SETTINGS.__dict__,
                "covers": Covers(name_prefix=prefix, tags={}),
                **changes,
            }
        )
        now = datetime.now(UTC) + timedelta(hours=hours)
        RunService(self.parts(Silent(found)), settings, now).run(plenty)
        return found


class Silent(Told):
    """Keeps decisions, and tells nobody."""

    def __init__(self, found):
        self._found = found

    def decided(self, decision):
        self._found[decision.endpoint] = decision

    def ran(self, summary):
        pass


@pytest.fixture(scope="module")
def account(served):
    return Account(served)
