"""SageMaker's containers by docker: as root, with the model mounted, and gone."""

import signal
import uuid

import pytest

from local_aws.images import push_docker_image
from local_aws.runtime.code import FunctionCode, ImageRecord
from local_aws.runtime.warden import Warden
from local_aws.sagemaker.launchers import (
    DockerContainers,
    Launch,
    ProcessContainers,
    run_command,
)
from local_aws.sagemaker.ports import DeploymentFailedError
from tests.support.base_image import base_image
from tests.support.sagemaker_world import ENTRYPOINT, FRONT, POLICY, World, archive
from tests.support.served import REGION, serving, wait_until


def launch(tmp_path, **changes):
    record = ImageRecord(command=(), environment={}, docker_image=None)
    return Launch(
        **{
            "code": FunctionCode(record=record, task_root=tmp_path),
            "folder": tmp_path,
            "memory_mb": None,
            "variables": {"B": "x y", "A": "1"},
            **changes,
        }
    )


def test_a_container_is_run_as_sagemaker_runs_it(tmp_path):
    command = run_command("name", "image", launch(tmp_path))

    text = " ".join(command)
    assert "--user 0:0" in text
    assert f"--volume {tmp_path}/model:/opt/ml/model:ro" in text
    assert "--memory" not in command
    assert command[-6:] == ["--env", "A=1", "--env", "B=x y", "image", "serve"]
    limited = run_command("name", "image", launch(tmp_path, memory_mb=2048))
    assert "--memory 2048m --memory-swap 2048m" in " ".join(limited)


def test_an_image_of_the_other_kind_is_refused(tmp_path):
    with pytest.raises(DeploymentFailedError, match="pushed to run as processes"):
        DockerContainers(Warden()).launch(launch(tmp_path))
    with pytest.raises(DeploymentFailedError, match="no ENTRYPOINT"):
        ProcessContainers(Warden()).launch(launch(tmp_path))


@pytest.fixture(scope="module")
def front(engine, tmp_path_factory):
    """Build an image of the front."""
    folder = tmp_path_factory.mktemp("front")
    (folder / "app.py").write_text(FRONT)
    (folder / "entrypoint.sh").write_text(ENTRYPOINT)
    (folder / "Dockerfile").write_text(
        f"FROM {base_image(engine)}\n"
        "WORKDIR /var/task\n"
        "COPY app.py entrypoint.sh ./\n"
        "ENV FROM_IMAGE=1\n"
        'ENTRYPOINT ["sh", "/var/task/entrypoint.sh"]\n'
    )
    tag = "sagemaker-front:test"
    engine.run("build", "--tag", tag, folder)
    return tag


@pytest.fixture
def world(engine, front, tmp_path, monkeypatch):
    monkeypatch.setenv("DOCKER_HOST", engine.host)
    settings = {"launcher": DockerContainers(Warden()), "start_seconds": 60.0}
    with serving(tmp_path, sagemaker=settings) as served:
        digest = push_docker_image(
            served.local,
            repository=served.repository,
            tag="front",
            image=front,
            docker_host=engine.host,
            region=REGION,
        )
        registry = f"{served.local.account_id}.dkr.ecr.{REGION}.amazonaws.com"
        world = World(
            served=served,
            image_uri=f"{registry}/{served.repository}@{digest}",
            role=served.role(
                f"docker-{uuid.uuid4().hex[:8]}",
                *POLICY,
                "s3:GetObject",
                service="sagemaker.amazonaws.com",
            ),
        )
        yield world
    assert containers(engine) == []


def containers(engine):
    return engine.run(
        "ps", "--all", "--filter", "name=sagemaker-", "--quiet"
    ).stdout.split()


@pytest.mark.docker
def test_a_container_answers_with_the_model_that_was_unpacked(world):
    bucket = world.bucket(**{"m.tar.gz": archive(**{"model.pkl": b"1"})})
    name = world.deploy(
        world.variant(
            of={
                "model_data_url": f"s3://{bucket}/m.tar.gz",
                "environment": {"COLOUR": "red"},
            }
        )
    )

    told = world.invoke(name)

    assert told["model"] == ["model.pkl"]
    assert told["args"][1:] == ["serve"]
    assert told["environment"]["COLOUR"] == "red"
    assert told["environment"]["FROM_IMAGE"] == "1"
    assert told["uid"] == 0


@pytest.mark.docker
def test_a_removed_endpoint_has_no_container(engine, world):
    name = world.deploy(world.serverless())
    assert containers(engine)

    world.plane.remove(world.account, REGION, name)

    wait_until(lambda: not containers(engine), 15)


@pytest.mark.docker
def test_a_container_that_dies_is_replaced(engine, world):
    name = world.deploy()
    [before] = containers(engine)

    engine.run("kill", "--signal", signal.SIGKILL.name, before)

    wait_until(lambda: set(containers(engine)) - {before}, 30)
    runtime = world.served.client("sagemaker-runtime")

    def answers():
        try:
            return world.invoke(name)
        except runtime.exceptions.ClientError:
            return None

    assert wait_until(answers, 30)
