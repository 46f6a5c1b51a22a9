"""Moves a target's capacity, and records each attempt as an activity."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from local_aws.scaling.capacity import Capacities, CapacityError
from local_aws.scaling.kept import TargetId, beside, find_target, target_id
from local_aws.scaling.resources import COPIES, INSTANCES, LAMBDA, PROVISIONED

_CALLED: Mapping[str, str] = {
    COPIES: "desired copy count",
    INSTANCES: "desired instance count",
    LAMBDA: "provisioned concurrency",
    PROVISIONED: "desired provisioned concurrency",
}


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where targets are.

    Attributes:
        account_id: 12 digits.
        region: Such as "eu-west-1".
        backend: moto's Application Auto Scaling there.

    """

    account_id: str
    region: str
    backend: Any


class Scaler:
    """Does what schedules and policies want."""

    def __init__(self, capacities: Capacities) -> None:
        """Take what has a capacity."""
        self._capacities = capacities

    def into_bounds(
        self, place: Place, target: TargetId, at: datetime, *, wait: bool
    ) -> bool:
        """Move capacity into the target's bounds; tell whether it moved."""
        registered = find_target(place.backend, target)
        if registered is None:
            return False
        capacity = self.capacity(place, target, wait=wait)
        if capacity is None:
            return False  # "not active in the target service": it is left alone
        low, high = registered.min_capacity, registered.max_capacity
        if capacity < low:
            return self.to(place, target, low, f"minimum capacity was set to {low}", at)
        if capacity > high:
            cause = f"maximum capacity was set to {high}"
            return self.to(place, target, high, cause, at)
        return False

    def to(
        self, place: Place, target: TargetId, capacity: int, cause: str, at: datetime
    ) -> bool:
        """Set the capacity; tell whether the service did it."""
        what = f"{_CALLED[target.dimension]} to {capacity}."
        try:
            self._capacities.change(place.region, target, capacity)
        except CapacityError as error:
            message = f"Failed to set {what} Reason: {error}"
            self._record(place, target, f"Setting {what}", cause, at, failed=message)
            return False
        message = (
            f"Successfully set {what} "
            f"Change successfully fulfilled by {target.namespace}."
        )
        self._record(place, target, f"Setting {what}", cause, at, done=message)
        return True

    def capacity(self, place: Place, target: TargetId, *, wait: bool) -> int | None:
        """Return the capacity, None of what is not there or not active."""
        try:
            return self._capacities.current(place.region, target, wait=wait)
        except CapacityError:
            return None

    def run_scheduled(self, place: Place, action: Any, at: datetime) -> bool:  # noqa: ANN401 - moto is untyped
        """Set the bounds that a scheduled action names, and those alone.

        Tells whether anything changed.
        """
        target = target_id(action)
        registered = find_target(place.backend, target)
        if (
            registered is None
            or registered.suspended_state["ScheduledScalingSuspended"]
        ):
            return False
        wanted = action.scalable_target_action or {}
        low = wanted.get("MinCapacity", registered.min_capacity)
        high = wanted.get("MaxCapacity", registered.max_capacity)
        cause = f"scheduled action name {action.scheduled_action_name} was triggered"
        what = f"Setting min capacity to {low} and max capacity to {high}"
        if low > high:
            message = "Maximum capacity cannot be less than minimum capacity"
            self._record(place, target, what, cause, at, failed=message)
            return False
        registered.min_capacity, registered.max_capacity = low, high
        message = f"Successfully set min capacity to {low} and max capacity to {high}"
        self._record(place, target, what, cause, at, done=message)
        self.into_bounds(place, target, at, wait=True)
        return True

    def _record(  # noqa: PLR0913 - an activity has them
        self,
        place: Place,
        target: TargetId,
        description: str,
        cause: str,
        at: datetime,
        *,
        done: str | None = None,
        failed: str | None = None,
    ) -> None:
        beside(place.backend).record(
            {
                "ActivityId": str(uuid.uuid4()),
                "Cause": cause,
                "Description": description,
                "EndTime": at.timestamp(),
                "ResourceId": target.resource_id,
                "ScalableDimension": target.dimension,
                "ServiceNamespace": target.namespace,
                "StartTime": at.timestamp(),
                "StatusCode": "Successful" if failed is None else "Failed",
                "StatusMessage": done or failed,
            }
        )
