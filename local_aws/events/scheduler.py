"""What EventBridge Scheduler does when a schedule fires, under its role.

https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from moto.scheduler.models import scheduler_backends

from local_aws.access import check_trust, credentials_for_role
from local_aws.errors import AwsError
from local_aws.events.delivery import (
    Delivery,
    DeliveryError,
    Failure,
    read_retry_policy,
)
from local_aws.events.schedules import Firing, NextFirings, is_over, stamp
from local_aws.events.targets import deliver
from local_aws.iam.kept import can_read
from local_aws.runtime.roles import Roles

SERVICE = "scheduler.amazonaws.com"

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class _Owner:
    account_id: str
    region: str
    name: str
    role_arn: str


class Scheduler:
    """The schedules of an account."""

    def __init__(self, account_id: str, url: str) -> None:
        """Take the account, and where its APIs answer."""
        self._account_id = account_id
        self._url = url
        self._roles: dict[str, Roles] = {}
        self._firings = NextFirings()

    def next_due(self, after: datetime, until: datetime) -> datetime | None:
        """Return when the next schedule fires, None if none does."""
        found = (self._firings.after(each, after, until) for each in self._schedules())
        return min((at for at in found if at is not None), default=None)

    def due(self, after: datetime, at: datetime) -> list[Delivery]:
        """Return what is to be delivered at an instant that is the next."""
        firing = [
            each
            for each in self._schedules()
            if self._firings.after(each, after, at) is not None
        ]
        deliveries = [
            self._delivery(schedule, at)
            for schedule in sorted(firing, key=lambda each: str(each.arn))
        ]
        for schedule in filter(is_over, firing):
            self._forget(schedule)
        return deliveries

    def _schedules(self) -> Iterator[Any]:
        for backend in list(scheduler_backends[self._account_id].values()):
            for group in list(backend.schedule_groups.values()):
                yield from list(group.schedules.values())

    def _forget(self, schedule: Any) -> None:  # noqa: ANN401 - moto is untyped
        region = schedule.arn.split(":")[3]
        groups = scheduler_backends[self._account_id][region].schedule_groups
        groups[schedule.group_name].schedules.pop(schedule.name, None)

    def _delivery(self, schedule: Any, at: datetime) -> Delivery:  # noqa: ANN401 - moto is untyped
        firing = Firing(schedule=schedule, at=at)
        # A schedule that is changed meanwhile changes nothing for this one.
        target = dict(schedule.target)
        return Delivery(
            accepted=at,
            due=at,
            send=lambda attempt: self._send(firing, target, attempt),
            bury=lambda failure: self._bury(firing, target, failure),
            policy=read_retry_policy(target.get("RetryPolicy")),
            region=schedule.arn.split(":")[3],
        )

    def _send(self, firing: Firing, target: dict[str, Any], attempt: int) -> None:
        clients = partial(self._client, firing.schedule, target["RoleArn"])
        _check_schedule(firing.schedule, target["RoleArn"])
        deliver(clients, target["Arn"], firing.payload(attempt))
        logger.info("%s fired: %s", firing.schedule.arn, stamp(firing.at))

    def _bury(self, firing: Firing, target: dict[str, Any], failure: Failure) -> None:
        arn = firing.schedule.arn
        logger.warning("%s: %s: %s", arn, failure.error.code, failure.error)
        grave = (target.get("DeadLetterConfig") or {}).get("Arn")
        if not grave:
            return
        clients = partial(self._client, firing.schedule, target["RoleArn"])
        attributes = {
            "ERROR_CODE": failure.error.code,
            "ERROR_MESSAGE": str(failure.error),
            "EXECUTION_ID": firing.execution_id,
            "EXHAUSTED_RETRY_CONDITION": failure.exhausted or "",
            "IS_PAYLOAD_TRUNCATED": "false",
            "RETRY_ATTEMPTS": str(failure.retries),
            "SCHEDULED_TIME": stamp(firing.at),
            "SCHEDULE_ARN": arn,
            "TARGET_ARN": target["Arn"],
        }
        try:
            deliver(clients, grave, firing.payload(failure.retries + 1), attributes)
        except DeliveryError as error:
            logger.warning("%s: %s: %s", arn, grave, error)

    def _client(self, schedule: Any, role_arn: str, service: str) -> Any:  # noqa: ANN401 - moto and boto3 are untyped
        """Return a client that acts under a schedule's role.

        Raises:
            DeliveryError: The role does not let itself be assumed any more.

        """
        group = group_arn(schedule.arn)
        account_id = schedule.arn.split(":")[4]
        roles = self._roles.setdefault(
            group,
            Roles(
                self._url,
                partial(credentials_for_role, service=SERVICE, source_arn=group),
            ),
        )
        owner = _owner(schedule, role_arn)
        try:
            # A session that was got before says nothing of now.
            check_trust(account_id, role_arn, SERVICE, group)
            return roles.client(owner, service)
        except AwsError as error:
            raise DeliveryError(error.message, code=error.code) from error


def _check_schedule(schedule: Any, role_arn: str) -> None:  # noqa: ANN401 - moto is untyped
    """Refuse a schedule that its role may not read.

    Raises:
        DeliveryError: Scheduler cannot decrypt it in the role's name.

    """
    context = {"aws:scheduler:schedule:arn": schedule.arn}
    owner = _owner(schedule, role_arn)
    if not can_read(owner, "scheduler", schedule.kms_key_arn, context):
        text = f"{role_arn} may not decrypt {schedule.arn} with {schedule.kms_key_arn}"
        raise DeliveryError(text, code="AccessDeniedException")


def _owner(schedule: Any, role_arn: str) -> _Owner:  # noqa: ANN401 - moto is untyped
    _, _, _, region, account_id, _ = schedule.arn.split(":", 5)
    return _Owner(
        account_id=account_id, region=region, name=schedule.name, role_arn=role_arn
    )


def group_arn(schedule_arn: str) -> str:
    """Return the ARN of a schedule's group, for which Scheduler assumes roles.

    https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
    """
    start, _, rest = schedule_arn.partition(":schedule/")
    return f"{start}:schedule-group/{rest.partition('/')[0]}"
