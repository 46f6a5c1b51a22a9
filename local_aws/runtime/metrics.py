"""Metrics that AWS's services write about themselves and for functions."""

from collections.abc import Sequence
from datetime import UTC
from typing import Any

from moto.cloudwatch.models import cloudwatch_backends

from local_aws.runtime.embedded_metrics import Datum


def put(account_id: str, region: str, data: Sequence[Datum]) -> None:
    """Write metrics into the account's CloudWatch.

    Within the process: a service that writes its own metrics needs no role.
    """
    backend = cloudwatch_backends[account_id][region]
    for datum in data:
        backend.put_metric_data(datum.namespace, [_member(datum)])


def _member(datum: Datum) -> dict[str, Any]:
    return {
        "MetricName": datum.name,
        "Dimensions": [
            {"Name": name, "Value": value} for name, value in datum.dimensions
        ],
        # moto compares it with times that have no zone.
        "Timestamp": datum.timestamp.astimezone(UTC).replace(tzinfo=None),
        "Unit": datum.unit,
        "Values": list(datum.values),
    }
