"""Scalable targets in Application Auto Scaling."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import ClientError

from inferences.clients import error_code, reaching
from stopped_endpoints.record import Target

if TYPE_CHECKING:
    from mypy_boto3_application_autoscaling import ApplicationAutoScalingClient
    from mypy_boto3_application_autoscaling.type_defs import ScalableTargetTypeDef

_SERVICE = "Application Auto Scaling"
_NAMESPACE: Final = "sagemaker"
# Resource IDs of one DescribeScalableTargets.
# https://docs.aws.amazon.com/autoscaling/application/APIReference/API_DescribeScalableTargets.html
_IDS = 50
# What PutScalingPolicy and PutScheduledAction take of what Describe gives.
_OF_POLICIES = (
    "PolicyName",
    "PolicyType",
    "StepScalingPolicyConfiguration",
    "TargetTrackingScalingPolicyConfiguration",
    "PredictiveScalingPolicyConfiguration",
)
_OF_ACTIONS = (
    "ScheduledActionName",
    "Schedule",
    "Timezone",
    "StartTime",
    "EndTime",
    "ScalableTargetAction",
)


class AutoScaling:
    """Reads, lowers, removes and restores targets."""

    def __init__(self, client: "ApplicationAutoScalingClient") -> None:
        """Take the client."""
        self._client = client

    def bounds(self, resource_ids: Sequence[str]) -> Sequence[Target]:
        """Return the targets of resources, without policies and scheduled actions.

        Fifty resources a call.

        Raises:
            UnavailableError: Application Auto Scaling cannot be reached or refuses.

        """
        found: list[Target] = []
        with reaching(_SERVICE):
            pages = self._client.get_paginator("describe_scalable_targets")
            for start in range(0, len(resource_ids), _IDS):
                for page in pages.paginate(
                    ServiceNamespace=_NAMESPACE,
                    ResourceIds=list(resource_ids[start : start + _IDS]),
                ):
                    found += [_target(each) for each in page["ScalableTargets"]]
        return found

    def describe(self, target: Target) -> Target:
        """Return a target with its policies, scheduled actions and tags.

        Four calls.

        Raises:
            UnavailableError: Application Auto Scaling cannot be reached or refuses.

        """
        with reaching(_SERVICE):
            policies = self._client.get_paginator("describe_scaling_policies")
            actions = self._client.get_paginator("describe_scheduled_actions")
            return Target(
                service_namespace=target.service_namespace,
                resource_id=target.resource_id,
                dimension=target.dimension,
                min=target.min,
                max=target.max,
                policies=_kept(
                    (
                        policy
                        for page in policies.paginate(**_of(target))
                        for policy in page["ScalingPolicies"]
                    ),
                    _OF_POLICIES,
                ),
                scheduled_actions=_kept(
                    (
                        action
                        for page in actions.paginate(**_of(target))
                        for action in page["ScheduledActions"]
                    ),
                    _OF_ACTIONS,
                ),
                tags=self._tags(target),
            )

    def lower(self, target: Target, capacity: int) -> None:
        """Set both bounds of a target to one capacity.

        Above the new maximum the service takes capacity away by itself.

        Raises:
            UnavailableError: Application Auto Scaling cannot be reached or refuses.

        """
        self._register(target, capacity, capacity)

    def bound(self, target: Target, *, low: int, high: int) -> None:
        """Set the bounds of a target.

        Raises:
            UnavailableError: Application Auto Scaling cannot be reached or refuses.

        """
        self._register(target, low, high)

    def remove(self, target: Target) -> None:
        """Delete scheduled actions, policies and the target, in this order.

        The schedules first: one that fires in between would raise capacity again.

        Raises:
            UnavailableError: Application Auto Scaling cannot be reached or refuses.

        """
        client = self._client
        with reaching(_SERVICE):
            for action in target.scheduled_actions:
                name = action["ScheduledActionName"]
                _gone(
                    lambda name=name: client.delete_scheduled_action(
                        ScheduledActionName=name, **_of(target)
                    )
                )
            for policy in target.policies:
                name = policy["PolicyName"]
                _gone(
                    lambda name=name: client.delete_scaling_policy(
                        PolicyName=name, **_of(target)
                    )
                )
            _gone(lambda: client.deregister_scalable_target(**_of(target)))

    def restore(self, target: Target) -> None:
        """Register a target, with its policies, scheduled actions and tags.

        Alarms that run a step policy by its ARN have to be told the new one: what
        is deleted and put again gets another.

        Raises:
            UnavailableError: Application Auto Scaling cannot be reached or refuses.

        """
        arn = self._register(target, target.min, target.max)
        with reaching(_SERVICE):
            if target.tags:
                self._client.tag_resource(ResourceARN=arn, Tags=dict(target.tags))
            for policy in target.policies:
                self._client.put_scaling_policy(**_of(target), **policy)
            for action in target.scheduled_actions:
                self._client.put_scheduled_action(**_of(target), **action)

    def _register(self, target: Target, low: int, high: int) -> str:
        with reaching(_SERVICE):
            return self._client.register_scalable_target(
                **_of(target), MinCapacity=low, MaxCapacity=high
            )["ScalableTargetARN"]

    def _tags(self, target: Target) -> Mapping[str, str]:
        """Return the tags of a target; none of one that is gone."""
        found = self._client.describe_scalable_targets(
            ServiceNamespace=_NAMESPACE,
            ResourceIds=[target.resource_id],
            ScalableDimension=_of(target)["ScalableDimension"],
        )["ScalableTargets"]
        for each in found:
            return self._client.list_tags_for_resource(
                ResourceARN=each["ScalableTargetARN"]
            )["Tags"]
        return {}


def _of(target: Target) -> Any:  # noqa: ANN401 - what stubs call literals
    return {
        "ServiceNamespace": target.service_namespace,
        "ResourceId": target.resource_id,
        "ScalableDimension": target.dimension,
    }


def _target(found: "ScalableTargetTypeDef") -> Target:
    return Target(
        service_namespace=found["ServiceNamespace"],
        resource_id=found["ResourceId"],
        dimension=found["ScalableDimension"],
        min=found["MinCapacity"],
        max=found["MaxCapacity"],
    )


def _kept(
    found: Iterable[Mapping[str, Any]], names: Iterable[str]
) -> tuple[Mapping[str, Any], ...]:
    return tuple(
        {name: _plain(each[name]) for name in names if each.get(name) is not None}
        for each in found
    )


def _plain(value: Any) -> Any:  # noqa: ANN401 - JSON, but for times
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value


def _gone(delete: Any) -> None:  # noqa: ANN401 - a call of the client
    try:
        delete()
    except ClientError as error:
        if error_code(error) != "ObjectNotFoundException":
            raise
