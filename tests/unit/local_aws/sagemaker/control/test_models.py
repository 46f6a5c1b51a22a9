"""Models: what is written is read back, and what SageMaker refuses is refused."""

import pytest
from botocore.exceptions import ClientError

from tests.support.images import manifest
from tests.support.served import REGION


@pytest.fixture(scope="module")
def data(served):
    """Store model data; gives its URL."""
    s3 = served.client("s3")
    s3.create_bucket(
        Bucket="control-model-data",
        CreateBucketConfiguration={"LocationConstraint": REGION},
    )
    s3.put_object(Bucket="control-model-data", Key="a/model.tar.gz", Body=b"x")
    return "s3://control-model-data/a/model.tar.gz"


@pytest.fixture
def wanted(image, role, unique):
    return {
        "ModelName": unique("model"),
        "PrimaryContainer": {"Image": f"{image['uri']}@{image['digest']}"},
        "ExecutionRoleArn": role,
    }


def read_back(sagemaker, wanted):
    sagemaker.create_model(**wanted)
    found = sagemaker.describe_model(ModelName=wanted["ModelName"])
    found.pop("ResponseMetadata")
    return found


def test_a_model_reads_back_as_it_was_written(sagemaker, wanted):
    wanted["PrimaryContainer"]["Environment"] = {"MODEL_BUCKET": "store"}

    found = read_back(sagemaker, wanted)

    arn = found.pop("ModelArn")
    assert arn.endswith(f":model/{wanted['ModelName']}")
    assert found.pop("CreationTime")
    container = {**wanted["PrimaryContainer"], "Mode": "SingleModel"}
    assert found == {
        **wanted,
        "PrimaryContainer": container,
        "EnableNetworkIsolation": False,
    }


def test_isolation_and_network_read_back(sagemaker, wanted):
    network = {"Subnets": ["subnet-1"], "SecurityGroupIds": ["sg-1"]}

    found = read_back(
        sagemaker, {**wanted, "VpcConfig": network, "EnableNetworkIsolation": True}
    )

    assert found["VpcConfig"] == network
    assert found["EnableNetworkIsolation"] is True


def test_model_data_read_back_as_a_source_too(sagemaker, wanted, data):
    wanted["PrimaryContainer"]["ModelDataUrl"] = data

    found = read_back(sagemaker, wanted)["PrimaryContainer"]

    assert found["ModelDataUrl"] == data
    assert found["Environment"] == {}
    assert found["ModelDataSource"]["S3DataSource"] == {
        "S3Uri": data,
        "S3DataType": "S3Object",
        "CompressionType": "Gzip",
    }


def test_several_containers_read_back_in_their_order(sagemaker, wanted):
    container = wanted.pop("PrimaryContainer")
    wanted["Containers"] = [
        {**container, "ContainerHostname": name} for name in ("second", "first")
    ]

    found = read_back(sagemaker, wanted)

    assert [each["ContainerHostname"] for each in found["Containers"]] == [
        "second",
        "first",
    ]
    assert found["InferenceExecutionConfig"] == {"Mode": "Serial"}
    assert "PrimaryContainer" not in found


def test_tags_are_kept_apart_and_can_be_changed(sagemaker, wanted):
    arn = sagemaker.create_model(**wanted, Tags=[{"Key": "a", "Value": "1"}])[
        "ModelArn"
    ]
    sagemaker.add_tags(ResourceArn=arn, Tags=[{"Key": "b", "Value": "2"}])
    sagemaker.delete_tags(ResourceArn=arn, TagKeys=["a"])

    assert sagemaker.list_tags(ResourceArn=arn)["Tags"] == [{"Key": "b", "Value": "2"}]
    assert "Tags" not in sagemaker.describe_model(ModelName=wanted["ModelName"])


def test_models_are_listed(sagemaker, wanted):
    arn = sagemaker.create_model(**wanted)["ModelArn"]

    assert arn in [each["ModelArn"] for each in sagemaker.list_models()["Models"]]


def test_a_deleted_model_is_not_there(sagemaker, make, refused):
    name = make.model()
    sagemaker.delete_model(ModelName=name)

    for operation in (sagemaker.describe_model, sagemaker.delete_model):
        text = refused(operation, ModelName=name)
        assert text.startswith('Could not find model "arn:aws:sagemaker:')


def test_a_name_is_taken_once(sagemaker, wanted, refused):
    arn = sagemaker.create_model(**wanted)["ModelArn"]

    text = refused(sagemaker.create_model, **wanted)

    assert text == f'Cannot create already existing model "{arn}".'


def test_a_ghost_image_is_refused(sagemaker, wanted, image, refused):
    ghost = f"{image['uri']}:ghost"

    text = refused(
        sagemaker.create_model, **{**wanted, "PrimaryContainer": {"Image": ghost}}
    )

    assert text == f"Requested image {ghost} not found."


def test_an_image_of_another_region_is_refused(client, sagemaker, wanted, refused):
    there = client("ecr", region="us-east-1")
    uri = there.create_repository(repositoryName="elsewhere")["repository"][
        "repositoryUri"
    ]
    there.put_image(
        repositoryName="elsewhere", imageManifest=manifest("y"), imageTag="one"
    )

    text = refused(
        sagemaker.create_model,
        **{**wanted, "PrimaryContainer": {"Image": f"{uri}:one"}},
    )

    assert text == f"Requested image {uri}:one not found."


def test_a_public_image_needs_a_registry_in_the_vpc(sagemaker, wanted, refused):
    public = {"Image": "public.ecr.aws/docker/library/python:3.12"}

    text = refused(sagemaker.create_model, **{**wanted, "PrimaryContainer": public})

    assert "without Vpc repository access mode is not supported" in text
    private = {**public, "ImageConfig": {"RepositoryAccessMode": "Vpc"}}
    text = refused(sagemaker.create_model, **{**wanted, "PrimaryContainer": private})
    assert "requires a VpcConfig" in text
    network = {"Subnets": ["subnet-1"], "SecurityGroupIds": ["sg-1"]}
    sagemaker.create_model(
        **{**wanted, "PrimaryContainer": private, "VpcConfig": network}
    )


@pytest.mark.parametrize("kind", ["ghost", "untrusting"])
def test_a_role_that_sagemaker_cannot_assume_is_refused(
    sagemaker, wanted, new_role, refused, kind
):
    role = new_role(service="lambda.amazonaws.com")
    if kind == "ghost":
        role = f"{role}-ghost"

    text = refused(sagemaker.create_model, **{**wanted, "ExecutionRoleArn": role})

    assert text.startswith(f"Could not assume role {role}.")


def test_no_role_is_refused(sagemaker, wanted, refused):
    wanted.pop("ExecutionRoleArn")

    assert "ExecutionRoleArn" in refused(sagemaker.create_model, **wanted)


def test_ghost_model_data_is_refused(sagemaker, wanted, data, role, refused):
    wanted["PrimaryContainer"]["ModelDataUrl"] = f"{data}.ghost"

    text = refused(sagemaker.create_model, **wanted)

    assert text.startswith(f"Could not access model data at {data}.ghost.")
    assert role in text


def test_model_data_that_the_role_may_not_read_is_refused(
    sagemaker, wanted, data, new_role, refused
):
    wanted["PrimaryContainer"]["ModelDataUrl"] = data
    wanted["ExecutionRoleArn"] = new_role("s3:ListBucket")

    text = refused(sagemaker.create_model, **wanted)

    assert text.startswith(f"Could not access model data at {data}.")


def test_model_data_of_another_region_is_refused(client, sagemaker, wanted, refused):
    s3 = client("s3", region="eu-central-1")
    s3.create_bucket(
        Bucket="control-elsewhere",
        CreateBucketConfiguration={"LocationConstraint": "eu-central-1"},
    )
    s3.put_object(Bucket="control-elsewhere", Key="model.tar.gz", Body=b"x")
    wanted["PrimaryContainer"]["ModelDataUrl"] = "s3://control-elsewhere/model.tar.gz"

    text = refused(sagemaker.create_model, **wanted)

    assert f"the object is located in {REGION}" in text


@pytest.mark.parametrize("both", [True, False])
def test_one_way_to_name_containers_is_needed(sagemaker, wanted, refused, both):
    container = wanted.pop("PrimaryContainer")
    if both:
        wanted |= {"PrimaryContainer": container, "Containers": [container]}

    text = refused(sagemaker.create_model, **wanted)

    assert "PrimaryContainer or Containers" in text


def test_a_container_without_an_image_is_refused(sagemaker, wanted, refused):
    wanted["PrimaryContainer"] = {"Environment": {"A": "b"}}

    assert "Either Image or" in refused(sagemaker.create_model, **wanted)


def test_a_name_that_is_none_is_refused_with_all_that_is_wrong(unchecked, wanted):
    wanted |= {"ModelName": "under_score" * 6, "ExecutionRoleArn": "role"}

    with pytest.raises(ClientError) as refusal:
        unchecked.create_model(**wanted)

    text = refusal.value.response["Error"]["Message"]
    assert text.startswith("4 validation errors detected: Value 'under_score")
    assert "at 'modelName' failed to satisfy constraint: Member must have length" in (
        text
    )
    assert "at 'modelName' failed to satisfy constraint: Member must satisfy reg" in (
        text
    )
    assert "at 'executionRoleArn'" in text
