"""One endpoint: what it serves, and the state it is in."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from local_aws.sagemaker.control.clock import clock_time
from local_aws.sagemaker.control.configs import Config
from local_aws.sagemaker.control.errors import arn_of, invalid
from local_aws.sagemaker.ports import EndpointSpec

IN_PROGRESS = frozenset(
    {"Creating", "Updating", "SystemUpdating", "RollingBack", "Deleting"}
)

# Of every endpoint: a state changes with it held, and whoever waits is told.
CHANGED = threading.Condition()


@dataclass(frozen=True, kw_only=True)
class Deployment:
    """A configuration as an endpoint has it, whatever becomes of its name.

    Attributes:
        config: As it was when it was deployed.
        images: What each model's image was called, by the name of the variant.
        at: When the images were looked up.
        spec: What the data plane is told; its images are named by digest.

    """

    config: Config
    images: Mapping[str, str]
    at: datetime
    spec: EndpointSpec


@dataclass(kw_only=True)
class Endpoint:
    """An endpoint; moto lists and tags it.

    Attributes:
        account_id: 12 digits.
        region: Where it is.
        endpoint_name: Of the endpoint.
        tags: As they were given.
        deployment_config: How it was last created or updated, None for all at once.
        deployed: What serves; None until something does.
        pending: What is to serve instead, while that is under way.
        desired: The counts and weights that are under way, else None.
        endpoint_status: As DescribeEndpoint has it; "Deleted" once it is gone.
        failure_reason: Why the last deployment failed, if it did.
        rolls_back: The next update is to end in silence with what served before.

    """

    account_id: str
    region: str
    endpoint_name: str
    tags: list[dict[str, str]]
    deployment_config: Mapping[str, Any] | None
    deployed: Deployment | None = None
    pending: Deployment | None = None
    desired: EndpointSpec | None = None
    endpoint_status: str = "InService"
    failure_reason: str | None = None
    rolls_back: bool = False
    creation_time: datetime = field(default_factory=clock_time)
    last_modified_time: datetime = field(default_factory=clock_time)

    @property
    def arn(self) -> str:
        """Its ARN."""
        return arn_of_endpoint(self.account_id, self.region, self.endpoint_name)

    def summary(self) -> dict[str, Any]:
        """Return what ListEndpoints says of it."""
        return {
            "EndpointName": self.endpoint_name,
            "EndpointArn": self.arn,
            "CreationTime": self.creation_time,
            "LastModifiedTime": self.last_modified_time,
            "EndpointStatus": self.endpoint_status,
        }

    def check_settled(self) -> None:
        """Refuse to change what is being changed.

        Raises:
            AwsError: A change is under way.

        """
        if self.endpoint_status in IN_PROGRESS:
            text = f'Cannot update in-progress endpoint "{self.arn}".'
            raise invalid(text)

    def enter(self, status: str) -> None:
        """Take a state and tell whoever waits; CHANGED is held."""
        self.endpoint_status = status
        self.last_modified_time = clock_time()
        CHANGED.notify_all()

    def wait_until_settled(self, seconds: float) -> None:
        """Wait for the end of what is under way, if something is."""
        with CHANGED:
            CHANGED.wait_for(lambda: self.endpoint_status not in IN_PROGRESS, seconds)


def arn_of_endpoint(account_id: str, region: str, name: str) -> str:
    """Return the ARN of an endpoint of the name."""
    return arn_of(account_id, region, "endpoint", name)
