"""Where records of stopped endpoints are kept, and what they bring back."""

from collections.abc import Mapping
from typing import Protocol

from stopped_endpoints.record import StoppedEndpoint, Target


class RecordTooLargeError(Exception):
    """A record does not fit where records are kept."""


class StoppedEndpoints(Protocol):
    """One record an endpoint, by its name.

    All raise UnavailableError when the store cannot be reached or refuses.
    """

    def all(self) -> Mapping[str, StoppedEndpoint | None]:
        """Return the records by endpoint; None for one that cannot be read."""
        ...

    def get(self, endpoint: str) -> StoppedEndpoint | None:
        """Return an endpoint's record; None if it has none.

        Raises:
            RecordError: It has one that cannot be read.

        """
        ...

    def create(self, record: StoppedEndpoint) -> bool:
        """Write a record where there is none; say whether this one counts.

        Raises:
            RecordTooLargeError: It does not fit.

        """
        ...

    def replace(self, record: StoppedEndpoint) -> None:
        """Write a record, whatever is there.

        Raises:
            RecordTooLargeError: It does not fit.

        """
        ...

    def delete(self, endpoint: str) -> None:
        """Delete an endpoint's record, if there is one."""
        ...


class Scaling(Protocol):
    """Scalable targets of SageMaker.

    All raise UnavailableError when Application Auto Scaling cannot be reached or
    refuses. Each may be repeated: what is there is written again, what is gone is
    passed over.
    """

    def lower(self, target: Target, capacity: int) -> None:
        """Set both bounds of a target to one capacity."""
        ...

    def remove(self, target: Target) -> None:
        """Delete scheduled actions, policies and the target, in this order."""
        ...

    def restore(self, target: Target) -> None:
        """Register a target, with its policies and scheduled actions."""
        ...
