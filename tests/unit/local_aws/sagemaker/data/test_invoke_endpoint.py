"""InvokeEndpoint's refusals and errors (I1, I4), variants, permissions, metrics."""

import json
import uuid

import boto3
import pytest
from botocore.config import Config

from local_aws.sagemaker.container import Container
from tests.support.served import REGION

MB = 1024 * 1024


@pytest.mark.parametrize(("status", "side"), [(400, "client"), (500, "server")])
def test_an_error_of_the_container_is_a_model_error(world, status, side):
    name = world.deploy()

    error = world.refused(name, {"status": status})

    assert error["ResponseMetadata"]["HTTPStatusCode"] == 424
    assert error["Error"]["Code"] == "ModelError"
    assert error["OriginalStatusCode"] == status
    assert json.loads(error["OriginalMessage"])["path"] == "/invocations"
    assert error["Error"]["Message"].startswith(
        f'Received {side} error ({status}) from primary with message "'
    )
    assert (
        f"group=/aws/sagemaker/Endpoints/{name} in account {world.account}"
        in (error["Error"]["Message"])
    )
    assert error["LogStreamArn"].startswith(
        f"arn:aws:logs:{REGION}:{world.account}:log-group:/aws/sagemaker/Endpoints/"
        f"{name}:log-stream:AllTraffic/i-"
    )


def test_a_container_that_takes_too_long_is_a_model_error_without_status(
    world, monkeypatch
):
    # A container has a minute; here as long as it takes to be told.
    ask = Container.ask
    monkeypatch.setattr(
        Container, "ask", lambda each, request, _: ask(each, request, 1.0)
    )
    error = world.refused(world.deploy(), {"sleep": 20})

    assert error["Error"]["Code"] == "ModelError"
    assert error["OriginalStatusCode"] == 0
    assert error["OriginalMessage"].startswith("Your invocation timed out")


def test_a_container_that_ends_meanwhile_is_a_model_error_without_status(world):
    error = world.refused(world.deploy(), {"exit": 1})

    assert error["Error"]["Code"] == "ModelError"
    assert error["OriginalStatusCode"] == 0


def test_a_body_over_6_mb_is_refused_and_one_below_is_not(world):
    name = world.deploy()

    error = world.refused(name, b"x" * (6 * MB + 1))

    assert error["Error"] == {
        "Code": "413",
        "Message": f"HTTP content length exceeded {6 * MB} bytes.",
    }
    world.served.client("sagemaker-runtime").invoke_endpoint(
        EndpointName=name, Body=b"x" * (6 * MB)
    )


def test_an_unknown_endpoint_is_not_found(world):
    assert world.refused("ghost")["Error"] == {
        "Code": "ValidationError",
        "Message": f"Endpoint ghost of account {world.account} not found.",
    }


def test_weights_share_the_requests_and_a_target_takes_them_all(world):
    name = world.deploy(
        world.variant(name="all", weight=1.0, of={"environment": {"WHO": "all"}}),
        world.variant(name="none", weight=0.0, of={"environment": {"WHO": "none"}}),
    )

    def who(**arguments):
        return world.invoke(name, **arguments)["environment"]["WHO"]

    assert {who() for _ in range(8)} == {"all"}
    assert who(TargetVariant="none") == "none"
    assert world.refused(name, TargetVariant="ghost")["Error"]["Code"] == (
        "ValidationError"
    )


@pytest.mark.parametrize(
    "arguments", [{"TargetModel": "a.tar.gz"}, {"EnableExplanations": "true"}]
)
def test_what_is_lacking_here_is_said(world, arguments):
    error = world.refused(world.deploy(), **arguments)["Error"]

    assert error["Code"] == "NotImplemented"


def test_calls_are_counted_as_sagemaker_counts(world):
    name = world.deploy(world.variant(instance_count=4))
    world.invoke(name)
    world.refused(name, {"status": 400})
    world.refused(name, {"status": 500})

    def total(metric):
        values = world.metric(metric, EndpointName=name, VariantName="AllTraffic")
        return sum(values)

    assert total("Invocations") == 3
    assert total("Invocation4XXErrors") == 1
    assert total("Invocation5XXErrors") == 1
    assert total("InvocationsPerInstance") == 0.75
    # Microseconds.
    assert total("ModelLatency") > 100
    assert total("OverheadLatency") > 0


def test_the_use_of_provisioned_concurrency_is_told(world):
    name = world.deploy(world.serverless(provisioned=2))
    world.invoke(name)

    [used] = world.metric(
        "ServerlessProvisionedConcurrencyUtilization",
        EndpointName=name,
        VariantName="AllTraffic",
    )

    assert used == 0.5


def as_caller(world, *resources):
    """Return a client that may invoke these."""
    name = f"caller-{uuid.uuid4().hex[:8]}"
    role = world.served.role(name, service="lambda.amazonaws.com")
    world.served.client("iam").put_role_policy(
        RoleName=name,
        PolicyName="invoke",
        PolicyDocument=json.dumps(
            {
                "Version": "2012-10-17",
                "Statement": {
                    "Effect": "Allow",
                    "Action": "sagemaker:InvokeEndpoint",
                    "Resource": resources,
                },
            }
        ),
    )
    keys = world.served.client("sts").assume_role(
        RoleArn=role, RoleSessionName="caller"
    )
    return boto3.client(
        "sagemaker-runtime",
        endpoint_url=world.served.local.url,
        region_name=REGION,
        aws_access_key_id=keys["Credentials"]["AccessKeyId"],
        aws_secret_access_key=keys["Credentials"]["SecretAccessKey"],
        aws_session_token=keys["Credentials"]["SessionToken"],
        config=Config(retries={"total_max_attempts": 1}),
    )


def test_a_caller_needs_permission_for_the_endpoint(world):
    mine, other = world.deploy(), world.deploy()
    caller = as_caller(
        world, f"arn:aws:sagemaker:{REGION}:{world.account}:endpoint/{mine}"
    )

    caller.invoke_endpoint(EndpointName=mine, Body=b"{}")

    with pytest.raises(caller.exceptions.ClientError) as refused:
        caller.invoke_endpoint(EndpointName=other, Body=b"{}")
    error = refused.value.response
    assert error["Error"]["Code"] == "AccessDeniedException"
    assert error["ResponseMetadata"]["HTTPStatusCode"] == 403


def test_a_caller_needs_permission_for_the_component_too(world):
    endpoint = world.deploy(world.variant(model=None))
    component = world.component(endpoint, copies=0)
    start = f"arn:aws:sagemaker:{REGION}:{world.account}"
    both = as_caller(
        world,
        f"{start}:endpoint/{endpoint}",
        f"{start}:inference-component/{component}",
    )
    one = as_caller(world, f"{start}:endpoint/{endpoint}")

    def code(caller):
        with pytest.raises(caller.exceptions.ClientError) as refused:
            caller.invoke_endpoint(
                EndpointName=endpoint, InferenceComponentName=component, Body=b"{}"
            )
        return refused.value.response["Error"]["Code"]

    assert code(both) == "ValidationError"
    assert code(one) == "AccessDeniedException"
