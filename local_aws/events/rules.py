"""Rules: an event that matches goes to each target, as its policy allows.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
"""

import json
import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

from moto.events.utils import EventTemplateParser

from local_aws.events.buses import forward
from local_aws.events.delivery import (
    Delivery,
    DeliveryError,
    Failure,
    read_retry_policy,
)
from local_aws.events.schedules import stamp
from local_aws.events.service_access import ServiceAccess
from local_aws.events.targets import deliver

SERVICE = "events.amazonaws.com"

logger = logging.getLogger(__name__)


class Rules:
    """Makes deliveries of events."""

    def __init__(self, access: ServiceAccess) -> None:
        """Take who knows what a service may do."""
        self._access = access

    def deliveries(
        self,
        rule: Any,  # noqa: ANN401 - moto is untyped
        event: Mapping[str, Any],
        at: datetime,
    ) -> list[Delivery]:
        """Return what is to be delivered of an event that moto has taken."""
        if rule.state != "ENABLED" or rule.scheduled_expression:
            return []
        shown = _shown(event)
        if not rule.event_pattern.matches_event(shown):
            return []
        return [self._delivery(rule.arn, dict(t), shown, at) for t in rule.targets]

    def _delivery(
        self,
        rule_arn: str,
        target: dict[str, Any],
        event: Mapping[str, Any],
        at: datetime,
    ) -> Delivery:
        return Delivery(
            accepted=at,
            due=at,
            send=lambda _: self._give(rule_arn, target, event),
            bury=lambda failure: self._bury(rule_arn, target, event, failure),
            policy=read_retry_policy(target.get("RetryPolicy")),
        )

    def _give(
        self, rule_arn: str, target: dict[str, Any], event: Mapping[str, Any]
    ) -> None:
        if target["Arn"].split(":")[2] == "events":
            forward(rule_arn, target["Arn"], target["RoleArn"], event)
        else:
            self._send(rule_arn, target["Arn"], _input(target, event))

    def _send(
        self,
        rule_arn: str,
        arn: str,
        payload: str,
        attributes: Mapping[str, str] | None = None,
    ) -> None:
        self._access.check(SERVICE, arn, rule_arn)
        clients = partial(self._access.client, arn.split(":")[3])
        deliver(clients, arn, payload, attributes)

    def _bury(
        self,
        rule_arn: str,
        target: dict[str, Any],
        event: Mapping[str, Any],
        failure: Failure,
    ) -> None:
        logger.warning("%s: %s: %s", rule_arn, failure.error.code, failure.error)
        grave = (target.get("DeadLetterConfig") or {}).get("Arn")
        if not grave:
            return
        attributes = {
            "ERROR_CODE": failure.error.code,
            "ERROR_MESSAGE": str(failure.error),
            "EXHAUSTED_RETRY_CONDITION": failure.exhausted or "",
            "RETRY_ATTEMPTS": str(failure.retries),
            "RULE_ARN": rule_arn,
            "TARGET_ARN": target["Arn"],
        }
        try:
            self._send(rule_arn, grave, json.dumps(event), attributes)
        except DeliveryError as error:
            logger.warning("%s: %s: %s", rule_arn, grave, error)


def _shown(event: Mapping[str, Any]) -> dict[str, Any]:
    """Return an event as targets see it; moto's has a number for its time."""
    time = event["time"]
    if isinstance(time, int | float):
        time = stamp(datetime.fromtimestamp(time, UTC))
    shown = {**event, "time": time}
    shown.pop("ingestion-time", None)
    return shown


def _input(target: Mapping[str, Any], event: Mapping[str, Any]) -> str:
    """Return what a target wants of an event."""
    if target.get("Input"):
        return str(target["Input"])
    transformer = target.get("InputTransformer")
    if transformer:
        made = EventTemplateParser.parse(
            transformer["InputTemplate"],
            transformer.get("InputPathsMap", {}),
            {**event, "ingestion-time": event["time"]},  # type: ignore[typeddict-item]
        )
        return json.dumps(made)
    return json.dumps(event)
