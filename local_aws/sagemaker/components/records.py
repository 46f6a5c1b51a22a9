"""Inference components, as they were created, and their states."""

import threading
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from moto.sagemaker.models import sagemaker_backends

from local_aws.sagemaker.control.endpoint import arn_of_endpoint
from local_aws.sagemaker.control.errors import arn_of, missing
from local_aws.scaling import hook

# Guards every change of a record's state.
LOCK = threading.RLock()

# What SageMaker calls one in its texts.
KIND = "inference component"

IN_SERVICE = "InService"
FAILED = "Failed"

# What SageMaker calls the work behind a state, in its refusals.
ACTIVITIES: Mapping[str, str] = {
    "Creating": "CREATE_IN_PROGRESS",
    "Updating": "UPDATE_IN_PROGRESS",
    "Deleting": "DELETE_IN_PROGRESS",
}
SCALING = "UPDATE_RC_IN_PROGRESS"


@dataclass(kw_only=True)
class ComponentRecord:
    """An inference component.

    Attributes:
        account_id: 12 digits.
        region: Where it is.
        name: Unique in account and Region, also after its endpoint is gone.
        endpoint_name: The endpoint it was created on.
        variant_name: On whose instances.
        specification: As it was given, with what is served now or next.
        desired_copies: As it was asked for last.
        current_copies: That are deployed now.
        status: As the API calls it.
        activity: What SageMaker calls the work behind the status, if any.
        failure_reason: Of the last deployment, None where it worked.
        deployment_config: Of the last update, None without one.
        tags: As the API has them.
        created: When it was created.
        modified: When its state changed last.

    """

    account_id: str
    region: str
    name: str
    endpoint_name: str
    variant_name: str
    specification: Mapping[str, Any]
    desired_copies: int
    current_copies: int = 0
    status: str = "Creating"
    activity: str | None = ACTIVITIES["Creating"]
    failure_reason: str | None = None
    deployment_config: Mapping[str, Any] | None = None
    tags: list[dict[str, str]] = field(default_factory=list)
    created: datetime = field(default_factory=hook.now)
    modified: datetime = field(default_factory=hook.now)

    @property
    def arn(self) -> str:
        """Its ARN."""
        return component_arn(self.account_id, self.region, self.name)

    @property
    def endpoint_arn(self) -> str:
        """The ARN of the endpoint, which may be gone."""
        return arn_of_endpoint(self.account_id, self.region, self.endpoint_name)

    def become(self, status: str, activity: str | None = None) -> None:
        """Change the state; the caller holds the lock."""
        self.status = status
        self.activity = activity or ACTIVITIES.get(status)
        self.modified = hook.now()


def component_arn(account_id: str, region: str, name: str) -> str:
    """Return the ARN of a component."""
    return arn_of(account_id, region, "inference-component", name)


def records(account_id: str, region: str) -> MutableMapping[str, ComponentRecord]:
    """Return the components of a Region by name, to change as well."""
    # With moto's own state, so that resetting that resets this.
    backend = sagemaker_backends[account_id][region]
    kept: MutableMapping[str, ComponentRecord]
    kept = backend.__dict__.setdefault("inference_components", {})
    return kept


def find(account_id: str, region: str, name: str) -> ComponentRecord:
    """Return a component.

    Raises:
        AwsError: There is none of that name.

    """
    record = records(account_id, region).get(name)
    if record is None:
        arn = component_arn(account_id, region, name)
        raise missing(KIND, arn)
    return record
