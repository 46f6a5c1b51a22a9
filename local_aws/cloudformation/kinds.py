"""The kinds of resources that a stack can have: SageMaker's.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_SageMaker.html

Each is made and changed by the calls of its service's API, with the parameters
that its properties are.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError, ParamValidationError

from local_aws.cloudformation.errors import ResourceError

_LOOK_SECONDS = 0.1
_GIVE_UP_SECONDS = 600.0

Properties = Mapping[str, Any]
Client = Any
"""boto3's client of SageMaker."""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What the API calls a resource and its operations.

    Attributes:
        noun: As the operations have it, such as "EndpointConfig".
        mutable: Properties that an update changes; every other one makes a new
            resource.
        updated_with: Properties that the update's call takes, all of them always.
        attributes: What Fn::GetAtt gives, by where the description has it.
        busy: States in which it is being changed; it is waited for.

    """

    noun: str
    mutable: frozenset[str] = frozenset()
    updated_with: tuple[str, ...] = ()
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    busy: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """The parameter that names it."""
        return f"{self.noun}Name"

    def create(self, client: Client, properties: Properties) -> str:
        """Begin to create it, and return its name.

        Raises:
            ResourceError: The service refuses.

        """
        self._call(client, "create", properties)
        name: str = properties[self.name]
        return name

    def update(self, client: Client, name: str, properties: Properties) -> None:
        """Begin to give it the properties that can change.

        Raises:
            ResourceError: The service refuses.

        """
        given = {n: properties[n] for n in self.updated_with if n in properties}
        self._call(client, "update", {self.name: name, **given})

    def settle(self, client: Client, name: str) -> None:
        """Wait until it is ready to be used.

        Raises:
            ResourceError: It has failed, or takes for ever.

        """
        found = self._wait(client, name)
        status = found.get(f"{self.noun}Status", "InService")
        if status != "InService":
            reason = found.get("FailureReason", f"its state is {status}")
            text = f"Resource handler returned message: {reason!r}"
            raise ResourceError(text)

    def delete(self, client: Client, name: str) -> None:
        """Delete it and wait until it is gone; one that is gone is no error.

        Raises:
            ResourceError: The service refuses, or it takes for ever.

        """
        if self.describe(client, name) is None:
            return
        # What is being scaled cannot be deleted; it ends by itself.
        self._wait(client, name)
        self._call(client, "delete", {self.name: name})
        _until(lambda: self.describe(client, name) is None, name)

    def attribute(self, client: Client, name: str, attribute: str) -> Any:  # noqa: ANN401 - any JSON
        """Return what Fn::GetAtt gives.

        Raises:
            ResourceError: It has no such attribute.

        """
        found: Any = self.describe(client, name) or {}
        path = self.attributes.get(attribute)
        if path is None:
            text = (
                "Template error: resource does not support attribute type "
                f"{attribute} in Fn::GetAtt"
            )
            raise ResourceError(text)
        for step in path:
            found = found[step]
        return found

    def describe(self, client: Client, name: str) -> Mapping[str, Any] | None:
        """Return what the API says of it, None where it is not there."""
        try:
            found: Mapping[str, Any] = getattr(client, f"describe_{self._verb_noun}")(
                **{self.name: name}
            )
        except ClientError as error:
            if error.response["Error"]["Message"].startswith("Could not find"):
                return None
            raise
        return found

    def _wait(self, client: Client, name: str) -> Mapping[str, Any]:
        found: Mapping[str, Any] = {}

        def is_settled() -> bool:
            nonlocal found
            found = self.describe(client, name) or {}
            return found.get(f"{self.noun}Status") not in self.busy

        _until(is_settled, name)
        return found

    def _call(self, client: Client, verb: str, parameters: Properties) -> None:
        try:
            getattr(client, f"{verb}_{self._verb_noun}")(**parameters)
        except ClientError as error:
            said = error.response["Error"]
            text = (
                f'Resource handler returned message: "{said["Message"]} (Service: '
                f"SageMaker, Status Code: "
                f'{error.response["ResponseMetadata"]["HTTPStatusCode"]})" '
                f"(HandlerErrorCode: {said['Code']})"
            )
            raise ResourceError(text) from error
        except ParamValidationError as error:
            text = f"Properties validation failed for resource: {error}"
            raise ResourceError(text) from error

    @property
    def _verb_noun(self) -> str:
        return "".join(f"_{c.lower()}" if c.isupper() else c for c in self.noun)[1:]


def _until(is_done: Callable[[], bool], name: str) -> None:
    until = time.monotonic() + _GIVE_UP_SECONDS
    while not is_done():
        if time.monotonic() > until:
            text = f"Exceeded attempts to wait: {name}"
            raise ResourceError(text)
        time.sleep(_LOOK_SECONDS)


_BUSY = frozenset({"Creating", "Updating", "SystemUpdating", "RollingBack", "Deleting"})

KINDS: Mapping[str, Kind] = {
    "AWS::SageMaker::Model": Kind(
        noun="Model", attributes={"ModelName": ("ModelName",)}
    ),
    "AWS::SageMaker::EndpointConfig": Kind(
        noun="EndpointConfig",
        attributes={"EndpointConfigName": ("EndpointConfigName",)},
    ),
    "AWS::SageMaker::Endpoint": Kind(
        noun="Endpoint",
        mutable=frozenset({"DeploymentConfig", "EndpointConfigName"}),
        updated_with=("DeploymentConfig", "EndpointConfigName"),
        attributes={"EndpointName": ("EndpointName",)},
        busy=_BUSY,
    ),
    "AWS::SageMaker::InferenceComponent": Kind(
        noun="InferenceComponent",
        mutable=frozenset({"DeploymentConfig", "RuntimeConfig", "Specification"}),
        updated_with=("DeploymentConfig", "RuntimeConfig", "Specification"),
        attributes={
            "CreationTime": ("CreationTime",),
            "InferenceComponentArn": ("InferenceComponentArn",),
            "InferenceComponentStatus": ("InferenceComponentStatus",),
            "LastModifiedTime": ("LastModifiedTime",),
            "RuntimeConfig.CurrentCopyCount": ("RuntimeConfig", "CurrentCopyCount"),
            "RuntimeConfig.DesiredCopyCount": ("RuntimeConfig", "DesiredCopyCount"),
        },
        busy=_BUSY,
    ),
}


def tag_list(tags: Mapping[str, str]) -> list[dict[str, str]]:
    """Return tags as the API has them."""
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def change_tags(
    client: Client, resource: str, before: Mapping[str, str], after: Mapping[str, str]
) -> None:
    """Give a resource, by its ARN, other tags.

    Raises:
        ResourceError: The service refuses.

    """
    gone = sorted(set(before) - set(after))
    try:
        if gone:
            client.delete_tags(ResourceArn=resource, TagKeys=gone)
        new = {key: after[key] for key in after if before.get(key) != after[key]}
        if new:
            client.add_tags(ResourceArn=resource, Tags=tag_list(new))
    except ClientError as error:
        raise ResourceError(str(error)) from error


def arn(client: Client, kind: Kind, name: str) -> str:
    """Return a resource's ARN, which Ref gives for all of these kinds."""
    found = kind.describe(client, name) or {}
    value: str = found[f"{kind.noun}Arn"]
    return value
