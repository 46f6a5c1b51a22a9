"""Endpoints of the server's own process: made by the API, gone with the server."""

import json
import os
import signal
from pathlib import Path

import boto3
import pytest
from botocore.config import Config

from local_aws import process
from local_aws.images import push_process_image
from tests.support.sagemaker_world import ENTRYPOINT, FRONT, POLICY
from tests.support.served import REGION, is_running, wait_until


class Server:
    """A started local AWS with an endpoint that answers."""

    def __init__(self, folder):
        self.state_dir = folder / "state"
        self.local = process.up(self.state_dir)
        role = self._role()
        self.client("ecr").create_repository(repositoryName="front")
        self._endpoint(role, self._push(folder))

    def client(self, service):
        keys = self.local.environment(REGION)
        return boto3.client(
            service,
            endpoint_url=self.local.url,
            region_name=REGION,
            aws_access_key_id=keys["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=keys["AWS_SECRET_ACCESS_KEY"],
            config=Config(retries={"total_max_attempts": 1}),
        )

    def invoke(self):
        answer = self.client("sagemaker-runtime").invoke_endpoint(
            EndpointName="front", Body=b"{}"
        )
        return json.loads(answer["Body"].read())

    def _push(self, folder):
        sources = folder / "source"
        sources.mkdir()
        (sources / "app.py").write_text(FRONT)
        (folder / "entrypoint.sh").write_text(ENTRYPOINT)
        (folder / "lock.txt").touch()
        dockerfile = folder / "Dockerfile"
        dockerfile.write_text(
            'FROM a\nENTRYPOINT ["/var/task/entrypoint.sh"]\nCMD ["app.handle"]\n'
        )
        return push_process_image(
            self.local,
            repository="front",
            dockerfile=dockerfile,
            sources=[sources],
            lock=folder / "lock.txt",
            region=REGION,
        )

    def _role(self):
        def document(**statement):
            return json.dumps({"Version": "2012-10-17", "Statement": statement})

        iam = self.client("iam")
        role = iam.create_role(
            RoleName="front",
            AssumeRolePolicyDocument=document(
                Effect="Allow",
                Principal={"Service": "sagemaker.amazonaws.com"},
                Action="sts:AssumeRole",
            ),
        )
        iam.put_role_policy(
            RoleName="front",
            PolicyName="all",
            PolicyDocument=document(Effect="Allow", Action=POLICY, Resource="*"),
        )
        return role["Role"]["Arn"]

    def _endpoint(self, role, digest):
        registry = f"{self.local.account_id}.dkr.ecr.{REGION}.amazonaws.com"
        api = self.client("sagemaker")
        api.create_model(
            ModelName="front",
            ExecutionRoleArn=role,
            PrimaryContainer={"Image": f"{registry}/front@{digest}"},
        )
        api.create_endpoint_config(
            EndpointConfigName="front",
            ProductionVariants=[
                {
                    "VariantName": "AllTraffic",
                    "ModelName": "front",
                    "InstanceType": "ml.m5.large",
                    "InitialInstanceCount": 1,
                }
            ],
        )
        api.create_endpoint(EndpointName="front", EndpointConfigName="front")

        def in_service():
            found = api.describe_endpoint(EndpointName="front")
            assert found["EndpointStatus"] != "Failed", found["FailureReason"]
            return found["EndpointStatus"] == "InService"

        wait_until(in_service, 60)


@pytest.fixture
def server(tmp_path):
    server = Server(tmp_path)
    yield server
    process.down(server.state_dir)


def test_the_containers_of_a_server_that_stops_end(server):
    told = server.invoke()
    assert is_running(told["pid"])

    process.down(server.state_dir)

    assert not is_running(told["pid"])
    assert not folder_of(told).exists()


def test_the_containers_of_a_server_that_is_killed_end(server):
    told = server.invoke()

    os.kill(server.local.pid, signal.SIGKILL)

    wait_until(lambda: not is_running(told["pid"]))
    wait_until(lambda: not folder_of(told).exists())


def folder_of(told):
    folder = Path(told["environment"]["SM_MODEL_DIR"]).parent
    assert folder.name.startswith("sagemaker-")
    return folder
