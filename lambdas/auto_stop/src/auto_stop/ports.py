"""What a run needs of the outside, beside the ports of `stopped_endpoints`."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from auto_stop.fleet import (
    Component,
    ComponentDetails,
    ConfigVariant,
    Details,
    Endpoint,
    Series,
    Unreadable,
)
from stopped_endpoints.ports import Scaling
from stopped_endpoints.record import Target


class Fleet(Protocol):
    """The endpoints of a Region.

    All but those that answer Unreadable raise UnavailableError when SageMaker
    cannot be reached or refuses.
    """

    def endpoints(self) -> Sequence[Endpoint]:
        """Return all of them, a hundred a call."""
        ...

    def components(self) -> Mapping[str, Sequence[Component]]:
        """Return all inference components by endpoint, a hundred a call."""
        ...

    def details(self, names: Sequence[str]) -> Mapping[str, Details | Unreadable]:
        """Describe endpoints, one call each."""
        ...

    def configs(
        self, names: Sequence[str]
    ) -> Mapping[str, Mapping[str, ConfigVariant] | Unreadable]:
        """Return the variants of configurations, one call each."""
        ...

    def component_details(
        self, names: Sequence[str]
    ) -> Mapping[str, ComponentDetails | Unreadable]:
        """Describe inference components, one call each."""
        ...

    def tags(self, arn: str) -> Mapping[str, str]:
        """Return the tags of one endpoint as they are now."""
        ...

    def tag(self, arn: str, name: str, value: str) -> None:
        """Write a tag."""
        ...

    def untag(self, arn: str, name: str) -> None:
        """Remove a tag, if it is there."""
        ...

    def set_counts(self, endpoint: str, counts: Mapping[str, tuple[int, bool]]) -> None:
        """Set the capacity of variants.

        Args:
            endpoint: Its name.
            counts: By variant: how many, and whether of provisioned concurrency
                instead of instances.

        """
        ...

    def delete_component(self, name: str) -> None:
        """Begin to delete a component; one that is gone is passed over."""
        ...

    def delete_endpoint(self, name: str) -> None:
        """Begin to delete an endpoint; one that is gone is passed over."""
        ...


class Tags(Protocol):
    """Tags of all endpoints."""

    def all(self) -> Mapping[str, Mapping[str, str]]:
        """Return them by ARN, a hundred endpoints a call; without tags, none.

        Raises:
            UnavailableError: They cannot be read; then nothing is known of any.

        """
        ...


class Traffic(Protocol):
    """Metrics of endpoints."""

    def active(self, window_minutes: int) -> Iterable[tuple[str, str]]:
        """Return endpoints and variants that had requests of late, 500 a call.

        A hint: others may have had some, too.

        Raises:
            UnavailableError: CloudWatch cannot be reached or refuses.

        """
        ...

    def measure(
        self, series: Sequence[Series], since: datetime, until: datetime
    ) -> Mapping[Series, float | Unreadable]:
        """Return the sum, or the largest, of each in a window; 500 a call."""
        ...


class Targets(Scaling, Protocol):
    """Scalable targets, with what only this function does to them."""

    def bounds(self, resource_ids: Sequence[str]) -> Sequence[Target]:
        """Return the targets of resources, fifty a call, without policies."""
        ...

    def describe(self, target: Target) -> Target:
        """Return a target with its policies and scheduled actions."""
        ...

    def bound(self, target: Target, *, low: int, high: int) -> None:
        """Set the bounds of a target."""
        ...


class TimeLeft(Protocol):
    """How long this invocation may still take."""

    def __call__(self) -> float:
        """Return it in seconds."""
        ...
