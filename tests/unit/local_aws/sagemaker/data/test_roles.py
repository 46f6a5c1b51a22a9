"""What a container gets by its execution role, and what it does not get."""

import io
import json
import tarfile
import uuid

import pytest
import urllib3

from local_aws.sagemaker.container_credentials import PREFIX
from local_aws.sagemaker.ports import DeploymentFailedError
from tests.support.sagemaker_world import POLICY, archive
from tests.support.served import REGION, wait_until

LIST = {"call": ["s3", "list_buckets", {}]}


def allowing(world, *actions, service="sagemaker.amazonaws.com"):
    name = f"r-{uuid.uuid4().hex[:12]}"
    return world.served.role(name, *actions, service=service)


def called(world, name, wanted):
    answer = world.served.client("sagemaker-runtime").invoke_endpoint(
        EndpointName=name, Body=json.dumps(wanted).encode()
    )
    return answer["Body"].read().decode()


def deployed(world, **model):
    model.setdefault(
        "environment", {"AWS_REGION": REGION, "AWS_DEFAULT_REGION": REGION}
    )
    return world.deploy(world.variant(of=model))


def test_a_container_acts_with_its_role_and_no_other(world):
    may = allowing(world, *POLICY, "s3:ListAllMyBuckets")

    assert called(world, deployed(world, role_arn=may), LIST) == "done"
    assert "AccessDenied" in called(world, deployed(world), LIST)


def test_network_isolation_leaves_a_container_alone(world):
    may = allowing(world, *POLICY, "s3:ListAllMyBuckets")
    name = deployed(world, role_arn=may, network_isolation=True)

    told = world.invoke(name)

    assert not any(
        variable.startswith(("AWS_CONTAINER", "AWS_ENDPOINT", "AWS_ACCESS"))
        for variable in told["environment"]
    )
    assert "NoCredentialsError" in called(world, name, LIST)


def test_credentials_are_given_to_who_has_the_token_as_long_as_it_runs(world):
    name = deployed(world)
    environment = world.invoke(name)["environment"]
    url = environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"]
    token = environment["AWS_CONTAINER_AUTHORIZATION_TOKEN"]

    def status(address, **headers):
        return urllib3.request("GET", address, headers=headers).status

    given = urllib3.request("GET", url, headers={"Authorization": token}).json()
    assert given["RoleArn"] == world.role
    assert set(given) >= {"AccessKeyId", "SecretAccessKey", "Token", "Expiration"}
    assert status(url) == 403
    assert status(url, Authorization="other") == 403
    ghost = f"{world.served.local.url}{PREFIX}ghost"
    assert status(ghost) == 403
    assert status(ghost, Authorization="") == 403
    world.plane.remove(world.account, REGION, name)
    wait_until(lambda: status(url, Authorization=token) == 403)


def test_what_a_container_cannot_be_told_by_its_model(world):
    told = world.invoke(
        deployed(
            world,
            environment={"SAGEMAKER_BIND_TO_PORT": "1", "SM_MODEL_DIR": "/nowhere"},
        )
    )

    assert told["environment"]["SAGEMAKER_BIND_TO_PORT"] != "1"
    assert told["environment"]["SM_MODEL_DIR"] != "/nowhere"


def failure(world, **model):
    with pytest.raises(DeploymentFailedError) as failed:
        deployed(world, **model)
    return str(failed.value)


@pytest.mark.parametrize("missing", POLICY[:4])
def test_the_role_must_be_allowed_to_pull_the_image(world, missing):
    role = allowing(world, *(action for action in POLICY if action != missing))

    text = failure(world, role_arn=role)

    action = missing.removeprefix("ecr:")
    assert text == (
        f"The role '{role}' does not have {action} permission for the image: "
        f"'{world.image_uri}'."
    )


def test_sagemaker_must_be_allowed_to_assume_the_role(world):
    role = allowing(world, *POLICY, service="lambda.amazonaws.com")

    assert failure(world, role_arn=role).startswith(f"Could not assume role {role}.")


def test_a_ghost_image_is_not_found(world):
    ghost = world.image_uri.partition("@")[0] + "@sha256:" + "0" * 64

    assert failure(world, image_uri=ghost) == f"Requested image {ghost} not found."


def test_model_data_is_unpacked_where_the_container_looks(world):
    bucket = world.bucket(**{"m.tar.gz": archive(**{"a.json": b"1", "b/c": b"2"})})
    role = allowing(world, *POLICY, "s3:GetObject")

    name = deployed(world, role_arn=role, model_data_url=f"s3://{bucket}/m.tar.gz")

    assert world.invoke(name)["model"] == ["a.json", "b"]


def test_model_data_that_the_role_may_not_read_fails_the_deployment(world):
    bucket = world.bucket(**{"m.tar.gz": archive(a=b"1")})
    url = f"s3://{bucket}/m.tar.gz"

    assert failure(world, model_data_url=url) == (
        f'Failed to download model data for container "container_1" from URL: "{url}". '
        "Please ensure that there is an object located at the URL and that the role "
        "passed to CreateModel has permissions to download the object."
    )


def linked():
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        tar.addfile(tarfile.TarInfo("other"))
        link = tarfile.TarInfo("model.pkl")
        link.type, link.linkname = tarfile.SYMTYPE, "other"
        tar.addfile(link)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"no archive",
        archive(a=b"x" * 100_000)[:-20],
        archive(**{"../outside": b"1"}),
        linked(),
    ],
    ids=["none", "cut short", "outside", "link"],
)
def test_model_data_that_cannot_be_unpacked_fails_the_deployment(world, content):
    bucket = world.bucket(**{"m.tar.gz": content})
    role = allowing(world, *POLICY, "s3:GetObject")

    text = failure(world, role_arn=role, model_data_url=f"s3://{bucket}/m.tar.gz")

    assert text.startswith("Failed to extract model data archive for container")


def events(world, group):
    logs = world.served.client("logs")
    try:
        return logs.filter_log_events(logGroupName=group)["events"]
    except logs.exceptions.ResourceNotFoundException:
        return []


def test_lines_go_to_the_endpoint_s_log_group_and_metrics_out_of_them(world):
    name = deployed(world)
    line = {
        "_aws": {
            "Timestamp": 1_900_000_000_000,
            "CloudWatchMetrics": [
                {
                    "Namespace": f"Own/{name}",
                    "Dimensions": [[]],
                    "Metrics": [{"Name": "Answers", "Unit": "Count"}],
                }
            ],
        },
        "Answers": 3,
    }
    world.invoke(name, {"print": json.dumps(line)})

    group = f"/aws/sagemaker/Endpoints/{name}"
    found = wait_until(
        lambda: [each for each in events(world, group) if "_aws" in each["message"]]
    )

    assert found[0]["logStreamName"].startswith("AllTraffic/i-")
    assert wait_until(
        lambda: world.served.client("cloudwatch").list_metrics(Namespace=f"Own/{name}")[
            "Metrics"
        ]
    )


def test_lines_of_a_component_have_a_group_of_their_own(world):
    endpoint = world.deploy(world.variant(model=None))
    name = world.component(endpoint)

    found = wait_until(
        lambda: events(world, f"/aws/sagemaker/InferenceComponents/{name}")
    )

    assert found[0]["message"] == "front starts"


def test_a_role_that_may_not_write_logs_has_none(world):
    name = deployed(world, role_arn=allowing(world, *POLICY[:4]))

    assert world.invoke(name)
    assert events(world, f"/aws/sagemaker/Endpoints/{name}") == []
