"""Anomalies in the costs, and who is told of them.

https://docs.aws.amazon.com/cost-management/latest/userguide/getting-started-ad.html
"""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from moto.ce.models import ce_backends

from local_aws.iam.callers import PARTITION
from local_aws.money.telling import tell
from local_aws.topics.publishing import Publisher

PRINCIPAL = "costalerts.amazonaws.com"
IMMEDIATE = "IMMEDIATE"

_ABSOLUTE = "ANOMALY_TOTAL_IMPACT_ABSOLUTE"


@dataclass(kw_only=True)
class Detection:
    """What moto's Cost Explorer has no place for, in AWS's own form, by ARN.

    Attributes:
        monitors: Of anomalies.
        subscriptions: To monitors.

    """

    monitors: dict[str, dict[str, Any]] = field(default_factory=dict)
    subscriptions: dict[str, dict[str, Any]] = field(default_factory=dict)


def detection(backend: Any) -> Detection:  # noqa: ANN401 - moto is untyped
    """Return what hangs on moto's Cost Explorer, and ends with it."""
    kept: Detection = backend.__dict__.setdefault("detection", Detection())
    return kept


def new_arn(account_id: str, kind: str) -> str:
    """Return an ARN: of an "anomalymonitor" or an "anomalysubscription"."""
    return f"arn:{PARTITION}:ce::{account_id}:{kind}/{uuid.uuid4()}"


def find(account_id: str, service: str, impact_usd: float, at: datetime) -> list[str]:
    """Let an anomaly be found; returns the subscriptions that tell of it.

    What waits for a daily or weekly summary is not sent here.

    Args:
        account_id: The account that pays.
        service: Whose costs are unusual, such as "AmazonSageMaker".
        impact_usd: By how much.
        at: When it is found.

    Raises:
        ValueError: Nobody monitors services, or a threshold is none we know.

    """
    kept = detection(ce_backends[account_id][PARTITION])
    monitors = {
        arn
        for arn, each in kept.monitors.items()
        if each.get("MonitorDimension") == "SERVICE"
    }
    if not monitors:
        message = "no monitor looks at the costs by service"
        raise ValueError(message)
    told = [
        each
        for each in kept.subscriptions.values()
        if each["Frequency"] == IMMEDIATE
        and monitors.intersection(each["MonitorArnList"])
        and impact_usd >= _threshold(each)
    ]
    for each in told:
        _tell(account_id, each, service, impact_usd, at)
    return [each["SubscriptionArn"] for each in told]


def _threshold(subscription: Mapping[str, Any]) -> float:
    if "Threshold" in subscription:
        return float(subscription["Threshold"])
    dimension = subscription.get("ThresholdExpression", {}).get("Dimensions", {})
    if dimension.get("Key") != _ABSOLUTE:
        message = f"the local AWS lacks thresholds other than of {_ABSOLUTE}"
        raise ValueError(message)
    return float(dimension["Values"][0])


def _tell(
    account_id: str,
    subscription: Mapping[str, Any],
    service: str,
    impact_usd: float,
    at: datetime,
) -> None:
    publisher = Publisher(
        account_id=account_id,
        principal=PRINCIPAL,
        source_arn=subscription["SubscriptionArn"],
    )
    words = {
        "subject": "AWS Cost Management: Cost anomaly detected",
        "text": json.dumps(
            {
                "accountId": account_id,
                "anomalyStartDate": at.isoformat(),
                "dimensionalValue": service,
                "impact": {"totalImpact": impact_usd},
                "rootCauses": [{"service": service}],
                "subscriptionName": subscription["SubscriptionName"],
            }
        ),
    }
    subscribers = [(e["Type"], e["Address"]) for e in subscription["Subscribers"]]
    tell(publisher, subscribers, words, at)
