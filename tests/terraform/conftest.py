"""A local AWS for this folder: Terraform applies to it, boto3 asks it."""

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import boto3
import pytest
from pytest_terraform import terraform

from inferway.terraform_mirror import write_cli_config
from local_aws.images import push_process_image
from local_aws.state import LocalAws
from tests.support.local_aws import (
    GATEWAY_ROLE,
    let_the_gateway_log,
    running_local_aws,
)
from tests.support.terraform_state import BUCKET
from tests.terraform.applied_folder import AppliedFolder

HERE = Path(__file__).parent
REGION = "eu-west-1"


def pytest_pycollect_makemodule() -> None:
    """Choose what `@terraform` makes, before a file of this folder is read.

    Not sooner: the plugin sets its own choice after it may have loaded this.
    """
    terraform.scope_class_map["module"] = AppliedFolder


@pytest.fixture(scope="module", autouse=True)
def local_aws(tmp_path_factory) -> Iterator[LocalAws]:
    """Start it, and point Terraform and boto3 at it.

    Automatic, so that it is up before any Terraform fixture is applied and
    still up when the last one is destroyed; and for each file, because tests
    elsewhere, in the same process, bring an AWS of their own.
    """
    folder = tmp_path_factory.mktemp("terraform")
    with running_local_aws(folder) as local, pytest.MonkeyPatch.context() as patch:
        for name in [n for n in os.environ if n.startswith("AWS_")]:
            patch.delenv(name)
        for name, value in local.environment(REGION).items():
            patch.setenv(name, value)
        config = write_cli_config(folder / "terraformrc")
        if config is not None:
            patch.setenv("TF_CLI_CONFIG_FILE", str(config))
        boto3.setup_default_session()
        push_image(local)
        let_the_gateway_log(boto3.client)
        yield local
        assert left_behind() == []
    boto3.setup_default_session()


def push_image(local: LocalAws, region: str = REGION) -> None:
    """Push what functions run, to where the applied folders look for it."""
    ecr = boto3.client("ecr", region_name=region)
    ecr.create_repository(repositoryName="tests/answering")
    push_process_image(
        local,
        repository="tests/answering",
        tag="1",
        dockerfile=HERE / "image/Dockerfile",
        sources=[HERE / "image/src"],
        lock=HERE / "image/requirements.txt",
        region=region,
    )


def customers_keys(region: str = REGION) -> list[str]:
    """Return the keys that are not AWS's own, made when a service is first used."""
    kms = boto3.client("kms", region_name=region)
    aws = {
        alias.get("TargetKeyId")
        for alias in kms.list_aliases()["Aliases"]
        if alias["AliasName"].startswith("alias/aws/")
    }
    return [k["KeyId"] for k in kms.list_keys()["Keys"] if k["KeyId"] not in aws]


def left_behind(region: str = REGION) -> list[str]:
    """Return the names of what a destroy should have taken from a Region."""
    client = partial(boto3.client, region_name=region)
    kms, keys = client("kms"), customers_keys(region)
    sagemaker, scaling = client("sagemaker"), client("application-autoscaling")
    return [
        *(
            b["Name"]
            for b in client("s3").list_buckets()["Buckets"]
            if b["Name"] != BUCKET
        ),
        *(
            r["repositoryName"]
            for r in client("ecr").describe_repositories()["repositories"]
            if r["repositoryName"] != "tests/answering"
        ),
        *(f["FunctionName"] for f in client("lambda").list_functions()["Functions"]),
        *(a["name"] for a in client("apigateway").get_rest_apis()["items"]),
        *(k["name"] for k in client("apigateway").get_api_keys()["items"]),
        *(p["name"] for p in client("apigateway").get_usage_plans()["items"]),
        *(
            r["RoleName"]
            for r in client("iam").list_roles()["Roles"]
            if r["RoleName"] != GATEWAY_ROLE
        ),
        *(g["logGroupName"] for g in client("logs").describe_log_groups()["logGroups"]),
        *(
            a["AlarmName"]
            for a in client("cloudwatch").describe_alarms()["MetricAlarms"]
        ),
        *(m["ModelName"] for m in sagemaker.list_models()["Models"]),
        *(
            c["EndpointConfigName"]
            for c in sagemaker.list_endpoint_configs()["EndpointConfigs"]
        ),
        *(e["EndpointName"] for e in sagemaker.list_endpoints()["Endpoints"]),
        *(
            c["InferenceComponentName"]
            for c in sagemaker.list_inference_components()["InferenceComponents"]
        ),
        *(s["StackName"] for s in client("cloudformation").describe_stacks()["Stacks"]),
        *(
            t["ResourceId"]
            for namespace in ("lambda", "sagemaker")
            for t in scaling.describe_scalable_targets(ServiceNamespace=namespace)[
                "ScalableTargets"
            ]
        ),
        *(
            p["PolicyName"]
            for namespace in ("lambda", "sagemaker")
            for p in scaling.describe_scaling_policies(ServiceNamespace=namespace)[
                "ScalingPolicies"
            ]
        ),
        *(client("sqs").list_queues().get("QueueUrls", [])),
        *(client("dynamodb").list_tables()["TableNames"]),
        *(
            m["name"]
            for m in client("stepfunctions").list_state_machines()["stateMachines"]
        ),
        *(
            g["Name"]
            for g in client("scheduler").list_schedule_groups()["ScheduleGroups"]
            if g["Name"] != "default"
        ),
        *(r["Name"] for r in client("events").list_rules()["Rules"]),
        *(t["TopicArn"] for t in client("sns").list_topics()["Topics"]),
        *(
            key
            for key in keys
            if kms.describe_key(KeyId=key)["KeyMetadata"]["KeyState"]
            != "PendingDeletion"
        ),
    ]
