"""The endpoints of a Region, in SageMaker."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from botocore.exceptions import ClientError

from auto_stop.described import (
    component_details,
    config_variants,
    details,
    listed_component,
    listed_endpoint,
)
from auto_stop.fleet import (
    Component,
    ComponentDetails,
    ConfigVariant,
    Details,
    Endpoint,
    Unreadable,
)
from inferences.clients import error_code, reaching
from inferences.errors import UnavailableError

if TYPE_CHECKING:
    from mypy_boto3_sagemaker import SageMakerClient

_SERVICE = "SageMaker"
# Of one list.
# https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ListEndpoints.html
_PAGE: Any = {"PageSize": 100}
# Descriptions are asked for side by side, or 2,000 of them would take minutes.
_THREADS = 8

T = TypeVar("T")


class SageMakerFleet:
    """Lists a hundred a call; descriptions are one call each."""

    def __init__(self, client: "SageMakerClient") -> None:
        """Take the client."""
        self._client = client

    def endpoints(self) -> Sequence[Endpoint]:
        """Return all endpoints.

        Raises:
            UnavailableError: SageMaker cannot be reached or refuses.

        """
        with reaching(_SERVICE):
            pages = self._client.get_paginator("list_endpoints")
            return [
                listed_endpoint(each)
                for page in pages.paginate(PaginationConfig=_PAGE)
                for each in page["Endpoints"]
            ]

    def components(self) -> Mapping[str, Sequence[Component]]:
        """Return all inference components by endpoint.

        Raises:
            UnavailableError: SageMaker cannot be reached or refuses.

        """
        found: dict[str, list[Component]] = {}
        with reaching(_SERVICE):
            pages = self._client.get_paginator("list_inference_components")
            for page in pages.paginate(PaginationConfig=_PAGE):
                for each in page["InferenceComponents"]:
                    of_endpoint = found.setdefault(each["EndpointName"], [])
                    of_endpoint.append(listed_component(each))
        return found

    def details(self, names: Sequence[str]) -> Mapping[str, Details | Unreadable]:
        """Describe endpoints."""
        return _each(
            names,
            lambda name: details(self._client.describe_endpoint(EndpointName=name)),
        )

    def configs(
        self, names: Sequence[str]
    ) -> Mapping[str, Mapping[str, ConfigVariant] | Unreadable]:
        """Return the variants of configurations."""
        return _each(
            names,
            lambda name: config_variants(
                self._client.describe_endpoint_config(EndpointConfigName=name)
            ),
        )

    def component_details(
        self, names: Sequence[str]
    ) -> Mapping[str, ComponentDetails | Unreadable]:
        """Describe inference components."""
        return _each(
            names,
            lambda name: component_details(
                self._client.describe_inference_component(InferenceComponentName=name)
            ),
        )

    def tags(self, arn: str) -> Mapping[str, str]:
        """Return the tags of one endpoint as they are now.

        Raises:
            UnavailableError: SageMaker cannot be reached or refuses.

        """
        with reaching(_SERVICE):
            pages = self._client.get_paginator("list_tags")
            return {
                tag["Key"]: tag["Value"]
                for page in pages.paginate(ResourceArn=arn)
                for tag in page["Tags"]
            }

    def tag(self, arn: str, name: str, value: str) -> None:
        """Write a tag.

        Raises:
            UnavailableError: SageMaker cannot be reached or refuses.

        """
        with reaching(_SERVICE):
            self._client.add_tags(ResourceArn=arn, Tags=[{"Key": name, "Value": value}])

    def untag(self, arn: str, name: str) -> None:
        """Remove a tag, if it is there.

        Raises:
            UnavailableError: SageMaker cannot be reached or refuses.

        """
        with reaching(_SERVICE):
            self._client.delete_tags(ResourceArn=arn, TagKeys=[name])

    def set_counts(self, endpoint: str, counts: Mapping[str, tuple[int, bool]]) -> None:
        """Set the capacity of variants: instances, or provisioned concurrency.

        Raises:
            UnavailableError: SageMaker cannot be reached or refuses.

        """
        wanted: Any = [
            {
                "VariantName": name,
                "ServerlessUpdateConfig": {"ProvisionedConcurrency": n},
            }
            if serverless
            else {"VariantName": name, "DesiredInstanceCount": n}
            for name, (n, serverless) in counts.items()
        ]
        with reaching(_SERVICE):
            self._client.update_endpoint_weights_and_capacities(
                EndpointName=endpoint, DesiredWeightsAndCapacities=wanted
            )

    def delete_component(self, name: str) -> None:
        """Begin to delete a component; one that is gone is passed over.

        Raises:
            UnavailableError: SageMaker cannot be reached or refuses.

        """
        delete = self._client.delete_inference_component
        _gone(partial(delete, InferenceComponentName=name))

    def delete_endpoint(self, name: str) -> None:
        """Begin to delete an endpoint; one that is gone is passed over.

        Raises:
            UnavailableError: SageMaker cannot be reached or refuses.

        """
        _gone(partial(self._client.delete_endpoint, EndpointName=name))


def _each(names: Sequence[str], read: Callable[[str], T]) -> dict[str, T | Unreadable]:
    def tried(name: str) -> T | Unreadable:
        try:
            with reaching(_SERVICE):
                return read(name)
        except UnavailableError as error:
            return Unreadable(str(error))

    with ThreadPoolExecutor(_THREADS) as pool:
        return dict(zip(names, pool.map(tried, names), strict=True))


def _gone(delete: Callable[[], object]) -> None:
    with reaching(_SERVICE):
        try:
            delete()
        except ClientError as error:
            # "Could not find endpoint ..."; the API has no name of its own for it.
            text = str(error.response.get("Error", {}).get("Message", ""))
            if (
                error_code(error) != "ValidationException"
                or "could not find" not in text.lower()
            ):
                raise
