"""A served local AWS, and an image whose front is a few lines of code."""

import uuid

import pytest

from tests.support.sagemaker_world import ENTRYPOINT, FRONT, POLICY, World
from tests.support.served import REGION, serving


@pytest.fixture(scope="module")
def served_sagemaker(tmp_path_factory):
    settings = {"start_seconds": 60.0, "wait_seconds": 5.0}
    with serving(tmp_path_factory.mktemp("served"), sagemaker=settings) as served:
        yield served


@pytest.fixture(scope="module")
def image_uri(served_sagemaker):
    (served_sagemaker.folder / "entrypoint.sh").write_text(ENTRYPOINT)
    digest = served_sagemaker.image(
        FRONT,
        tag="front",
        instructions='ENTRYPOINT ["/var/task/entrypoint.sh"]\nENV FROM_IMAGE=1',
    )
    registry = f"{served_sagemaker.local.account_id}.dkr.ecr.{REGION}.amazonaws.com"
    return f"{registry}/{served_sagemaker.repository}@{digest}"


@pytest.fixture
def world(served_sagemaker, image_uri):
    role = served_sagemaker.role(
        f"sagemaker-{uuid.uuid4().hex[:12]}",
        *POLICY,
        service="sagemaker.amazonaws.com",
    )
    world = World(served=served_sagemaker, image_uri=image_uri, role=role)
    yield world
    world.clean()
