"""CloudWatch: GetMetricData by periods of the clock, in pages.

moto takes metrics of another namespace for the same, begins periods at any second,
looks through all data for each period of each query, and has no pages.
https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
"""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from moto.cloudwatch.models import CloudWatchBackend
from moto.cloudwatch.responses import CloudWatchResponse
from moto.core.responses import ActionResult

from local_aws.patches.replacing import Method, replace
from local_aws.scaling.datapoints import MetricIndex

# Of one answer, unless MaxDatapoints says fewer.
_MOST_DATAPOINTS = 100_800
_OLDEST_FIRST = "TimestampAscending"
_READING = threading.Lock()


def apply() -> None:
    """Change moto's CloudWatch."""
    replace(CloudWatchBackend, "get_metric_data", _by_index)
    replace(CloudWatchResponse, "get_metric_data", _in_pages)


def _by_index(original: Method) -> Method:
    def get_metric_data(
        self: Any,  # noqa: ANN401 - moto is untyped
        queries: list[dict[str, Any]],
        start_time: datetime,
        end_time: datetime,
        scan_by: str = "TimestampAscending",
    ) -> Any:  # noqa: ANN401 - moto is untyped
        if any("MetricStat" not in query for query in queries):
            return original(self, queries, start_time, end_time, scan_by)
        index: MetricIndex = self.__dict__.setdefault("metric_index", MetricIndex())
        with _READING:
            index.read(self.metric_data)
        since, until = _seconds(start_time), _seconds(end_time)
        return [
            _result(index, query, since, until, newest_first=scan_by != _OLDEST_FIRST)
            for query in queries
            if query.get("ReturnData", True)
        ]

    return get_metric_data


def _result(
    index: MetricIndex,
    query: dict[str, Any],
    since: float,
    until: float,
    *,
    newest_first: bool,
) -> dict[str, Any]:
    stat = query["MetricStat"]
    metric = stat["Metric"]
    dimensions = frozenset(
        (each["Name"], each["Value"]) for each in metric.get("Dimensions") or ()
    )
    key = (metric["Namespace"], metric["MetricName"], dimensions)
    period = int(stat["Period"])
    points = []
    for begins in _periods(since, until, period):
        value = index.value(
            key, stat["Stat"], stat.get("Unit"), begins, begins + period
        )
        if value is not None:
            points.append((datetime.fromtimestamp(begins, UTC), value))
    if newest_first:
        points.reverse()
    return {
        "id": query["Id"],
        "label": query.get("Label") or metric["MetricName"],
        "timestamps": [at for at, _ in points],
        "values": [value for _, value in points],
        "status_code": "Complete",
    }


def _periods(since: float, until: float, period: int) -> Iterator[float]:
    """Yield when periods begin: at multiples of their length."""
    begins = since // period * period
    while begins < until:
        yield begins
        begins += period


def _seconds(time: datetime) -> float:
    # moto's own are in UTC and do not say so.
    return (time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp()


def _in_pages(original: Method) -> Method:
    def get_metric_data(self: Any) -> ActionResult:  # noqa: ANN401 - moto is untyped
        params = self._get_params()
        most = int(params.get("MaxDatapoints") or _MOST_DATAPOINTS)
        begins = int(params.get("NextToken") or 0)
        found = original(self).result
        results, seen = [], 0
        for result in found["MetricDataResults"]:
            count = len(result["values"])
            first = min(max(begins - seen, 0), count)
            last = min(max(begins + most - seen, 0), count)
            seen += count
            results.append(
                {
                    **result,
                    "timestamps": result["timestamps"][first:last],
                    "values": result["values"][first:last],
                    "status_code": "Complete" if last == count else "PartialData",
                }
            )
        if seen <= begins + most:
            return ActionResult({"MetricDataResults": results})
        token = str(begins + most)
        return ActionResult({"MetricDataResults": results, "NextToken": token})

    return get_metric_data
