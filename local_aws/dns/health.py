"""The health checks of an account: who polls, and how healthy each is."""

import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from moto.cloudwatch.models import cloudwatch_backends
from moto.route53.models import route53_backends

from local_aws.dns.checkers import Answer, Checker, agree, new_checkers
from local_aws.dns.history import History
from local_aws.iam.callers import PARTITION

logger = logging.getLogger(__name__)

# AWS has about fifteen, all over the world: three show what several do.
_REGIONS = ("us-east-1", "eu-west-1", "ap-southeast-1")

Ask = Callable[[Any], Answer]
"""Asks the endpoint of moto's health check."""


class HealthChecks:
    """Route 53's health checks."""

    def __init__(self, account_id: str, ask: Ask) -> None:
        """Take the account, and who polls."""
        self._account_id = account_id
        self._ask = ask
        self._checkers: dict[str, list[Checker]] = {}
        self._seen_until: dict[str, datetime] = {}
        self.history = History(account_id)

    def next_due(self, after: datetime, until: datetime) -> datetime | None:
        """Return the next poll that may matter before a move of the clock ends.

        Checkers that have made up their minds look once at the begin of a move
        and once at its end: weeks of like answers are not asked for.
        """
        found = (
            checker.due
            for check in self._polled()
            for checker in self._checkers_of(check, after)
            if not checker.settled
            or self._seen_until.get(_key(check, checker)) != until
        )
        return min((at for at in found if after < at <= until), default=None)

    def look(self, at: datetime, until: datetime) -> None:
        """Poll what is due, and keep what has changed."""
        for check in self._polled():
            interval = timedelta(seconds=int(check.request_interval))
            for checker in self._checkers_of(check, at):
                if checker.due <= at:
                    checker.heard(self._ask(check), at)
                    checker.wait(interval, at)
                    self._seen_until[_key(check, checker)] = until
        self.history.keep({c.id: self.is_healthy(c.id) for c in self._all()}, at)

    def is_healthy(self, check_id: str) -> bool:
        """Tell whether Route 53 takes a check for healthy.

        A disabled one is always healthy, and can be inverted all the same.
        https://docs.aws.amazon.com/Route53/latest/APIReference/API_UpdateHealthCheck.html
        """
        check = self._backend().health_checks.get(check_id)
        if check is None:
            # What a record names that is gone does not hold it back.
            return True
        healthy = _is_true(check.disabled) or self._finds(check)
        return healthy is not _is_true(check.inverted)

    def checkers(self, check_id: str) -> Sequence[Checker]:
        """Return who polls a check; nobody a calculated one."""
        return self._checkers.get(check_id, ())

    def _finds(self, check: Any) -> bool:  # noqa: ANN401 - moto is untyped
        if check.type_ == "CALCULATED":
            # 0 is always healthy, more than there are children never.
            children = [self.is_healthy(child) for child in check.children or ()]
            return sum(children) >= int(check.health_threshold or 0)
        if check.type_ == "CLOUDWATCH_METRIC":
            return self._by_alarm(check)
        checkers = self._checkers.get(check.id)
        return agree(checkers) if checkers else True

    def _by_alarm(self, check: Any) -> bool:  # noqa: ANN401 - moto is untyped
        named = check.alarm_identifier
        alarms = cloudwatch_backends[self._account_id][named["Region"]].alarms
        alarm = alarms.get(named["Name"])
        state = "INSUFFICIENT_DATA" if alarm is None else alarm.state_value
        if state != "INSUFFICIENT_DATA":
            check.last_known = state == "OK"
            return bool(check.last_known)
        match check.insufficient_data_health_status:
            case "Healthy":
                return True
            case "LastKnownStatus":
                return bool(getattr(check, "last_known", True))
        return False

    def _polled(self) -> Iterator[Any]:
        known = set()
        for check in self._all():
            known.add(check.id)
            asks = check.type_ not in ("CALCULATED", "CLOUDWATCH_METRIC")
            if asks and not _is_true(check.disabled):
                yield check
        for gone in self._checkers.keys() - known:
            del self._checkers[gone]

    def _checkers_of(self, check: Any, at: datetime) -> list[Checker]:  # noqa: ANN401 - moto is untyped
        found = self._checkers.get(check.id)
        if found is None:
            found = new_checkers(
                check.regions or _REGIONS,
                at,
                timedelta(seconds=int(check.request_interval)),
                int(check.failure_threshold),
            )
            self._checkers[check.id] = found
        for checker in found:
            checker.threshold = int(check.failure_threshold)
        return found

    def _all(self) -> list[Any]:
        return list(self._backend().health_checks.values())

    def _backend(self) -> Any:  # noqa: ANN401 - moto is untyped
        return route53_backends[self._account_id][PARTITION]


def _key(check: Any, checker: Checker) -> str:  # noqa: ANN401 - moto is untyped
    return f"{check.id}/{checker.region}"


def _is_true(value: object) -> bool:
    return value is True or str(value).lower() == "true"
