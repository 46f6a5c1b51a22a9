"""What modules/image_repository creates, as AWS would answer for it."""

import json
from pathlib import Path

import boto3
import pytest
from pytest_terraform import terraform

from local_aws.images import push_process_image
from tests.support.two_regions import order
from tests.terraform.plans import changes

NAME = "inferway-test/prediction"
HOME, AWAY = "eu-west-1", "eu-central-1"


@terraform("image_repository", scope="module", replay=False)
def test_a_second_plan_is_empty(image_repository):
    assert changes(image_repository) == ""


def test_tags_do_not_move_and_images_are_scanned_and_encrypted(image_repository):
    [repository] = boto3.client("ecr").describe_repositories(repositoryNames=[NAME])[
        "repositories"
    ]

    assert repository["imageTagMutability"] == "IMMUTABLE"
    assert repository["imageScanningConfiguration"] == {"scanOnPush": True}
    assert repository["encryptionConfiguration"]["encryptionType"] == "KMS"
    assert (
        repository["repositoryUri"]
        == image_repository.outputs["repository_url"]["value"]
    )


def test_only_images_without_a_tag_expire(image_repository):
    text = boto3.client("ecr").get_lifecycle_policy(repositoryName=NAME)[
        "lifecyclePolicyText"
    ]

    [rule] = json.loads(text)["rules"]
    assert rule["selection"] == {
        "tagStatus": "untagged",
        "countType": "sinceImagePushed",
        "countUnit": "days",
        "countNumber": 3,
    }


@pytest.mark.parametrize("region", [HOME, AWAY])
def test_lambda_alone_may_pull_for_functions_of_this_account(image_repository, region):
    ecr = boto3.client("ecr", region_name=region)
    text = ecr.get_repository_policy(repositoryName=NAME)["policyText"]

    [statement] = json.loads(text)["Statement"]
    assert statement["Principal"] == {"Service": "lambda.amazonaws.com"}
    assert set(statement["Action"]) == {
        "ecr:BatchGetImage",
        "ecr:GetDownloadUrlForLayer",
    }
    assert statement["Condition"] == {
        "ArnLike": {"aws:SourceArn": f"arn:aws:lambda:{region}:111111111111:function:*"}
    }


def test_the_prefix_is_replicated(image_repository):
    [rule] = boto3.client("ecr").describe_registry()["replicationConfiguration"][
        "rules"
    ]

    assert rule["destinations"] == [
        {"region": "eu-central-1", "registryId": "111111111111"}
    ]
    assert rule["repositoryFilters"] == [
        {"filter": "inferway-test/", "filterType": "PREFIX_MATCH"}
    ]


def test_what_is_pushed_is_found_in_the_other_region_under_its_settings(
    image_repository, local_aws
):
    sources = Path(__file__).parent / "image"
    digest = push_process_image(
        local_aws,
        repository=NAME,
        tag="1.0.0",
        dockerfile=sources / "Dockerfile",
        sources=[sources / "src"],
        lock=sources / "requirements.txt",
        region=HOME,
    )
    order(local_aws, "replication", {"lag_seconds": 0})

    away = boto3.client("ecr", region_name=AWAY)
    [image] = away.describe_images(repositoryName=NAME)["imageDetails"]
    [repository] = away.describe_repositories(repositoryNames=[NAME])["repositories"]
    assert (image["imageDigest"], image["imageTags"]) == (digest, ["1.0.0"])
    assert repository["imageTagMutability"] == "IMMUTABLE"
    # A repository that is not empty is not destroyed.
    for region in (HOME, AWAY):
        boto3.client("ecr", region_name=region).batch_delete_image(
            repositoryName=NAME, imageIds=[{"imageDigest": digest}]
        )
