"""SageMaker: endpoint configurations that read back as they were written.

moto drops what it has no field for, and lets a new one take an old one's name.
"""

import copy
from typing import Any

from moto.core.responses import ActionResult, EmptyResult
from moto.sagemaker.responses import SageMakerResponse

from local_aws.patches.replacing import Method, replace
from local_aws.sagemaker.control.errors import CONFIG, arn_of_config, existing, missing
from local_aws.sagemaker.control.resources import EndpointConfig, endpoint_configs

_VARIANTS = ("ProductionVariants", "ShadowProductionVariants")


def apply() -> None:
    """Change moto's SageMaker."""
    replace(SageMakerResponse, "create_endpoint_config", _creating)
    replace(SageMakerResponse, "describe_endpoint_config", _describing)
    replace(SageMakerResponse, "delete_endpoint_config", _deleting)


def _creating(_: Method) -> Method:
    def create_endpoint_config(self: Any) -> ActionResult:  # noqa: ANN401 - moto is untyped
        account_id, region = self.current_account, self.region
        given = copy.deepcopy(dict(self.params))
        tags = given.pop("Tags", None) or []
        config = EndpointConfig(
            account_id=account_id, region=region, given=given, tags=tags
        )
        name = config.endpoint_config_name
        configs = endpoint_configs(account_id, region)
        if configs.setdefault(name, config) is not config:
            raise existing(CONFIG, config.arn)
        return ActionResult({"EndpointConfigArn": config.arn})

    return create_endpoint_config


def _describing(_: Method) -> Method:
    def describe_endpoint_config(self: Any) -> ActionResult:  # noqa: ANN401 - moto is untyped
        account_id, region = self.current_account, self.region
        name = self.params["EndpointConfigName"]
        config = endpoint_configs(account_id, region).get(name)
        if config is None:
            raise missing(CONFIG, arn_of_config(account_id, region, name))
        answer = {"EnableNetworkIsolation": False, **config.given, **config.summary()}
        for variants in _VARIANTS:
            if answer.get(variants):
                answer[variants] = [
                    {"InitialVariantWeight": 1.0, **each} for each in answer[variants]
                ]
        return ActionResult(answer)

    return describe_endpoint_config


def _deleting(_: Method) -> Method:
    """Delete one, and let endpoints that were made of it be.

    SageMaker asks not to, and does it.
    """

    def delete_endpoint_config(self: Any) -> EmptyResult:  # noqa: ANN401 - moto is untyped
        account_id, region = self.current_account, self.region
        name = self.params["EndpointConfigName"]
        if endpoint_configs(account_id, region).pop(name, None) is None:
            raise missing(CONFIG, arn_of_config(account_id, region, name))
        return EmptyResult()

    return delete_endpoint_config
