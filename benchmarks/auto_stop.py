"""What a look at a fleet costs, by size, against one call an endpoint.

Calls are counted where botocore would send them; each takes 20 ms there, as on AWS.
A tenth of the endpoints is idle; in the last row all of them are. Memory is that of
the whole process. A dry run: a stop itself takes about a dozen calls more.
"""

import io
import multiprocessing
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from auto_stop.clients import Clients
from auto_stop.cloudwatch_traffic import CloudWatchTraffic
from auto_stop.looking import Sources
from auto_stop.run_service import RunParts, RunService
from auto_stop.sagemaker_fleet import SageMakerFleet
from auto_stop.settings import Covers, Mode, Settings
from auto_stop.tagging_api import TaggingApi
from auto_stop.telemetry import AutoStopTelemetry
from functions.environment import TelemetrySettings
from functions.telemetry import LogStream
from stopped_endpoints.auto_scaling import AutoScaling
from stopped_endpoints.parameters import SsmStoppedEndpoints

_SIZES = (10, 100, 1_000, 2_000)
_REGION = "eu-west-1"
_SECONDS_A_CALL = 0.02
_NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)
_OLD = _NOW - timedelta(days=7)
_PAGE = 100
_METRICS_PAGE = 500
_MIB = 1024
_ARN = "arn:aws:sagemaker:eu-west-1:111122223333:endpoint/"


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What looking at a fleet took.

    Attributes:
        what: Which fleet.
        calls: By name.
        seconds: Of the run.
        mebibytes: Of the process, at its peak.
        one_by_one: Calls of the way that asks for each endpoint alone.

    """

    what: str
    calls: Mapping[str, int]
    seconds: float
    mebibytes: float
    one_by_one: int

    def __str__(self) -> str:
        """Give the figures of one fleet."""
        names = ", ".join(f"{n} {name}" for name, n in sorted(self.calls.items()))
        total = sum(self.calls.values())
        alone = self.one_by_one * _SECONDS_A_CALL
        return (
            f"{self.what}: {total} calls, {self.seconds:.1f} s,"
            f" {self.mebibytes:.0f} MiB; one call an endpoint: {self.one_by_one:,}"
            f" calls, {alone:.1f} s of waiting\n    {names}"
        )


class _Fleet:
    """Answers in the place of AWS."""

    def __init__(self, size: int, idle_every: int) -> None:
        self.calls: Counter[str] = Counter()
        self._names = [f"endpoint-{number:05d}" for number in range(size)]
        self._idle = set(self._names[::idle_every])

    def answer(self, operation: str, params: Mapping[str, Any]) -> dict[str, Any]:
        """Answer one call."""
        self.calls[operation] += 1
        time.sleep(_SECONDS_A_CALL)
        answered: dict[str, Any] = getattr(self, f"_{operation}")(params)
        return answered

    def _page(
        self, names: list[str], params: Mapping[str, Any], token: str, most: int
    ) -> tuple[list[str], dict[str, str]]:
        start = int(params.get(token) or 0)
        more = start + most < len(names)
        return names[start : start + most], {token: str(start + most)} if more else {}

    def _ListEndpoints(self, params: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N802 - AWS's
        names, more = self._page(self._names, params, "NextToken", _PAGE)
        listed = [
            {
                "EndpointName": name,
                "EndpointArn": _ARN + name,
                "CreationTime": _OLD,
                "LastModifiedTime": _OLD,
                "EndpointStatus": "InService",
            }
            for name in names
        ]
        return {"Endpoints": listed, **more}

    def _ListInferenceComponents(self, _: object) -> dict[str, Any]:  # noqa: N802 - AWS's
        return {"InferenceComponents": []}

    def _GetResources(self, params: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N802 - AWS's
        names, more = self._page(self._names, params, "PaginationToken", _PAGE)
        tags = [{"Key": f"Tag{number}", "Value": "value"} for number in range(5)]
        found = [{"ResourceARN": _ARN + name, "Tags": tags} for name in names]
        return {"ResourceTagMappingList": found, **more}

    def _ListMetrics(self, params: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N802 - AWS's
        busy = [name for name in self._names if name not in self._idle]
        names, more = self._page(busy, params, "NextToken", _METRICS_PAGE)
        return {"Metrics": [{"Dimensions": _dimensions(n)} for n in names], **more}

    def _GetMetricData(self, params: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N802 - AWS's
        results = []
        for query in params["MetricDataQueries"]:
            name = query["MetricStat"]["Metric"]["Dimensions"][0]["Value"]
            values = [] if name in self._idle else [1.0] * 12
            results.append(
                {"Id": query["Id"], "Values": values, "StatusCode": "Complete"}
            )
        return {"MetricDataResults": results}

    def _DescribeEndpoint(self, params: Mapping[str, Any]) -> dict[str, Any]:  # noqa: N802 - AWS's
        return {
            "EndpointStatus": "InService",
            "LastModifiedTime": _OLD,
            "EndpointConfigName": params["EndpointName"],
            "ProductionVariants": [{"VariantName": "main", "CurrentInstanceCount": 1}],
        }

    def _DescribeEndpointConfig(self, _: object) -> dict[str, Any]:  # noqa: N802 - AWS's
        variant = {
            "VariantName": "main",
            "ModelName": "model",
            "InstanceType": "ml.m5.large",
        }
        return {"ProductionVariants": [variant]}

    def _DescribeScalableTargets(self, _: object) -> dict[str, Any]:  # noqa: N802 - AWS's
        return {"ScalableTargets": []}

    def _GetParametersByPath(self, _: object) -> dict[str, Any]:  # noqa: N802 - AWS's
        return {"Parameters": []}


class _Http:
    status_code = 200


class _CountedClients(Clients):
    """Clients whose calls go to a fleet of ours."""

    def __init__(self, fleet: _Fleet) -> None:
        super().__init__(_REGION)
        self._session.set_credentials("bench", "bench")
        self._fleet = fleet

    def __getitem__(self, service: str) -> Any:  # noqa: ANN401 - of each service its own
        client = super().__getitem__(service)
        # Before a call its parameters are serialised: note them as they were given.
        client.meta.events.register("before-parameter-build", self._note)
        client.meta.events.register_first("before-call", self._instead)
        return client

    def _note(
        self, params: dict[str, Any], context: dict[str, Any], **_: object
    ) -> None:
        context["given"] = params

    def _instead(
        self,
        model: Any,  # noqa: ANN401 - botocore's
        context: dict[str, Any],
        **_: object,
    ) -> tuple[_Http, dict[str, Any]]:
        return _Http(), self._fleet.answer(model.name, context["given"])


def measure() -> Iterator[Cost]:
    """Look at fleets of several sizes, each in a process of its own."""
    fleets = [(size, 10) for size in _SIZES] + [(_SIZES[-1], 1)]
    for size, idle_every in fleets:
        # A process of its own has a peak of its own.
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            yield pool.apply(_looked, (size, idle_every))


def _looked(size: int, idle_every: int) -> Cost:
    fleet = _Fleet(size, idle_every)
    clients = _CountedClients(fleet)
    telemetry = TelemetrySettings(log_level="INFO", namespace="B", service="bench")
    parts = RunParts(
        sources=Sources(
            fleet=SageMakerFleet(clients["sagemaker"]),
            tags=TaggingApi(clients["resourcegroupstaggingapi"]),
            traffic=CloudWatchTraffic(clients["cloudwatch"]),
            targets=AutoScaling(clients["application-autoscaling"]),
        ),
        stopped=SsmStoppedEndpoints(clients["ssm"], "/bench/stopped"),
        telemetry=AutoStopTelemetry(LogStream(telemetry, io.StringIO())),
        price=lambda _: Decimal("0.115"),
        by="bench",
    )
    settings = Settings(
        region=_REGION,
        covers=Covers(tags={}),
        mode=Mode.DELETE,
        dry_run=True,
        window_minutes=60,
        mark_first=False,
        path="/bench/stopped",
    )
    began = time.perf_counter()
    summary = RunService(parts, settings, _NOW).run(lambda: 300.0)
    seconds = time.perf_counter() - began
    # Pages of the list; then of each its description, its tags, its metric; of idle
    # ones the configuration and the scalable target.
    pages = -(-size // _PAGE)
    return Cost(
        what=f"{size:,} endpoints, {summary.idle:,} idle",
        calls=dict(fleet.calls),
        seconds=seconds,
        mebibytes=_peak(),
        one_by_one=pages + 3 * size + 2 * summary.idle,
    )


def _peak() -> float:
    """Return the most memory that this process had, in MiB.

    Not by getrusage: that counts what the parent had when it made this process.
    """
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    [line] = [line for line in status.splitlines() if line.startswith("VmHWM:")]
    return int(line.split()[1]) / _MIB


def _dimensions(name: str) -> list[dict[str, str]]:
    return [
        {"Name": "EndpointName", "Value": name},
        {"Name": "VariantName", "Value": "main"},
    ]
