"""Application Auto Scaling: what is written reads back; policies have alarms.

moto lacks tags, activities and SageMaker's newer dimensions, gives a policy
another ARN with every change, and leaves policies and schedules behind when
their target goes. The engine that scales is `local_aws.scaling`.
"""

import json
from collections.abc import Mapping
from enum import Enum
from typing import Any

from moto.applicationautoscaling import models, responses
from moto.applicationautoscaling.models import (
    ApplicationAutoscalingBackend,
    FakeApplicationAutoscalingPolicy,
    FakeScalableTarget,
)
from moto.applicationautoscaling.responses import ApplicationAutoScalingResponse
from moto.cloudwatch.models import cloudwatch_backends

from local_aws.iam.callers import PARTITION
from local_aws.patches.replacing import Method, replace
from local_aws.scaling import hook, operations
from local_aws.scaling.kept import NOT_SUSPENDED, TargetId, beside, target_id
from local_aws.scaling.tracking_alarms import tracking_alarms

_NEW_DIMENSIONS = {
    "SAGEMAKER_COPIES": "sagemaker:inference-component:DesiredCopyCount",
    "SAGEMAKER_PROVISIONED": "sagemaker:variant:DesiredProvisionedConcurrency",
}

# The part of a service-linked role's name that tells the service, by dimension.
_ROLES = {
    "lambda:function:ProvisionedConcurrency": ("lambda", "LambdaConcurrency"),
    "sagemaker:inference-component:DesiredCopyCount": (
        "sagemaker",
        "SageMakerEndpoint",
    ),
    "sagemaker:variant:DesiredInstanceCount": ("sagemaker", "SageMakerEndpoint"),
    "sagemaker:variant:DesiredProvisionedConcurrency": (
        "sagemaker",
        "SageMakerEndpoint",
    ),
}


def apply() -> None:
    """Change moto's Application Auto Scaling."""
    _know_dimensions()
    replace(FakeScalableTarget, "__init__", _with_defaults)
    replace(FakeScalableTarget, "update", _suspending)
    replace(FakeApplicationAutoscalingPolicy, "create_alarms", _tracking)
    replace(ApplicationAutoscalingBackend, "register_scalable_target", _telling)
    replace(ApplicationAutoscalingBackend, "put_scaling_policy", _the_same_policy)
    replace(ApplicationAutoscalingBackend, "delete_scaling_policy", _with_its_action)
    replace(ApplicationAutoscalingBackend, "put_scheduled_action", _from_now_on)
    replace(ApplicationAutoscalingBackend, "deregister_scalable_target", _with_all)
    replace(ApplicationAutoScalingResponse, "register_scalable_target", _tagging)
    for operation in operations.ADDED:
        setattr(ApplicationAutoScalingResponse, operation.__name__, operation)
    # moto names no alarm of a step policy: the alarms name it.
    vars(responses)["_build_alarms"] = _alarms


def _know_dimensions() -> None:
    known = {each.name: each.value for each in models.ScalableDimensionValueSet}
    make: Any = Enum  # of members that only moto knows
    more = make("ScalableDimensionValueSet", known | _NEW_DIMENSIONS)
    for module in (models, responses):
        vars(module)["ScalableDimensionValueSet"] = more


def _with_defaults(original: Method) -> Method:
    """Give a target what AWS fills in."""

    def init(self: Any, backend: Any, *rest: Any) -> None:  # noqa: ANN401 - moto is untyped
        original(self, backend, *rest)
        self.suspended_state = {**NOT_SUSPENDED, **(self.suspended_state or {})}
        service, name = _ROLES.get(
            self.scalable_dimension, (self.service_namespace, "Other")
        )
        self.role_arn = self.role_arn or (
            f"arn:{PARTITION}:iam::{backend.account_id}:role/aws-service-role/"
            f"{service}.application-autoscaling.amazonaws.com/"
            f"AWSServiceRoleForApplicationAutoScaling_{name}"
        )

    return init


def _suspending(original: Method) -> Method:
    """Change only those suspensions that are named."""

    def update(
        self: Any,  # noqa: ANN401 - moto is untyped
        low: int | None,
        high: int | None,
        suspended: Mapping[str, bool] | None,
    ) -> None:
        original(self, low, high, {**self.suspended_state, **(suspended or {})})

    return update


def _tracking(original: Method) -> Method:
    """Make the alarms of a target tracking policy."""

    def create_alarms(self: Any) -> None:  # noqa: ANN401 - moto is untyped
        if self.service_namespace not in ("lambda", "sagemaker"):
            original(self)
            return
        configuration = self.target_tracking_scaling_policy_configuration
        if configuration is None:
            return
        cloudwatch = cloudwatch_backends[self.account_id][self.region_name]
        self.alarms.extend(
            cloudwatch.put_metric_alarm(**alarm)
            for alarm in tracking_alarms(
                self.resource_id, self.policy_arn, configuration
            )
        )

    return create_alarms


def _telling(original: Method) -> Method:
    """Let the engine move capacity into the bounds."""

    def register_scalable_target(self: Any, *what: Any, **more: Any) -> Any:  # noqa: ANN401 - moto is untyped
        target = original(self, *what, **more)
        engine = hook.current()
        if engine is not None:
            engine.registered(self.account_id, self.region_name, target_id(target))
        return target

    return register_scalable_target


def _from_now_on(original: Method) -> Method:
    """Note from when on a scheduled action holds, by the time schedules go by."""

    def put_scheduled_action(self: Any, **what: Any) -> None:  # noqa: ANN401 - moto is untyped
        known = {id(action) for action in self.scheduled_actions}
        original(self, **what)
        for action in self.scheduled_actions:
            if (
                action.scheduled_action_name == what["scheduled_action_name"]
                and action.resource_id == what["resource_id"]
                and action.scalable_dimension == what["scalable_dimension"]
            ):
                action.in_force_since = hook.now()
                action.timezone = action.timezone or "UTC"
                if id(action) not in known:
                    action.creation_time = action.in_force_since.timestamp()

    return put_scheduled_action


def _the_same_policy(original: Method) -> Method:
    """Keep a policy's ARN when it is changed, and its old alarms not."""

    def put_scaling_policy(self: Any, **what: Any) -> Any:  # noqa: ANN401 - moto is untyped
        key = FakeApplicationAutoscalingPolicy.formulate_key(
            what["service_namespace"],
            what["resource_id"],
            what["scalable_dimension"],
            what["policy_name"],
        )
        before = self.policies.get(key)
        policy = original(self, **what)
        if before is not None:
            before.delete_alarms(self.account_id, self.region_name)
            policy.delete_alarms(self.account_id, self.region_name)
            policy.policy_arn = before.policy_arn
            policy.creation_time = before.creation_time
            policy.alarms = []
            policy.create_alarms()
        return policy

    return put_scaling_policy


def _with_its_action(original: Method) -> Method:
    """Let no alarm run a policy that is gone.

    "Deleting a step scaling policy deletes the underlying alarm action, but does
    not delete the CloudWatch alarm".
    https://docs.aws.amazon.com/autoscaling/application/APIReference/API_DeleteScalingPolicy.html
    """

    def delete_scaling_policy(self: Any, *what: Any, **more: Any) -> None:  # noqa: ANN401 - moto is untyped
        before = dict(self.policies)
        original(self, *what, **more)
        for key in before.keys() - self.policies.keys():
            _without_action(before[key])

    return delete_scaling_policy


def _without_action(policy: Any) -> None:  # noqa: ANN401 - moto is untyped
    alarms = cloudwatch_backends[policy.account_id][policy.region_name].alarms
    for alarm in alarms.values():
        if _runs(alarm, policy):
            alarm.alarm_actions = [
                action for action in alarm.alarm_actions if not _is(action, policy)
            ]


def _runs(alarm: Any, policy: Any) -> bool:  # noqa: ANN401 - moto is untyped
    return any(_is(action, policy) for action in alarm.alarm_actions)


def _is(action: str, policy: Any) -> bool:  # noqa: ANN401 - moto is untyped
    arn: str = policy.policy_arn
    return action == arn or action.startswith(f"{arn}:")


def _with_all(original: Method) -> Method:
    """Let policies, their alarms, schedules and tags go with their target."""

    def deregister(self: Any, namespace: str, r_id: str, dimension: str) -> None:  # noqa: ANN401 - moto is untyped
        target = self.targets.get(dimension, {}).get(r_id)
        original(self, namespace, r_id, dimension)
        gone = TargetId(namespace, r_id, dimension)
        for key, policy in list(self.policies.items()):
            if target_id(policy) == gone:
                policy.delete_alarms(self.account_id, self.region_name)
                _without_action(policy)
                del self.policies[key]
        self.scheduled_actions = [
            action for action in self.scheduled_actions if target_id(action) != gone
        ]
        beside(self).tags.pop(target.arn, None)

    return deregister


def _tagging(original: Method) -> Method:
    """Keep the tags of a new target."""

    def register_scalable_target(self: Any) -> str:  # noqa: ANN401 - moto is untyped
        answer: str = original(self)
        tags = beside(self.applicationautoscaling_backend).tags
        own = tags.setdefault(json.loads(answer)["ScalableTargetARN"], {})
        own.update(self._get_param("Tags") or {})
        return answer

    return register_scalable_target


def _alarms(policy: Any) -> list[dict[str, str]]:  # noqa: ANN401 - moto is untyped
    alarms = cloudwatch_backends[policy.account_id][policy.region_name].alarms
    return [
        {"AlarmARN": alarm.alarm_arn, "AlarmName": alarm.name}
        for alarm in alarms.values()
        if _runs(alarm, policy)
    ]
