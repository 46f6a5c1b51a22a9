"""ECR replication: an image that is pushed here runs there, once it has arrived."""

import json

import pytest
from botocore.exceptions import ClientError

from tests.support.served import REGION
from tests.support.two_regions import AWAY

CODE = """
def handle(event, context):
    return context.invoked_function_arn.split(":")[3]
"""


@pytest.fixture
def replicated(world):
    """Replicate what is pushed to the world's repository."""
    ecr, name = world.client("ecr"), world.served.repository
    ecr.put_replication_configuration(
        replicationConfiguration={
            "rules": [
                {
                    "destinations": [{"region": AWAY, "registryId": world.account}],
                    "repositoryFilters": [
                        {"filter": name, "filterType": "PREFIX_MATCH"}
                    ],
                }
            ]
        }
    )
    yield name
    ecr.put_replication_configuration(replicationConfiguration={"rules": []})


def push(world, text=""):
    return world.served.image(CODE + text, tag=world.unique("image"))


def tags(world, name):
    ecr = world.client("ecr", AWAY)
    try:
        found = ecr.describe_images(repositoryName=name)["imageDetails"]
    except ecr.exceptions.RepositoryNotFoundException:
        return None
    return {image["imageDigest"]: image["imageTags"] for image in found}


def function(world, digest, region):
    role = world.served.role(world.unique("role"), "logs:*")
    registry = f"{world.account}.dkr.ecr.{region}.amazonaws.com"
    return world.client("lambda", AWAY).create_function(
        FunctionName=world.unique("function"),
        Role=role,
        PackageType="Image",
        Code={"ImageUri": f"{registry}/{world.served.repository}@{digest}"},
    )["FunctionName"]


def test_an_image_runs_in_the_other_region_once_it_has_arrived(world, replicated):
    before = push(world, "# before")
    world.client("ecr").put_replication_configuration(
        replicationConfiguration={"rules": []}
    )
    unsent = push(world, "# unsent")
    with pytest.raises(ClientError, match="does not exist"):
        function(world, before, AWAY)
    with pytest.raises(ClientError, match="not valid"):
        function(world, before, REGION)

    world.advance(3600)

    found = tags(world, replicated)
    assert before in found
    assert unsent not in found
    answer = world.client("lambda", AWAY).invoke(
        FunctionName=function(world, before, AWAY)
    )
    assert json.load(answer["Payload"]) == AWAY


def test_settings_and_policies_stay_behind(world, replicated):
    ecr = world.client("ecr")
    ecr.put_image_tag_mutability(
        repositoryName=replicated, imageTagMutability="IMMUTABLE"
    )
    push(world, "# of a repository with settings")
    world.advance(3600)

    away = world.client("ecr", AWAY)
    [made] = away.describe_repositories(repositoryNames=[replicated])["repositories"]
    ecr.put_image_tag_mutability(
        repositoryName=replicated, imageTagMutability="MUTABLE"
    )

    assert made["imageTagMutability"] == "MUTABLE"


def test_nothing_is_pushed_into_a_region_that_is_cut_off(world, replicated):
    world.region(AWAY, "failing")
    digest = push(world, "# meanwhile")
    world.advance(7200)
    waiting = world.control("replication")["waiting"]
    world.region(AWAY, "up")

    assert [w["service"] for w in waiting] == ["ecr"]
    assert digest in tags(world, replicated)
