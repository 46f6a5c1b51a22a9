"""S13: what a serverless variant cannot have."""

import pytest
from botocore.exceptions import ClientError


@pytest.mark.parametrize("memory", [1024, 2048, 3072, 4096, 5120, 6144])
def test_s13_memory_is_a_whole_number_of_gigabytes(make, memory):
    assert make.config(make.serverless(MemorySizeInMB=memory))


@pytest.mark.parametrize("memory", [1025, 1536, 4000])
def test_s13_memory_between_the_sizes_is_refused(make, refused, memory):
    text = refused(lambda: make.config(make.serverless(MemorySizeInMB=memory)))

    assert text.startswith("MemorySizeInMB must be one of [1024, 2048, 3072, ")


@pytest.mark.parametrize(
    ("setting", "value", "bound"),
    [
        ("MemorySizeInMB", 512, "greater than or equal to 1024"),
        ("MemorySizeInMB", 8192, "less than or equal to 6144"),
        ("MaxConcurrency", 0, "greater than or equal to 1"),
        ("MaxConcurrency", 201, "less than or equal to 200"),
        ("ProvisionedConcurrency", 0, "greater than or equal to 1"),
    ],
)
def test_s13_numbers_have_bounds(unchecked, make, setting, value, bound):
    with pytest.raises(ClientError) as refusal:
        unchecked.create_endpoint_config(
            EndpointConfigName="bounds",
            ProductionVariants=[make.serverless(**{setting: value})],
        )

    text = refusal.value.response["Error"]["Message"]
    member = f"{setting[0].lower()}{setting[1:]}"
    assert f"at 'productionVariants.1.member.serverlessConfig.{member}'" in text
    assert text.endswith(f"Member must have value {bound}")


def test_s13_what_is_warm_is_part_of_what_can_be(make, refused):
    text = refused(
        lambda: make.config(make.serverless(MaxConcurrency=5, ProvisionedConcurrency=6))
    )

    assert text.startswith("ProvisionedConcurrency of 6 must be less than or equal")
    assert make.config(make.serverless(MaxConcurrency=5, ProvisionedConcurrency=5))


def test_s13_there_is_one_variant(make, refused):
    text = refused(
        lambda: make.config(make.serverless(), make.variant(VariantName="second"))
    )

    assert "more than one production variant" in text


@pytest.mark.parametrize(
    "setting",
    [
        {
            "DataCaptureConfig": {
                "InitialSamplingPercentage": 50,
                "DestinationS3Uri": "s3://captures/here",
                "CaptureOptions": [{"CaptureMode": "Input"}],
            }
        },
        {"AsyncInferenceConfig": {"OutputConfig": {"S3OutputPath": "s3://a/b"}}},
    ],
)
def test_s13_it_neither_captures_nor_waits(make, refused, setting):
    text = refused(lambda: make.config(make.serverless(), **setting))

    [name] = setting
    assert text == f"Serverless endpoints do not support {name}."


@pytest.mark.parametrize(
    "setting",
    [
        {"AcceleratorType": "ml.eia2.medium"},
        {"VolumeSizeInGB": 20},
        {"RoutingConfig": {"RoutingStrategy": "RANDOM"}},
    ],
)
def test_s13_what_instances_have_is_refused(make, refused, setting):
    text = refused(lambda: make.config({**make.serverless(), **setting}))

    [name] = setting
    assert text == f"Serverless endpoints do not support {name}."


@pytest.mark.parametrize(
    ("setting", "named"),
    [
        (
            {"VpcConfig": {"Subnets": ["s-1"], "SecurityGroupIds": ["sg-1"]}},
            "VpcConfig",
        ),
        ({"EnableNetworkIsolation": True}, "EnableNetworkIsolation"),
    ],
)
def test_s13_a_model_with_a_network_is_refused(make, refused, setting, named):
    text = refused(lambda: make.config(make.serverless(of=setting)))

    assert text.startswith(f"Serverless endpoints do not support {named}: model ")


@pytest.mark.parametrize("kind", ["multi-model", "pipeline", "private registry"])
def test_s13_a_model_that_is_not_one_container_from_ecr_is_refused(
    make, image, refused, kind
):
    container = {"Image": f"{image['uri']}:one"}
    private = {**container, "ImageConfig": {"RepositoryAccessMode": "Vpc"}}
    settings = {
        "multi-model": {"PrimaryContainer": {**container, "Mode": "MultiModel"}},
        "pipeline": {"PrimaryContainer": None, "Containers": [container, container]},
        # Only a model in a VPC reaches one, and that is refused by itself.
        "private registry": {
            "PrimaryContainer": private,
            "VpcConfig": {"Subnets": ["s-1"], "SecurityGroupIds": ["sg-1"]},
        },
    }

    text = refused(lambda: make.config(make.serverless(of=settings[kind])))

    assert text.startswith("Serverless endpoints do not support ")
