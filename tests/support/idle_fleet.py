"""Endpoints that run next to nothing, made by boto3, for whoever stops idle ones."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import ClientError

from local_aws.images import push_process_image
from local_aws.state import LocalAws
from tests.support.sagemaker_world import ENTRYPOINT, FRONT, POLICY

REPO = Path(__file__).parents[2]
REGION = "eu-west-1"
ROLE = "tests-idle-fleet"


def push_idle(local: LocalAws, folder: Path) -> str:
    """Push an image whose container answers; return its digest."""
    sources = folder / "idle"
    sources.mkdir()
    (sources / "app.py").write_text(FRONT)
    (sources / "entrypoint.sh").write_text(ENTRYPOINT)
    (sources / "entrypoint.sh").chmod(0o755)
    dockerfile = folder / "idle.Dockerfile"
    dockerfile.write_text(
        'FROM base\nENTRYPOINT ["/var/task/entrypoint.sh"]\nCMD ["app"]\n'
    )
    lock = folder / "idle.txt"
    lock.touch()
    return _push(local, "tests/idle", dockerfile, [sources], lock)


def push_auto_stop(local: LocalAws) -> str:
    """Push the function that stops; return its digest."""
    return _push(
        local,
        "tests/auto-stop",
        REPO / "lambdas/auto_stop/Dockerfile",
        [REPO / "lambdas/common/src", REPO / "lambdas/auto_stop/src"],
        REPO / "requirements/auto_stop.txt",
    )


def _push(
    local: LocalAws, repository: str, dockerfile: Path, sources: list[Path], lock: Path
) -> str:
    boto3.client("ecr").create_repository(repositoryName=repository)
    return push_process_image(
        local,
        repository=repository,
        tag="1",
        dockerfile=dockerfile,
        sources=sources,
        lock=lock,
        region=REGION,
    )


@dataclass(kw_only=True)
class Fleet:
    """Makes endpoints and forgets none of them.

    Attributes:
        image: Address of the image, by its digest.

    """

    image: str
    names: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Make clients, and the role that containers run as."""
        self.sagemaker = boto3.client("sagemaker")
        self.scaling = boto3.client("application-autoscaling")
        iam = boto3.client("iam")
        allow = {"Effect": "Allow", "Action": list(POLICY), "Resource": "*"}
        trust = {
            "Effect": "Allow",
            "Action": "sts:AssumeRole",
            "Principal": {"Service": "sagemaker.amazonaws.com"},
        }
        self.role = iam.create_role(
            RoleName=ROLE, AssumeRolePolicyDocument=_document(trust)
        )["Role"]["Arn"]
        iam.put_role_policy(
            RoleName=ROLE, PolicyName="policy", PolicyDocument=_document(allow)
        )

    def endpoint(self, name: str, tags: Mapping[str, str], **variant: Any) -> str:
        """Begin an endpoint of one variant; instances unless it says otherwise."""
        self.sagemaker.create_model(
            ModelName=name,
            ExecutionRoleArn=self.role,
            PrimaryContainer={"Image": self.image},
        )
        sizes = variant or {"InstanceType": "ml.m5.large", "InitialInstanceCount": 1}
        self.sagemaker.create_endpoint_config(
            EndpointConfigName=name,
            ProductionVariants=[{"VariantName": "main", "ModelName": name, **sizes}],
        )
        return self.again(name, tags)

    def again(self, name: str, tags: Mapping[str, str]) -> str:
        """Begin an endpoint whose configuration is there."""
        self.sagemaker.create_endpoint(
            EndpointName=name,
            EndpointConfigName=name,
            Tags=[{"Key": k, "Value": v} for k, v in tags.items()],
        )
        self.names.append(name)
        return name

    def sleeping(self, name: str) -> str:
        """Begin an endpoint with a component that may have no copy."""
        self.sagemaker.create_model(
            ModelName=name,
            ExecutionRoleArn=self.role,
            PrimaryContainer={"Image": self.image},
        )
        self.sagemaker.create_endpoint_config(
            EndpointConfigName=name,
            ExecutionRoleArn=self.role,
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
        self.again(name, {})
        self.wait(name)
        self.sagemaker.create_inference_component(
            InferenceComponentName=name,
            EndpointName=name,
            VariantName="main",
            Specification={
                "ModelName": name,
                "ComputeResourceRequirements": {
                    "MinMemoryRequiredInMb": 512,
                    "NumberOfCpuCoresRequired": 1,
                },
            },
            RuntimeConfig={"CopyCount": 1},
        )
        return name

    def scaled(self, name: str, low: int, high: int) -> str:
        """Register the endpoint's variant."""
        self.scaling.register_scalable_target(
            ServiceNamespace="sagemaker",
            ResourceId=f"endpoint/{name}/variant/main",
            ScalableDimension="sagemaker:variant:DesiredInstanceCount",
            MinCapacity=low,
            MaxCapacity=high,
        )
        return name

    def wait(self, name: str) -> None:
        """Wait until it serves."""
        self.sagemaker.get_waiter("endpoint_in_service").wait(
            EndpointName=name, WaiterConfig={"Delay": 1}
        )

    def statuses(self) -> dict[str, str]:
        """Return the status of every endpoint that there is, by its name."""
        found = self.sagemaker.list_endpoints()["Endpoints"]
        return {each["EndpointName"]: each["EndpointStatus"] for each in found}

    def forget(self, name: str) -> None:
        """Delete the endpoint and all that it was made of, whatever is left."""
        # A component's target outlives it.
        for found in self.scaling.describe_scalable_targets(
            ServiceNamespace="sagemaker", ResourceIds=[f"inference-component/{name}"]
        )["ScalableTargets"]:
            self.scaling.deregister_scalable_target(
                ServiceNamespace="sagemaker",
                ResourceId=found["ResourceId"],
                ScalableDimension=found["ScalableDimension"],
            )
        _unless_gone(
            lambda: self.sagemaker.delete_inference_component(
                InferenceComponentName=name
            )
        )
        self._until_gone(
            lambda: self.sagemaker.describe_inference_component(
                InferenceComponentName=name
            )
        )
        _unless_gone(lambda: self.sagemaker.delete_endpoint(EndpointName=name))
        self._until_gone(lambda: self.sagemaker.describe_endpoint(EndpointName=name))
        _unless_gone(
            lambda: self.sagemaker.delete_endpoint_config(EndpointConfigName=name)
        )
        _unless_gone(lambda: self.sagemaker.delete_model(ModelName=name))

    def close(self) -> None:
        """Delete the role, and the logs of all."""
        logs, iam = boto3.client("logs"), boto3.client("iam")
        for group in logs.describe_log_groups()["logGroups"]:
            if any(name in group["logGroupName"] for name in self.names):
                logs.delete_log_group(logGroupName=group["logGroupName"])
        iam.delete_role_policy(RoleName=ROLE, PolicyName="policy")
        iam.delete_role(RoleName=ROLE)

    def _until_gone(self, describe: Callable[[], object]) -> None:
        for _ in range(600):
            if _unless_gone(describe):
                return
            time.sleep(0.1)
        message = "it does not go"
        raise AssertionError(message)


def _unless_gone(call: Callable[[], object]) -> bool:
    """Call; tell whether it was gone."""
    try:
        call()
    except ClientError as error:
        if error.response["Error"]["Code"] != "ValidationException":
            raise
        return True
    return False


def _document(statement: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})
