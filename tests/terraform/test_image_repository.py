"""What modules/image_repository creates, as AWS would answer for it."""

import json

import boto3
from pytest_terraform import terraform

from tests.terraform.plans import changes

NAME = "inferway-test/prediction"


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


def test_lambda_alone_may_pull_for_functions_of_this_account(image_repository):
    text = boto3.client("ecr").get_repository_policy(repositoryName=NAME)["policyText"]

    [statement] = json.loads(text)["Statement"]
    assert statement["Principal"] == {"Service": "lambda.amazonaws.com"}
    assert set(statement["Action"]) == {
        "ecr:BatchGetImage",
        "ecr:GetDownloadUrlForLayer",
    }
    assert statement["Condition"] == {
        "ArnLike": {"aws:SourceArn": "arn:aws:lambda:eu-west-1:111111111111:function:*"}
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
