"""EventBridge Scheduler: schedules that count from the local clock's time.

The engine that fires them is `local_aws.events`.
"""

from typing import Any

from moto.scheduler.models import EventBridgeSchedulerBackend, Schedule
from moto.scheduler.responses import EventBridgeSchedulerResponse

from local_aws.events.delivery import MOST_AGE_SECONDS, MOST_ATTEMPTS
from local_aws.patches.replacing import Method, replace
from local_aws.scaling import hook


def apply() -> None:
    """Change moto's EventBridge Scheduler."""
    replace(Schedule, "__init__", _from_now_on)
    replace(Schedule, "update", _from_now_on)
    replace(EventBridgeSchedulerBackend, "delete_schedule_group", _with_tags)
    replace(EventBridgeSchedulerResponse, "update_schedule", _whole)
    # moto fills in a policy only where there is none at all.
    setattr(Schedule, "validate_target", staticmethod(_with_defaults))  # noqa: B010 - not its own


def _from_now_on(original: Method) -> Method:
    """Let a new or changed schedule be in force from now on."""

    def change(self: Any, *given: Any, **more: Any) -> None:  # noqa: ANN401 - moto is untyped
        self.in_force_since = hook.now()
        original(self, *given, **more)

    return change


def _with_defaults(target: dict[str, Any]) -> dict[str, Any]:
    policy = {
        "MaximumEventAgeInSeconds": MOST_AGE_SECONDS,
        "MaximumRetryAttempts": MOST_ATTEMPTS,
        **(target.get("RetryPolicy") or {}),
    }
    return {**target, "RetryPolicy": policy}


def _whole(original: Method) -> Method:
    """Update what happens at the end, and fill in what is not given.

    "If you do not set a parameter, it is set to its system-default value."
    """

    def update_schedule(self: Any) -> Any:  # noqa: ANN401 - moto is untyped
        answer = original(self)
        name = self.uri.split("?")[0].split("/")[-1]
        group = self._get_param("GroupName")
        schedule = self.scheduler_backend.get_schedule(group, name)
        schedule.action_after_completion = self._get_param("ActionAfterCompletion")
        schedule.state = schedule.state or "ENABLED"
        return answer

    return update_schedule


def _with_tags(original: Method) -> Method:
    """Forget a group's tags with it: one of the same name has the same ARN."""

    def delete_schedule_group(self: Any, name: str | None) -> None:  # noqa: ANN401 - moto is untyped
        arn = self.get_schedule_group(name).arn
        original(self, name)
        self.tagger.delete_all_tags_for_resource(arn)

    return delete_schedule_group
