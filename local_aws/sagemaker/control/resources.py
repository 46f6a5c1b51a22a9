"""Models and endpoint configurations: what was written, to be read back.

They lie where moto has its own, so that it lists and tags them.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from moto.core.utils import utcnow
from moto.sagemaker.models import sagemaker_backends

from local_aws.sagemaker.control.errors import arn_of_config, arn_of_model


@dataclass(kw_only=True)
class _Resource:
    """What every resource has.

    Attributes:
        account_id: 12 digits.
        region: Where it is.
        given: The parameters it was created with, without the tags.
        tags: As they were given.

    """

    account_id: str
    region: str
    given: dict[str, Any]
    tags: list[dict[str, str]]
    creation_time: datetime = field(default_factory=utcnow)


class Model(_Resource):
    """A model."""

    @property
    def arn(self) -> str:
        """Its ARN."""
        return arn_of_model(self.account_id, self.region, self.given["ModelName"])

    @property
    def response_object(self) -> dict[str, Any]:
        """What ListModels says of it."""
        return {
            "CreationTime": self.creation_time,
            "ModelArn": self.arn,
            "ModelName": self.given["ModelName"],
        }


class EndpointConfig(_Resource):
    """An endpoint configuration."""

    @property
    def arn(self) -> str:
        """Its ARN."""
        return arn_of_config(self.account_id, self.region, self.endpoint_config_name)

    @property
    def endpoint_config_name(self) -> str:
        """Its name, by which moto sorts."""
        name: str = self.given["EndpointConfigName"]
        return name

    def summary(self) -> dict[str, Any]:
        """Return what ListEndpointConfigs says of it."""
        return {
            "CreationTime": self.creation_time,
            "EndpointConfigArn": self.arn,
            "EndpointConfigName": self.endpoint_config_name,
        }


def models(account_id: str, region: str) -> dict[str, Model]:
    """Return the models of a Region by their names."""
    backend: Any = sagemaker_backends[account_id][region]
    return cast("dict[str, Model]", backend._models)  # noqa: SLF001 - where moto has them


def endpoint_configs(account_id: str, region: str) -> dict[str, EndpointConfig]:
    """Return the configurations of a Region by their names."""
    backend: Any = sagemaker_backends[account_id][region]
    return cast("dict[str, EndpointConfig]", backend.endpoint_configs)
