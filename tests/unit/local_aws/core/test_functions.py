"""Lambda's settings, versions, images and concurrency."""

import json

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from tests.support.images import manifest

ACCOUNT = "111111111111"


@pytest.fixture
def functions(client):
    return client("lambda")


def code_of(error):
    return error.value.response["Error"]["Code"]


def push(client, image, content, tag):
    pushed = client("ecr").put_image(
        repositoryName=image["name"], imageManifest=manifest(content), imageTag=tag
    )
    return pushed["image"]["imageId"]["imageDigest"]


def test_settings_come_back_as_they_were_given(functions, function, client, unique):
    queue = f"arn:aws:sqs:eu-west-1:{ACCOUNT}:failures"
    key = client("kms").create_key()["KeyMetadata"]["Arn"]
    settings = {
        "DeadLetterConfig": {"TargetArn": queue},
        "KMSKeyArn": key,
        "LoggingConfig": {
            "ApplicationLogLevel": "INFO",
            "LogFormat": "JSON",
            "LogGroup": "/own/group",
            "SystemLogLevel": "WARN",
        },
        "TracingConfig": {"Mode": "Active"},
    }
    name = function(**settings, ImageConfig={"Command": ["a.b"]})

    found = functions.get_function_configuration(FunctionName=name)

    assert {k: found[k] for k in settings} == settings
    assert found["ImageConfigResponse"]["ImageConfig"]["Command"] == ["a.b"]


def test_a_function_logs_into_its_own_group_by_default(functions, function):
    name = function()

    found = functions.get_function_configuration(FunctionName=name)

    assert found["LoggingConfig"] == {
        "LogFormat": "Text",
        "LogGroup": f"/aws/lambda/{name}",
    }
    assert "DeadLetterConfig" not in found


def test_settings_can_be_changed(functions, function, client):
    name = function(LoggingConfig={"LogFormat": "JSON"})
    key = client("kms").create_key()["KeyMetadata"]["Arn"]
    changes = {
        "DeadLetterConfig": {"TargetArn": f"arn:aws:sqs:eu-west-1:{ACCOUNT}:a"},
        "EphemeralStorage": {"Size": 1024},
        "KMSKeyArn": key,
        "TracingConfig": {"Mode": "Active"},
    }
    functions.update_function_configuration(
        FunctionName=name, ImageConfig={"Command": ["c.d"]}, **changes
    )

    found = functions.get_function_configuration(FunctionName=name)

    assert {k: found[k] for k in changes} == changes
    assert found["ImageConfigResponse"]["ImageConfig"]["Command"] == ["c.d"]
    assert found["LoggingConfig"]["LogFormat"] == "JSON"


def test_a_tag_is_resolved_when_the_function_is_deployed(
    functions, function, client, image
):
    name = function(Code={"ImageUri": f"{image['uri']}:one"})
    push(client, image, "another", "one")

    found = functions.get_function(FunctionName=name)

    assert found["Code"]["ResolvedImageUri"] == f"{image['uri']}@{image['digest']}"
    assert found["Configuration"]["CodeSha256"] == image["digest"].split(":")[1]


def test_a_version_keeps_its_image(functions, function, client, image):
    name = function(Publish=True)
    other = push(client, image, "another", "two")
    functions.update_function_code(
        FunctionName=name, ImageUri=f"{image['uri']}@{other}", Publish=True
    )

    resolved = {
        version: functions.get_function(FunctionName=name, Qualifier=version)["Code"][
            "ResolvedImageUri"
        ]
        for version in ("1", "2")
    }

    assert resolved == {
        "1": f"{image['uri']}@{image['digest']}",
        "2": f"{image['uri']}@{other}",
    }


def test_a_function_without_its_image_has_failed(functions, function, client, image):
    name = function()
    assert functions.get_function_configuration(FunctionName=name)["State"] == "Active"

    client("ecr").batch_delete_image(
        repositoryName=image["name"], imageIds=[{"imageDigest": image["digest"]}]
    )

    found = functions.get_function_configuration(FunctionName=name)
    assert (found["State"], found["StateReasonCode"]) == ("Failed", "ImageDeleted")


def test_a_reservation_of_nothing_is_one(functions, function):
    name = function()
    functions.put_function_concurrency(
        FunctionName=name, ReservedConcurrentExecutions=0
    )

    found = functions.get_function(FunctionName=name)

    assert found["Concurrency"] == {"ReservedConcurrentExecutions": 0}


def test_the_last_failure_destination_is_the_one(functions, function):
    name = function(Publish=True)
    for number in (1, 2):
        functions.put_function_event_invoke_config(
            FunctionName=name, MaximumRetryAttempts=number
        )

    found = functions.get_function_event_invoke_config(FunctionName=name)

    assert found["MaximumRetryAttempts"] == 2


def test_provisioned_concurrency_is_kept_by_alias(functions, function):
    name = function(Publish=True)
    functions.create_alias(FunctionName=name, Name="live", FunctionVersion="1")
    functions.put_provisioned_concurrency_config(
        FunctionName=name, Qualifier="live", ProvisionedConcurrentExecutions=2
    )

    found = functions.get_provisioned_concurrency_config(
        FunctionName=name, Qualifier="live"
    )
    assert found["Status"] == "READY"
    assert found["AllocatedProvisionedConcurrentExecutions"] == 2

    functions.delete_provisioned_concurrency_config(FunctionName=name, Qualifier="live")
    with pytest.raises(ClientError) as error:
        functions.get_provisioned_concurrency_config(
            FunctionName=name, Qualifier="live"
        )
    assert code_of(error) == "ProvisionedConcurrencyConfigNotFoundException"


@pytest.mark.parametrize(
    ("settings", "code", "text"),
    [
        pytest.param(
            {"Code": {"ImageUri": "public.ecr.aws/lambda/python:3.11"}},
            "InvalidParameterValueException",
            "is not valid. Provide a valid source image",
            id="a public image",
        ),
        pytest.param(
            {
                "Code": {
                    "ImageUri": f"{ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/image:one"
                }
            },
            "InvalidParameterValueException",
            "is not valid. Provide a valid source image",
            id="an image of another Region",
        ),
        pytest.param(
            {
                "Code": {
                    "ImageUri": "222222222222.dkr.ecr.eu-west-1.amazonaws.com/image:one"
                }
            },
            "InvalidParameterValueException",
            "is not valid. Provide a valid source image",
            id="an image of another account",
        ),
        pytest.param(
            {
                "Code": {
                    "ImageUri": f"{ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com/ghost:one"
                }
            },
            "InvalidParameterValueException",
            "does not exist. Provide a valid source image",
            id="a ghost",
        ),
        pytest.param(
            {"MemorySize": 10_241},
            "ValidationException",
            "less than or equal to 10240",
            id="too much memory",
        ),
        pytest.param(
            {"Timeout": 901},
            "ValidationException",
            "less than or equal to 900",
            id="too much time",
        ),
        pytest.param(
            {"EphemeralStorage": {"Size": 10_241}},
            "ValidationException",
            "less than or equal to 10240",
            id="too much storage",
        ),
        pytest.param(
            {"FunctionName": "a" * 65},
            "ValidationException",
            "functionName",
            id="too long a name",
        ),
        pytest.param(
            {"Environment": {"Variables": {"A": "a" * 4096}}},
            "InvalidParameterValueException",
            "exceeded the 4KB limit",
            id="too much environment",
        ),
        pytest.param(
            {"Environment": {"Variables": {"AWS_REGION": "eu-west-1"}}},
            "InvalidParameterValueException",
            "reserved keys",
            id="a reserved variable",
        ),
        pytest.param(
            {"Handler": "a.b"},
            "InvalidParameterValueException",
            "PackageType is Image",
            id="a handler",
        ),
        pytest.param(
            {"Layers": [f"arn:aws:lambda:eu-west-1:{ACCOUNT}:layer:a:1"]},
            "InvalidParameterValueException",
            "PackageType is Image",
            id="layers",
        ),
        pytest.param(
            {"Role": f"arn:aws:iam::{ACCOUNT}:role/ghost"},
            "InvalidParameterValueException",
            "cannot be assumed by Lambda",
            id="a role that does not exist",
        ),
    ],
)
def test_a_function_that_lambda_refuses(function, settings, code, text):
    with pytest.raises(ClientError) as error:
        function(**settings)

    assert code_of(error) == code
    assert text in error.value.response["Error"]["Message"]


@pytest.mark.parametrize(
    ("settings", "text"),
    [({"MemorySize": 127}, "memorySize"), ({"Timeout": 0}, "timeout")],
)
def test_what_boto3_keeps_from_asking_is_refused_too(client, function, settings, text):
    """Terraform has no checks of boto3's."""
    name = function()
    unchecked = client("lambda", config=Config(parameter_validation=False))

    with pytest.raises(ClientError, match=text) as error:
        unchecked.update_function_configuration(FunctionName=name, **settings)

    assert code_of(error) == "ValidationException"


def test_a_role_must_trust_lambda(function, role, client):
    name, arn = role()
    client("iam").update_assume_role_policy(
        RoleName=name,
        PolicyDocument=json.dumps(
            {
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Principal": {"Service": "ec2.amazonaws.com"},
                        "Action": "sts:AssumeRole",
                    }
                ],
            }
        ),
    )

    with pytest.raises(ClientError, match="cannot be assumed by Lambda"):
        function(Role=arn)


def test_layers_cannot_come_later(functions, function):
    name = function()

    with pytest.raises(ClientError, match="layers are not supported"):
        functions.update_function_configuration(
            FunctionName=name, Layers=[f"arn:aws:lambda:eu-west-1:{ACCOUNT}:layer:a:1"]
        )


def test_lambda_lets_itself_pull(client, function, image):
    ecr = client("ecr")
    function()

    policy = json.loads(
        ecr.get_repository_policy(repositoryName=image["name"])["policyText"]
    )

    assert [s["Principal"] for s in policy["Statement"]] == [
        {"Service": "lambda.amazonaws.com"}
    ]
    function()
    again = ecr.get_repository_policy(repositoryName=image["name"])["policyText"]
    assert json.loads(again) == policy


def test_a_repository_can_shut_lambda_out(client, function, image):
    deny = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "ecr:BatchGetImage",
    }
    client("ecr").set_repository_policy(
        repositoryName=image["name"],
        policyText=json.dumps({"Version": "2012-10-17", "Statement": [deny]}),
    )

    with pytest.raises(ClientError) as error:
        function()

    assert code_of(error) == "AccessDeniedException"
    assert error.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403


@pytest.mark.parametrize("qualifier", ["$LATEST", "latest"])
def test_nothing_is_provisioned_for_what_is_unpublished(functions, function, qualifier):
    name = function()
    functions.create_alias(FunctionName=name, Name="latest", FunctionVersion="$LATEST")

    with pytest.raises(ClientError, match="unpublished function versions"):
        functions.put_provisioned_concurrency_config(
            FunctionName=name, Qualifier=qualifier, ProvisionedConcurrentExecutions=1
        )


def test_no_more_is_provisioned_than_reserved(functions, function):
    name = function(Publish=True)
    functions.put_function_concurrency(
        FunctionName=name, ReservedConcurrentExecutions=2
    )

    with pytest.raises(ClientError, match="should not be greater than"):
        functions.put_provisioned_concurrency_config(
            FunctionName=name, Qualifier="1", ProvisionedConcurrentExecutions=3
        )


def test_no_less_is_reserved_than_provisioned(functions, function):
    name = function(Publish=True)
    functions.put_provisioned_concurrency_config(
        FunctionName=name, Qualifier="1", ProvisionedConcurrentExecutions=3
    )

    with pytest.raises(ClientError, match="should not be lower than"):
        functions.put_function_concurrency(
            FunctionName=name, ReservedConcurrentExecutions=2
        )


def test_an_account_keeps_some_concurrency_for_others(functions, function):
    name = function()

    with pytest.raises(ClientError, match="below its minimum value"):
        functions.put_function_concurrency(
            FunctionName=name, ReservedConcurrentExecutions=901
        )


def test_snap_start_is_said_to_be_lacking(function):
    """Lambda has it for images; to take it in silence would be a lie."""
    with pytest.raises(ClientError, match="SnapStart") as error:
        function(SnapStart={"ApplyOn": "PublishedVersions"})

    assert code_of(error) == "NotImplemented"


@pytest.mark.parametrize(
    ("settings", "text"),
    [
        ({"Environment": {"Variables": {"A": "a" * 4096}}}, "exceeded the 4KB limit"),
        ({"Role": f"arn:aws:iam::{ACCOUNT}:role/ghost"}, "cannot be assumed by Lambda"),
        ({"SnapStart": {"ApplyOn": "PublishedVersions"}}, "SnapStart"),
    ],
)
def test_an_update_is_held_to_the_same(functions, function, settings, text):
    name = function()

    with pytest.raises(ClientError, match=text):
        functions.update_function_configuration(FunctionName=name, **settings)


def test_new_code_is_held_to_the_same(functions, function, image):
    name = function()

    with pytest.raises(ClientError, match="does not exist"):
        functions.update_function_code(
            FunctionName=name, ImageUri=f"{image['uri']}:ghost"
        )
