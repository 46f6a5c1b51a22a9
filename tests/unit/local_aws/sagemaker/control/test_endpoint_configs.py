"""Configurations: what is written is read back, and what is refused."""

import pytest
from botocore.exceptions import ClientError


def read_back(sagemaker, name):
    found = sagemaker.describe_endpoint_config(EndpointConfigName=name)
    found.pop("ResponseMetadata")
    return found


def test_a_configuration_reads_back_as_it_was_written(sagemaker, make):
    wanted = make.variant(
        InitialVariantWeight=0.5,
        VolumeSizeInGB=20,
        ContainerStartupHealthCheckTimeoutInSeconds=120,
        RoutingConfig={"RoutingStrategy": "LEAST_OUTSTANDING_REQUESTS"},
    )
    capture = {
        "EnableCapture": True,
        "InitialSamplingPercentage": 50,
        "DestinationS3Uri": "s3://captures/here",
        "CaptureOptions": [{"CaptureMode": "Input"}, {"CaptureMode": "Output"}],
        "CaptureContentTypeHeader": {"JsonContentTypes": ["application/json"]},
    }

    name = make.config(wanted, DataCaptureConfig=capture)
    found = read_back(sagemaker, name)

    assert found.pop("CreationTime")
    assert found.pop("EndpointConfigArn").endswith(f":endpoint-config/{name}")
    assert found == {
        "EndpointConfigName": name,
        "ProductionVariants": [wanted],
        "DataCaptureConfig": capture,
        "EnableNetworkIsolation": False,
    }


def test_a_serverless_one_reads_back_without_instances(sagemaker, make):
    wanted = make.serverless(ProvisionedConcurrency=2)

    [found] = read_back(sagemaker, make.config(wanted))["ProductionVariants"]

    assert found == {**wanted, "InitialVariantWeight": 1.0}


def test_an_asynchronous_one_reads_back(sagemaker, make):
    wanted = {
        "ClientConfig": {"MaxConcurrentInvocationsPerInstance": 3},
        "OutputConfig": {
            "S3OutputPath": "s3://answers/out",
            "S3FailurePath": "s3://answers/failed",
            "NotificationConfig": {
                "SuccessTopic": "arn:aws:sns:eu-west-1:111111111111:done"
            },
        },
    }

    found = read_back(sagemaker, make.config(AsyncInferenceConfig=wanted))

    assert found["AsyncInferenceConfig"] == wanted


def test_one_for_inference_components_reads_back(sagemaker, make, role):
    wanted = make.variant(
        ManagedInstanceScaling={
            "Status": "ENABLED",
            "MinInstanceCount": 0,
            "MaxInstanceCount": 2,
        },
        InitialVariantWeight=1.0,
    )
    wanted.pop("ModelName")

    found = read_back(sagemaker, make.config(wanted, ExecutionRoleArn=role))

    assert found["ProductionVariants"] == [wanted]
    assert found["ExecutionRoleArn"] == role


def test_tags_are_kept_apart(sagemaker, make):
    name = make.config(Tags=[{"Key": "a", "Value": "1"}])
    found = read_back(sagemaker, name)

    tags = sagemaker.list_tags(ResourceArn=found["EndpointConfigArn"])["Tags"]

    assert tags == [{"Key": "a", "Value": "1"}]
    assert "Tags" not in found


def test_configurations_are_listed(sagemaker, make):
    name = make.config()

    listed = sagemaker.list_endpoint_configs(NameContains=name)["EndpointConfigs"]

    assert name in [each["EndpointConfigName"] for each in listed]


def test_a_deleted_one_is_not_there(sagemaker, make, refused):
    name = make.config()
    sagemaker.delete_endpoint_config(EndpointConfigName=name)

    for operation in (
        sagemaker.describe_endpoint_config,
        sagemaker.delete_endpoint_config,
    ):
        text = refused(operation, EndpointConfigName=name)
        assert text.startswith('Could not find endpoint configuration "arn:aws:')


def test_s8_a_configuration_is_not_written_again(sagemaker, make, refused):
    name = make.config()

    text = refused(
        sagemaker.create_endpoint_config,
        EndpointConfigName=name,
        ProductionVariants=[make.variant()],
    )

    assert text.startswith('Cannot create already existing endpoint configuration "arn')
    assert text.endswith(f'endpoint-config/{name}".')


@pytest.mark.parametrize("asynchronous", [False, True])
def test_s1_no_variant_begins_with_zero_instances(unchecked, make, asynchronous):
    wanted = {"ProductionVariants": [make.variant(InitialInstanceCount=0)]}
    if asynchronous:  # it gets there by scaling
        wanted["AsyncInferenceConfig"] = {"OutputConfig": {"S3OutputPath": "s3://a/b"}}

    with pytest.raises(ClientError) as refusal:
        unchecked.create_endpoint_config(EndpointConfigName="zero", **wanted)

    assert refusal.value.response["Error"] == {
        "Code": "ValidationException",
        "Message": (
            "1 validation error detected: Value '0' at "
            "'productionVariants.1.member.initialInstanceCount' failed to satisfy "
            "constraint: Member must have value greater than or equal to 1"
        ),
    }


def test_s2_managed_scaling_goes_without_a_model(make, refused):
    scaling = {"Status": "ENABLED", "MinInstanceCount": 1, "MaxInstanceCount": 2}

    text = refused(lambda: make.config(make.variant(ManagedInstanceScaling=scaling)))

    assert text == (
        "ManagedInstanceScaling is only supported for inference component endpoints."
    )


def test_s2_a_variant_without_a_model_needs_a_role(make, refused):
    wanted = make.variant()
    wanted.pop("ModelName")

    assert "ExecutionRoleArn is required" in refused(lambda: make.config(wanted))


def test_s2_managed_scaling_ends_above_its_start(make, role, refused):
    scaling = {"MinInstanceCount": 3, "MaxInstanceCount": 2}
    wanted = make.variant(ManagedInstanceScaling=scaling)
    wanted.pop("ModelName")

    text = refused(lambda: make.config(wanted, ExecutionRoleArn=role))

    assert "MinInstanceCount of 3" in text


def test_models_and_components_do_not_mix(make, role, refused):
    bare = make.variant(VariantName="bare")
    bare.pop("ModelName")

    text = refused(lambda: make.config(make.variant(), bare, ExecutionRoleArn=role))

    assert "with and without a ModelName" in text


@pytest.mark.parametrize(
    "setting",
    [
        {"EnableNetworkIsolation": True},
        {"VpcConfig": {"Subnets": ["subnet-1"], "SecurityGroupIds": ["sg-1"]}},
    ],
)
def test_the_network_of_a_model_is_the_models(make, refused, setting):
    text = refused(lambda: make.config(**setting))

    assert "is only supported for inference component endpoints" in text


def test_a_ghost_model_is_refused(make, refused):
    text = refused(lambda: make.config(make.variant(ModelName="ghost")))

    assert text.startswith('Could not find model "arn:aws:sagemaker:')
    assert text.endswith(':model/ghost".')


def test_a_variant_is_serverless_or_has_instances(make, refused):
    serverless = {"MemorySizeInMB": 2048, "MaxConcurrency": 5}
    neither = make.variant()
    neither.pop("InstanceType")
    neither.pop("InitialInstanceCount")

    both = refused(lambda: make.config(make.variant(ServerlessConfig=serverless)))

    assert "cannot be specified with it" in both
    assert "needs an InstanceType or" in refused(lambda: make.config(neither))


def test_instances_need_a_count(make, refused):
    wanted = make.variant()
    wanted.pop("InitialInstanceCount")

    assert "needs an InitialInstanceCount" in refused(lambda: make.config(wanted))


def test_variants_have_names_of_their_own(make, refused):
    assert "given twice: all" in refused(
        lambda: make.config(make.variant(), make.variant())
    )


def test_there_are_ten_variants_at_most(make, refused):
    variants = [make.variant(VariantName=f"v{number}") for number in range(11)]

    text = refused(lambda: make.config(*variants))

    assert text.endswith("Member must have length less than or equal to 10")
    assert make.config(*variants[:10])


def test_an_unknown_instance_type_is_refused(make, refused):
    text = refused(lambda: make.config(make.variant(InstanceType="ml.m9.large")))

    assert text.startswith(
        "1 validation error detected: Value 'ml.m9.large' at "
        "'productionVariants.1.member.instanceType' failed to satisfy constraint: "
        "Member must satisfy enum value set: [ml.t2.medium, "
    )


def test_captured_data_need_a_destination(unchecked, make):
    capture = {"InitialSamplingPercentage": 50, "CaptureOptions": []}

    with pytest.raises(ClientError) as refusal:
        unchecked.create_endpoint_config(
            EndpointConfigName="capture",
            ProductionVariants=[make.variant()],
            DataCaptureConfig=capture,
        )

    text = refusal.value.response["Error"]["Message"]
    assert (
        "Value null at 'dataCaptureConfig.destinationS3Uri' failed to satisfy "
        "constraint: Member must not be null"
    ) in text


@pytest.mark.parametrize(
    "settings",
    [
        {"KmsKeyId": "1b2c0f6e-0000-4000-8000-000000000000"},
        {
            "DataCaptureConfig": {
                "InitialSamplingPercentage": 50,
                "DestinationS3Uri": "s3://captures/here",
                "CaptureOptions": [{"CaptureMode": "Input"}],
                "KmsKeyId": "ghost",
            }
        },
        {
            "AsyncInferenceConfig": {
                "OutputConfig": {"S3OutputPath": "s3://a/b", "KmsKeyId": "ghost"}
            }
        },
    ],
)
def test_a_ghost_key_is_refused(make, refused, settings):
    assert "does not exist" in refused(lambda: make.config(**settings))


def test_a_key_reads_back(served, sagemaker, make):
    key = served.client("kms").create_key()["KeyMetadata"]["Arn"]

    assert read_back(sagemaker, make.config(KmsKeyId=key))["KmsKeyId"] == key


def test_components_are_not_asynchronous(make, role, refused):
    wanted = make.variant()
    wanted.pop("ModelName")
    output = {"OutputConfig": {"S3OutputPath": "s3://a/b"}}

    text = refused(
        lambda: make.config(wanted, ExecutionRoleArn=role, AsyncInferenceConfig=output)
    )

    assert "AsyncInferenceConfig" in text
