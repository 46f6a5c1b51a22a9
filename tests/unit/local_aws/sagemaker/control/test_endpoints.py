"""Endpoints: their states (S12), and what is said of them."""

import threading

import pytest

from local_aws.sagemaker.ports import AsyncSpec, ServerlessSpec
from tests.support.images import manifest
from tests.support.served import REGION, wait_until


def status(sagemaker, name):
    return sagemaker.describe_endpoint(EndpointName=name)["EndpointStatus"]


def test_an_endpoint_is_creating_until_it_serves(sagemaker, make, plane, unique):
    name, wanted = unique("endpoint"), make.config()
    plane.hold(name)

    sagemaker.create_endpoint(EndpointName=name, EndpointConfigName=wanted)
    found = sagemaker.describe_endpoint(EndpointName=name)

    assert found["EndpointStatus"] == "Creating"
    assert found["EndpointConfigName"] == wanted
    assert found["PendingDeploymentSummary"]["EndpointConfigName"] == wanted
    assert "ProductionVariants" not in found
    plane.release(name)
    wait_until(lambda: status(sagemaker, name) == "InService")


def test_an_endpoint_that_serves_says_what(sagemaker, make, image, settled):
    weighty = make.variant(InitialInstanceCount=2, InitialVariantWeight=0.25)
    deployment = {
        "BlueGreenUpdatePolicy": {
            "TrafficRoutingConfiguration": {
                "Type": "ALL_AT_ONCE",
                "WaitIntervalInSeconds": 0,
            }
        }
    }

    name = make.endpoint(make.config(weighty), DeploymentConfig=deployment)
    found = settled(name)

    assert found["EndpointArn"].endswith(f":endpoint/{name}")
    assert found["CreationTime"] <= found["LastModifiedTime"]
    assert found["LastDeploymentConfig"] == deployment
    assert "FailureReason" not in found
    assert "PendingDeploymentSummary" not in found
    [shown] = found["ProductionVariants"]
    [deployed] = shown.pop("DeployedImages")
    assert deployed.pop("ResolutionTime")
    assert deployed == {
        "SpecifiedImage": f"{image['uri']}:one",
        "ResolvedImage": f"{image['uri']}@{image['digest']}",
    }
    assert shown == {
        "VariantName": "all",
        "CurrentWeight": 0.25,
        "DesiredWeight": 0.25,
        "CurrentInstanceCount": 2,
        "DesiredInstanceCount": 2,
    }


def test_a_serverless_endpoint_says_its_sizes(make, settled):
    wanted = make.serverless(ProvisionedConcurrency=2)

    [shown] = settled(make.endpoint(make.config(wanted)))["ProductionVariants"]

    assert shown["CurrentServerlessConfig"] == wanted["ServerlessConfig"]
    assert shown["DesiredServerlessConfig"] == wanted["ServerlessConfig"]
    assert shown["CurrentInstanceCount"] == 0


def test_captured_data_and_answers_are_said_of_the_endpoint(make, settled):
    capture = {
        "EnableCapture": True,
        "InitialSamplingPercentage": 50,
        "DestinationS3Uri": "s3://captures/here",
        "CaptureOptions": [{"CaptureMode": "Input"}],
    }
    output = {"OutputConfig": {"S3OutputPath": "s3://a/b"}}

    found = settled(
        make.endpoint(
            make.config(DataCaptureConfig=capture, AsyncInferenceConfig=output)
        )
    )

    assert found["AsyncInferenceConfig"] == output
    assert found["DataCaptureConfig"] == {
        "EnableCapture": True,
        "CaptureStatus": "Started",
        "CurrentSamplingPercentage": 50,
        "DestinationS3Uri": "s3://captures/here",
        "KmsKeyId": "",
    }


def test_the_plane_is_told_all_of_an_instance(served, make, plane, image, role):
    name = make.model(
        PrimaryContainer={
            "Image": f"{image['uri']}:one",
            "Environment": {"MODEL_BUCKET": "store"},
        },
        EnableNetworkIsolation=True,
    )
    output = {
        "S3OutputPath": "s3://a/b",
        "S3FailurePath": "s3://a/failed",
        "NotificationConfig": {"ErrorTopic": "arn:aws:sns:eu-west-1:111111111111:bad"},
    }
    wanted = make.config(
        make.variant(ModelName=name, InitialInstanceCount=2),
        AsyncInferenceConfig={
            "OutputConfig": output,
            "ClientConfig": {"MaxConcurrentInvocationsPerInstance": 7},
        },
    )

    [spec] = plane.of(make.endpoint(wanted))

    assert (spec.account_id, spec.region) == (served.local.account_id, REGION)
    assert (spec.config_name, spec.role_arn) == (wanted, None)
    assert spec.asynchronous == AsyncSpec(
        output_url="s3://a/b",
        failure_url="s3://a/failed",
        error_topic_arn="arn:aws:sns:eu-west-1:111111111111:bad",
        max_concurrent=7,
    )
    [told] = spec.variants
    assert (told.name, told.weight, told.serverless) == ("all", 1.0, None)
    assert (told.instance_type, told.instance_count) == ("ml.m5.large", 2)
    assert told.model.name == name
    assert told.model.image_uri == f"{image['uri']}@{image['digest']}"
    assert told.model.environment == {"MODEL_BUCKET": "store"}
    assert told.model.network_isolation
    assert told.model.role_arn == role
    assert told.model.model_data_url is None


def test_the_plane_is_told_all_of_a_serverless_variant(make, plane):
    [spec] = plane.of(
        make.endpoint(make.config(make.serverless(ProvisionedConcurrency=2)))
    )

    assert spec.variants[0].serverless == ServerlessSpec(
        memory_mb=2048, max_concurrency=5, provisioned_concurrency=2
    )
    assert spec.variants[0].instance_type is None


def test_the_plane_is_told_of_instances_for_components(make, plane, role, settled):
    wanted = make.variant(ManagedInstanceScaling={"MinInstanceCount": 0})
    wanted.pop("ModelName")

    name = make.endpoint(make.config(wanted, ExecutionRoleArn=role))

    [spec] = plane.of(name)
    assert spec.role_arn == role
    assert spec.variants[0].model is None
    [shown] = settled(name)["ProductionVariants"]
    assert shown["ManagedInstanceScaling"] == {"MinInstanceCount": 0}
    assert "DeployedImages" not in shown


def test_a_tag_is_looked_up_when_it_is_deployed(
    served, sagemaker, make, image, settled
):
    ecr = served.client("ecr")

    def push(content):
        put = ecr.put_image(
            repositoryName=served.repository,
            imageManifest=manifest(content),
            imageTag="moving",
        )
        return put["image"]["imageId"]["imageDigest"]

    first = push("first")
    uri = f"{image['uri']}:moving"
    name = make.endpoint(
        make.config(make.variant(ModelName=make.model(PrimaryContainer={"Image": uri})))
    )
    push("second")

    [shown] = settled(name)["ProductionVariants"]

    assert shown["DeployedImages"][0]["ResolvedImage"].endswith(f"@{first}")


@pytest.mark.parametrize(
    ("failure", "reason"),
    [
        ("No ping was answered.", "No ping was answered."),
        (NotImplementedError("pigeons"), "The local AWS lacks this: pigeons"),
        (RuntimeError("bug"), "The local AWS failed: its log says why."),
    ],
)
def test_an_endpoint_that_cannot_serve_fails_with_the_reason(
    make, plane, settled, failure, reason
):
    wanted = make.config()
    plane.failures[wanted] = failure

    found = settled(make.endpoint(wanted))

    assert found["EndpointStatus"] == "Failed"
    assert found["FailureReason"] == reason


def test_a_failed_endpoint_can_only_be_deleted(sagemaker, make, plane, refused):
    broken = make.config()
    plane.failures[broken] = "no"
    name = make.endpoint(broken)

    text = refused(
        sagemaker.update_endpoint, EndpointName=name, EndpointConfigName=make.config()
    )

    assert text.endswith('in status "Failed".')
    sagemaker.delete_endpoint(EndpointName=name)
    wait_until(lambda: name in plane.removed)


def test_a_ghost_configuration_is_refused(sagemaker, refused, plane):
    text = refused(
        sagemaker.create_endpoint, EndpointName="e", EndpointConfigName="ghost"
    )

    assert text.startswith('Could not find endpoint configuration "arn:aws:')


def test_a_name_is_taken_once(sagemaker, make, refused):
    name = make.endpoint()

    text = refused(
        sagemaker.create_endpoint, EndpointName=name, EndpointConfigName=make.config()
    )

    assert text.startswith('Cannot create already existing endpoint "arn:aws:')


def test_a_model_that_is_gone_is_not_deployed(sagemaker, make, refused, unique):
    wanted = make.variant()
    name = make.config(wanted)
    first = make.endpoint(name)
    sagemaker.delete_model(ModelName=wanted["ModelName"])

    text = refused(
        sagemaker.create_endpoint, EndpointName=unique("e"), EndpointConfigName=name
    )

    assert text.startswith('Could not find model "arn:aws:sagemaker:')
    assert status(sagemaker, first) == "InService"


@pytest.mark.parametrize("during", ["Creating", "Updating", "Deleting"])
def test_s12_what_is_under_way_is_left_alone(sagemaker, make, plane, refused, during):
    name = make.endpoint()
    other = make.config()
    plane.hold(name)
    if during == "Updating":
        sagemaker.update_endpoint(EndpointName=name, EndpointConfigName=other)
    else:
        sagemaker.delete_endpoint(EndpointName=name)
    if during == "Creating":
        plane.release(name)
        wait_until(lambda: name in plane.removed)
        plane.hold(name)
        wait_until(lambda: not sagemaker.list_endpoints(NameContains=name)["Endpoints"])
        sagemaker.create_endpoint(EndpointName=name, EndpointConfigName=other)
    assert status(sagemaker, name) == during

    calls = [
        lambda: sagemaker.update_endpoint(EndpointName=name, EndpointConfigName=other),
        lambda: sagemaker.delete_endpoint(EndpointName=name),
        lambda: sagemaker.update_endpoint_weights_and_capacities(
            EndpointName=name, DesiredWeightsAndCapacities=[{"VariantName": "all"}]
        ),
    ]

    for call in calls:
        text = refused(call)
        assert text.startswith('Cannot update in-progress endpoint "arn:aws:')
        assert text.endswith(f'endpoint/{name}".')
    plane.release(name)


def test_a_deleted_endpoint_is_deleting_and_then_gone(sagemaker, make, plane, refused):
    name = make.endpoint()
    plane.hold(name)

    sagemaker.delete_endpoint(EndpointName=name)

    assert status(sagemaker, name) == "Deleting"
    plane.release(name)
    wait_until(lambda: not sagemaker.list_endpoints(NameContains=name)["Endpoints"])
    text = refused(sagemaker.describe_endpoint, EndpointName=name)
    assert text.startswith('Could not find endpoint "arn:aws:sagemaker:')
    assert plane.removed == [name]


def test_terraform_is_answered_when_it_is_over(client, make, plane, unique):
    terraform = client("sagemaker", user_agent_extra="HashiCorp Terraform/1.11.4")
    name = unique("endpoint")
    plane.hold(name)
    terraform.create_endpoint(EndpointName=name, EndpointConfigName=make.config())
    answers = []

    asking = threading.Thread(
        target=lambda: answers.append(terraform.describe_endpoint(EndpointName=name))
    )
    asking.start()
    asking.join(0.3)
    assert not answers
    plane.release(name)
    asking.join(20)

    assert answers[0]["EndpointStatus"] == "InService"


def test_tags_of_an_endpoint_are_listed(sagemaker, make):
    name = make.endpoint(Tags=[{"Key": "a", "Value": "1"}])
    arn = sagemaker.describe_endpoint(EndpointName=name)["EndpointArn"]

    assert sagemaker.list_tags(ResourceArn=arn)["Tags"] == [{"Key": "a", "Value": "1"}]


@pytest.mark.parametrize(
    "deployment",
    [
        {"Type": "CANARY", "WaitIntervalInSeconds": 0},
        {
            "Type": "ALL_AT_ONCE",
            "WaitIntervalInSeconds": 0,
            "CanarySize": {"Type": "INSTANCE_COUNT", "Value": 1},
        },
        {"Type": "LINEAR", "WaitIntervalInSeconds": 0},
    ],
)
def test_a_way_to_shift_traffic_is_whole(sagemaker, make, refused, deployment):
    policy = {"BlueGreenUpdatePolicy": {"TrafficRoutingConfiguration": deployment}}

    text = refused(
        sagemaker.create_endpoint,
        EndpointName="e",
        EndpointConfigName=make.config(),
        DeploymentConfig=policy,
    )

    assert "goes with the traffic routing type" in text


def test_there_is_one_way_to_deploy(sagemaker, make, refused):
    policies = {
        "BlueGreenUpdatePolicy": {
            "TrafficRoutingConfiguration": {
                "Type": "ALL_AT_ONCE",
                "WaitIntervalInSeconds": 0,
            }
        },
        "RollingUpdatePolicy": {
            "MaximumBatchSize": {"Type": "INSTANCE_COUNT", "Value": 1},
            "WaitIntervalInSeconds": 0,
        },
    }

    text = refused(
        sagemaker.create_endpoint,
        EndpointName="e",
        EndpointConfigName=make.config(),
        DeploymentConfig=policies,
    )

    assert "Only one of" in text


@pytest.fixture
def scaled(served, make):
    """Make an endpoint whose variant is a scalable target."""

    def register():
        name = make.endpoint()
        served.client("application-autoscaling").register_scalable_target(
            ServiceNamespace="sagemaker",
            ResourceId=f"endpoint/{name}/variant/all",
            ScalableDimension="sagemaker:variant:DesiredInstanceCount",
            MinCapacity=1,
            MaxCapacity=2,
        )
        return name

    return register


def targets_of(served, name):
    found = served.client("application-autoscaling").describe_scalable_targets(
        ServiceNamespace="sagemaker", ResourceIds=[f"endpoint/{name}/variant/all"]
    )
    return found["ScalableTargets"]


def test_scalable_targets_go_with_their_endpoint(served, sagemaker, scaled):
    name, other = scaled(), scaled()
    assert targets_of(served, name)

    sagemaker.delete_endpoint(EndpointName=name)

    assert targets_of(served, name) == []
    assert targets_of(served, other)


@pytest.mark.parametrize("allowed", [True, False])
def test_who_deletes_a_scaled_endpoint_may_end_its_scaling(
    served, client_of, scaled, refused, allowed
):
    scaling = ["application-autoscaling:DeregisterScalableTarget"] if allowed else []
    caller, name = client_of("sagemaker:*", *scaling), scaled()

    if allowed:
        caller.delete_endpoint(EndpointName=name)
        return

    text = refused(caller.delete_endpoint, EndpointName=name)
    assert text.startswith("An Application AutoScaling scalable target exists for a ")
    assert targets_of(served, name)
