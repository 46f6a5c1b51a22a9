"""Cost Explorer: anomaly monitors and subscriptions, which moto lacks.

What finds anomalies, when a test says so, is `local_aws.money.anomalies`.
"""

import json
from collections.abc import Mapping
from typing import Any

from moto.ce.responses import CostExplorerResponse

from local_aws.errors import AwsError
from local_aws.money.anomalies import detection, new_arn
from local_aws.scaling.hook import now


def apply() -> None:
    """Change moto's Cost Explorer."""
    for operation in _ADDED:
        setattr(CostExplorerResponse, operation.__name__, operation)


def create_anomaly_monitor(self: Any) -> str:  # noqa: ANN401 - moto is untyped
    """Make a monitor."""
    body = json.loads(self.body)
    arn = new_arn(self.current_account, "anomalymonitor")
    kept = detection(self.ce_backend).monitors
    kept[arn] = {
        **body["AnomalyMonitor"],
        "MonitorArn": arn,
        "CreationDate": now().date().isoformat(),
    }
    self.ce_backend.tag_resource(arn, body.get("ResourceTags") or [])
    return json.dumps({"MonitorArn": arn})


def get_anomaly_monitors(self: Any) -> str:  # noqa: ANN401 - moto is untyped
    """Answer with the monitors of a list, or all."""
    kept = detection(self.ce_backend).monitors
    wanted = json.loads(self.body).get("MonitorArnList")
    found = (
        [_of(kept, arn, "Monitor") for arn in wanted] if wanted else [*kept.values()]
    )
    return json.dumps({"AnomalyMonitors": found})


def update_anomaly_monitor(self: Any) -> str:  # noqa: ANN401 - moto is untyped
    """Change the name of a monitor."""
    body = json.loads(self.body)
    monitor = _of(detection(self.ce_backend).monitors, body["MonitorArn"], "Monitor")
    monitor["MonitorName"] = body.get("MonitorName", monitor["MonitorName"])
    return json.dumps({"MonitorArn": body["MonitorArn"]})


def delete_anomaly_monitor(self: Any) -> str:  # noqa: ANN401 - moto is untyped
    """Remove a monitor."""
    arn = json.loads(self.body)["MonitorArn"]
    kept = detection(self.ce_backend).monitors
    _of(kept, arn, "Monitor")
    del kept[arn]
    return "{}"


def create_anomaly_subscription(self: Any) -> str:  # noqa: ANN401 - moto is untyped
    """Subscribe somebody to monitors."""
    body = json.loads(self.body)
    arn = new_arn(self.current_account, "anomalysubscription")
    given = body["AnomalySubscription"]
    kept = detection(self.ce_backend).subscriptions
    kept[arn] = {
        **given,
        "AccountId": self.current_account,
        "SubscriptionArn": arn,
        "Subscribers": [{"Status": "CONFIRMED", **s} for s in given["Subscribers"]],
    }
    self.ce_backend.tag_resource(arn, body.get("ResourceTags") or [])
    return json.dumps({"SubscriptionArn": arn})


def get_anomaly_subscriptions(self: Any) -> str:  # noqa: ANN401 - moto is untyped
    """Answer with the subscriptions of a list, or to a monitor, or all."""
    body = json.loads(self.body)
    kept = detection(self.ce_backend).subscriptions
    wanted, monitor = body.get("SubscriptionArnList"), body.get("MonitorArn")
    found = (
        [_of(kept, arn, "Subscription") for arn in wanted]
        if wanted
        else [s for s in kept.values() if monitor in (None, *s["MonitorArnList"])]
    )
    return json.dumps({"AnomalySubscriptions": found})


def update_anomaly_subscription(self: Any) -> str:  # noqa: ANN401 - moto is untyped
    """Change what is given of a subscription."""
    body = json.loads(self.body)
    kept = detection(self.ce_backend).subscriptions
    _of(kept, body["SubscriptionArn"], "Subscription").update(body)
    return json.dumps({"SubscriptionArn": body["SubscriptionArn"]})


def delete_anomaly_subscription(self: Any) -> str:  # noqa: ANN401 - moto is untyped
    """Remove a subscription."""
    arn = json.loads(self.body)["SubscriptionArn"]
    kept = detection(self.ce_backend).subscriptions
    _of(kept, arn, "Subscription")
    del kept[arn]
    return "{}"


def _of(kept: Mapping[str, dict[str, Any]], arn: str, kind: str) -> dict[str, Any]:
    found = kept.get(arn)
    if found is None:
        text = f"Unable to find the anomaly {kind.lower()} {arn}"
        raise AwsError(text, code=f"Unknown{kind}Exception")
    return found


_ADDED = (
    create_anomaly_monitor,
    create_anomaly_subscription,
    delete_anomaly_monitor,
    delete_anomaly_subscription,
    get_anomaly_monitors,
    get_anomaly_subscriptions,
    update_anomaly_monitor,
    update_anomaly_subscription,
)
