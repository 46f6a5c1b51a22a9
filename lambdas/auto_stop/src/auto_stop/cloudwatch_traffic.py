"""Requests to endpoints, as CloudWatch has them."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from auto_stop.fleet import Series, Unreadable
from inferences.clients import reaching
from inferences.errors import UnavailableError

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient

_SERVICE = "CloudWatch"
_NAMESPACE = "AWS/SageMaker"
# Of one GetMetricData.
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
_QUERIES = 500
_PERIOD = timedelta(minutes=5)
# A week of five minutes is more than a call may give: 100,800 values.
_LONG_PERIOD = timedelta(hours=1)
_LONG_WINDOW = timedelta(hours=12)
# All that ListMetrics can be asked for.
_RECENT_MINUTES = 180
_VARIANT = {"EndpointName", "VariantName"}


class CloudWatchTraffic:
    """Five hundred metrics a call."""

    def __init__(self, client: "CloudWatchClient") -> None:
        """Take the client."""
        self._client = client

    def active(self, window_minutes: int) -> Iterable[tuple[str, str]]:
        """Return endpoints and variants that had requests of late.

        A new metric takes up to 15 minutes to be listed: what is not there may have
        had requests all the same.

        Raises:
            UnavailableError: CloudWatch cannot be reached or refuses.

        """
        wanted: Any = {"Namespace": _NAMESPACE, "MetricName": "Invocations"}
        if window_minutes <= _RECENT_MINUTES:
            wanted["RecentlyActive"] = "PT3H"
        found: list[tuple[str, str]] = []
        with reaching(_SERVICE):
            for page in self._client.get_paginator("list_metrics").paginate(**wanted):
                for metric in page["Metrics"]:
                    named = {
                        each["Name"]: each["Value"] for each in metric["Dimensions"]
                    }
                    # Instances and containers have metrics of their own.
                    if named.keys() == _VARIANT:
                        found.append((named["EndpointName"], named["VariantName"]))
        return found

    def measure(
        self, series: Sequence[Series], since: datetime, until: datetime
    ) -> dict[Series, float | Unreadable]:
        """Return the sum, or the largest, of each in a window.

        The window begins where a period does: up to five minutes early, a long one up
        to an hour. What CloudWatch has no data of had none: 0.
        """
        found: dict[Series, float | Unreadable] = {}
        period = _PERIOD if until - since <= _LONG_WINDOW else _LONG_PERIOD
        begin = _floor(since, period)
        for start in range(0, len(series), _QUERIES):
            some = series[start : start + _QUERIES]
            try:
                found |= self._measure(some, begin, until, period)
            except UnavailableError as error:
                found |= dict.fromkeys(some, Unreadable(str(error)))
        return found

    def _measure(
        self,
        some: Sequence[Series],
        begin: datetime,
        until: datetime,
        period: timedelta,
    ) -> dict[Series, float | Unreadable]:
        values: list[list[float]] = [[] for _ in some]
        complete = [False] * len(some)
        problems: dict[int, str] = {}
        with reaching(_SERVICE):
            pages = self._client.get_paginator("get_metric_data")
            for page in pages.paginate(
                MetricDataQueries=[
                    _query(i, each, period) for i, each in enumerate(some)
                ],
                StartTime=begin,
                EndTime=until,
                ScanBy="TimestampDescending",
            ):
                for result in page["MetricDataResults"]:
                    index = int(result["Id"].removeprefix("q"))
                    values[index] += result["Values"]
                    status = result["StatusCode"]
                    if status == "Complete":
                        complete[index] = True
                    elif status != "PartialData":
                        # PartialData is continued on the next page.
                        problems[index] = status
        return {
            each: _answer(each, values[i])
            if complete[i] and i not in problems
            else Unreadable(problems.get(i, "CloudWatch gave a part of it"))
            for i, each in enumerate(some)
        }


def _answer(series: Series, values: Sequence[float]) -> float:
    return sum(values) if series.statistic == "Sum" else max(values, default=0.0)


def _query(index: int, series: Series, period: timedelta) -> Any:  # noqa: ANN401 - as the client takes it
    return {
        "Id": f"q{index}",
        "MetricStat": {
            "Metric": {
                "Namespace": _NAMESPACE,
                "MetricName": series.metric,
                "Dimensions": [
                    {"Name": name, "Value": value} for name, value in series.dimensions
                ],
            },
            "Period": round(period.total_seconds()),
            "Stat": series.statistic,
        },
    }


def _floor(moment: datetime, period: timedelta) -> datetime:
    seconds = moment.timestamp()
    return datetime.fromtimestamp(seconds - seconds % period.total_seconds(), UTC)
