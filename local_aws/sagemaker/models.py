"""Models, as they were created."""

from collections.abc import Mapping
from typing import Any

from local_aws.sagemaker.control.errors import MODEL, arn_of_model, missing
from local_aws.sagemaker.control.resources import models
from local_aws.sagemaker.ports import ModelSpec


def read_model(account_id: str, region: str, model_name: str) -> ModelSpec:
    """Return the model as it is now.

    Raises:
        AwsError: There is no such model.
        NotImplementedError: It is made of something that cannot be run here.

    """
    return model_spec(_given(account_id, region, model_name))


def _given(account_id: str, region: str, model_name: str) -> Mapping[str, Any]:
    model = models(account_id, region).get(model_name)
    if model is None:
        raise missing(MODEL, arn_of_model(account_id, region, model_name))
    return model.given


def model_spec(given: Mapping[str, Any]) -> ModelSpec:
    """Return what the data plane needs to know of CreateModel's parameters.

    Raises:
        NotImplementedError: It is made of something that cannot be run here.

    """
    name = given["ModelName"]
    container = given.get("PrimaryContainer")
    if container is None:
        containers = given.get("Containers") or []
        if len(containers) != 1:
            text = f"running a model of {len(containers)} containers: {name}"
            raise NotImplementedError(text)
        [container] = containers
    _refuse_what_is_not_run(container)
    return ModelSpec(
        name=name,
        image_uri=container["Image"],
        environment=dict(container.get("Environment") or {}),
        model_data_url=_data_url(container),
        role_arn=given["ExecutionRoleArn"],
        network_isolation=bool(given.get("EnableNetworkIsolation")),
    )


def _refuse_what_is_not_run(container: Mapping[str, Any]) -> None:
    lacking = {
        "ModelPackageName": bool(container.get("ModelPackageName")),
        "AdditionalModelDataSources": bool(container.get("AdditionalModelDataSources")),
        "Mode MultiModel": container.get("Mode") == "MultiModel",
    }
    for what, wanted in lacking.items():
        if wanted:
            text = f"running a container with {what}"
            raise NotImplementedError(text)


def _data_url(container: Mapping[str, Any]) -> str | None:
    source = (container.get("ModelDataSource") or {}).get("S3DataSource")
    if source is None:
        return container.get("ModelDataUrl")
    if source["S3DataType"] != "S3Object" or source["CompressionType"] != "Gzip":
        text = "model data that is not one tar.gz"
        raise NotImplementedError(text)
    url: str = source["S3Uri"]
    return url
