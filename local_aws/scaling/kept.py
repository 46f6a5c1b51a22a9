"""What moto keeps of Application Auto Scaling, and what is kept beside it.

moto's backend holds targets, policies and scheduled actions of an account and
Region. What it has no place for hangs on the same backend, so that both end
together.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from moto.applicationautoscaling.models import applicationautoscaling_backends

# AWS keeps six weeks; nothing here runs that long.
_ACTIVITIES = 1000

NOT_SUSPENDED: Mapping[str, bool] = {
    "DynamicScalingInSuspended": False,
    "DynamicScalingOutSuspended": False,
    "ScheduledScalingSuspended": False,
}


@dataclass(frozen=True, order=True)
class TargetId:
    """What is scaled.

    Attributes:
        namespace: Of the service, such as "sagemaker".
        resource_id: Such as "endpoint/NAME/variant/NAME".
        dimension: Such as "sagemaker:variant:DesiredInstanceCount".

    """

    namespace: str
    resource_id: str
    dimension: str

    def __str__(self) -> str:
        """Say it as AWS's errors do."""
        return (
            f"service namespace: {self.namespace}, resource ID: {self.resource_id}, "
            f"scalable dimension: {self.dimension}"
        )


@dataclass(kw_only=True)
class Beside:
    """What moto's backend has no place for.

    Attributes:
        activities: Newest first, as DescribeScalingActivities answers.
        tags: By the ARN of a scalable target.

    """

    activities: list[dict[str, Any]] = field(default_factory=list)
    tags: dict[str, dict[str, str]] = field(default_factory=dict)

    def record(self, activity: dict[str, Any]) -> None:
        """Keep an activity, and forget very old ones."""
        self.activities.insert(0, activity)
        del self.activities[_ACTIVITIES:]


def beside(backend: Any) -> Beside:  # noqa: ANN401 - moto is untyped
    """Return what is kept beside a backend of moto's."""
    kept: Beside = backend.__dict__.setdefault("beside", Beside())
    return kept


def backends() -> Iterator[tuple[str, str, Any]]:
    """Return account, Region and backend of whoever has a target."""
    for account_id, regions in list(applicationautoscaling_backends.items()):
        for region, backend in list(regions.items()):
            if any(backend.targets.values()):
                yield account_id, region, backend


def find_target(backend: Any, target: TargetId) -> Any | None:  # noqa: ANN401 - moto is untyped
    """Return moto's target, None where nobody registered it."""
    return backend.targets.get(target.dimension, {}).get(target.resource_id)


def target_id(thing: Any) -> TargetId:  # noqa: ANN401 - moto is untyped
    """Return what a target, a policy or a scheduled action of moto's is about."""
    return TargetId(
        thing.service_namespace, thing.resource_id, thing.scalable_dimension
    )


def moment(seconds: float | None) -> datetime | None:
    """Return a time as it came in a request, seconds since 1970."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
