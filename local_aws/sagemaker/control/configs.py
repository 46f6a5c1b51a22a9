"""Endpoint configurations, and what they let an endpoint deploy."""

from collections.abc import Mapping
from typing import Any

from local_aws.sagemaker.control.errors import CONFIG, arn_of_config, missing
from local_aws.sagemaker.control.resources import endpoint_configs
from local_aws.sagemaker.models import read_model
from local_aws.sagemaker.ports import (
    AsyncSpec,
    EndpointSpec,
    ServerlessSpec,
    VariantSpec,
)

Config = Mapping[str, Any]
"""The parameters of CreateEndpointConfig, without the tags."""


def given_config(account_id: str, region: str, name: str) -> Config:
    """Return what the configuration was created with.

    Raises:
        AwsError: There is none of the name.

    """
    config = endpoint_configs(account_id, region).get(name)
    if config is None:
        raise missing(CONFIG, arn_of_config(account_id, region, name))
    return config.given


def endpoint_spec(
    account_id: str, region: str, endpoint_name: str, config: Config
) -> EndpointSpec:
    """Return what an endpoint of the configuration is to serve, models included.

    Raises:
        AwsError: A model is not there any more.
        NotImplementedError: The data plane could not run it.

    """
    if config.get("ShadowProductionVariants"):
        text = "shadow variants"
        raise NotImplementedError(text)
    return EndpointSpec(
        account_id=account_id,
        region=region,
        name=endpoint_name,
        config_name=config["EndpointConfigName"],
        role_arn=config.get("ExecutionRoleArn"),
        variants=tuple(
            _variant(account_id, region, each) for each in config["ProductionVariants"]
        ),
        asynchronous=_asynchronous(config.get("AsyncInferenceConfig")),
    )


def _variant(account_id: str, region: str, given: Mapping[str, Any]) -> VariantSpec:
    model = given.get("ModelName")
    serverless = given.get("ServerlessConfig")
    weight = given.get("InitialVariantWeight")
    return VariantSpec(
        name=given["VariantName"],
        model=read_model(account_id, region, model) if model else None,
        weight=1.0 if weight is None else float(weight),
        instance_type=given.get("InstanceType"),
        instance_count=int(given.get("InitialInstanceCount") or 0),
        serverless=_serverless(serverless) if serverless else None,
    )


def _serverless(given: Mapping[str, Any]) -> ServerlessSpec:
    return ServerlessSpec(
        memory_mb=int(given["MemorySizeInMB"]),
        max_concurrency=int(given["MaxConcurrency"]),
        provisioned_concurrency=int(given.get("ProvisionedConcurrency") or 0),
    )


def _asynchronous(given: Mapping[str, Any] | None) -> AsyncSpec | None:
    if not given:
        return None
    output = given["OutputConfig"]
    topics = output.get("NotificationConfig") or {}
    most = (given.get("ClientConfig") or {}).get("MaxConcurrentInvocationsPerInstance")
    return AsyncSpec(
        output_url=output["S3OutputPath"],
        failure_url=output.get("S3FailurePath"),
        key_id=output.get("KmsKeyId"),
        success_topic_arn=topics.get("SuccessTopic"),
        error_topic_arn=topics.get("ErrorTopic"),
        **({"max_concurrent": int(most)} if most else {}),
    )
