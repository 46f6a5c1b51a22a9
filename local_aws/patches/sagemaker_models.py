"""SageMaker: models that read back as they were written.

moto keeps some of their settings, and answers with some that nobody gave:
Terraform then makes every model anew with every apply.
"""

import copy
from typing import Any

from moto.core.responses import ActionResult, EmptyResult
from moto.sagemaker.responses import SageMakerResponse

from local_aws.patches.replacing import Method, replace
from local_aws.sagemaker.control.errors import MODEL, arn_of_model, existing, missing
from local_aws.sagemaker.control.resources import Model, models


def apply() -> None:
    """Change moto's SageMaker."""
    replace(SageMakerResponse, "create_model", _creating)
    replace(SageMakerResponse, "describe_model", _describing)
    replace(SageMakerResponse, "delete_model", _deleting)


def _creating(_: Method) -> Method:
    def create_model(self: Any) -> Any:  # noqa: ANN401 - moto is untyped
        account_id, region = self.current_account, self.region
        given = copy.deepcopy(dict(self.params))
        tags = given.pop("Tags", None) or []
        model = Model(account_id=account_id, region=region, given=given, tags=tags)
        name = given["ModelName"]
        if models(account_id, region).setdefault(name, model) is not model:
            raise existing(MODEL, model.arn)
        return ActionResult({"ModelArn": model.arn})

    return create_model


def _describing(_: Method) -> Method:
    def describe_model(self: Any) -> ActionResult:  # noqa: ANN401 - moto is untyped
        account_id, region = self.current_account, self.region
        name = self.params["ModelName"]
        model = models(account_id, region).get(name)
        if model is None:
            raise missing(MODEL, arn_of_model(account_id, region, name))
        answer = {"EnableNetworkIsolation": False, **model.given}
        if answer.get("PrimaryContainer"):
            answer["PrimaryContainer"] = _whole(answer["PrimaryContainer"])
        if answer.get("Containers"):
            answer["Containers"] = [_whole(each) for each in answer["Containers"]]
            answer.setdefault("InferenceExecutionConfig", {"Mode": "Serial"})
        return ActionResult({**answer, **model.response_object})

    return describe_model


def _whole(container: dict[str, Any]) -> dict[str, Any]:
    """Return a container with what SageMaker says of it by itself."""
    whole = {"Environment": {}, "Mode": "SingleModel", **container}
    url = container.get("ModelDataUrl")
    if url and whole["Mode"] == "SingleModel":
        source = {"S3Uri": url, "S3DataType": "S3Object", "CompressionType": "Gzip"}
        whole.setdefault("ModelDataSource", {"S3DataSource": source})
    return whole


def _deleting(_: Method) -> Method:
    """Delete one; endpoints that serve it are let be."""

    def delete_model(self: Any) -> EmptyResult:  # noqa: ANN401 - moto is untyped
        account_id, region = self.current_account, self.region
        name = self.params["ModelName"]
        if models(account_id, region).pop(name, None) is None:
            raise missing(MODEL, arn_of_model(account_id, region, name))
        return EmptyResult()

    return delete_model
