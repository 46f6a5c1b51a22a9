"""The lines that Lambda itself writes into a function's log.

Source: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
"""

import json
import math
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from local_aws.runtime.config import FunctionConfig


@dataclass(frozen=True, kw_only=True)
class Report:
    """What an invocation took.

    Attributes:
        request_id: Of the invocation.
        duration_ms: Of the invocation.
        init_ms: Of the INIT phase before it, None for a warm start.
        max_memory_mb: The most used so far by the environment, None if unknown.
        status: None for a success, else "error" or "timeout".
        error_type: With the status "error".

    """

    request_id: str
    duration_ms: float
    init_ms: float | None
    max_memory_mb: int | None
    status: str | None = None
    error_type: str | None = None

    @property
    def billed_ms(self) -> int:
        """What is billed: the INIT phase too, since August 2025.

        Source: https://aws.amazon.com/blogs/compute/aws-lambda-standardizes-billing-for-init-phase/
        """
        return math.ceil(self.duration_ms + (self.init_ms or 0.0))


def start(config: FunctionConfig, request_id: str) -> list[str]:
    """Return the lines that begin an invocation."""
    if config.log_format == "JSON":
        record = {"requestId": request_id, "version": config.version}
        return [_json("platform.start", record)]
    return [f"START RequestId: {request_id} Version: {config.version}"]


def init_report(
    config: FunctionConfig, init_ms: float, *, phase: str, status: str, error_type: str
) -> list[str]:
    """Return the line about an INIT phase that failed."""
    if config.log_format == "JSON":
        record: dict[str, Any] = {
            "initializationType": "on-demand",
            "phase": phase,
            "status": status,
            "errorType": error_type,
            "metrics": {"durationMs": round(init_ms, 3)},
        }
        return [_json("platform.initReport", record)]
    line = f"INIT_REPORT Init Duration: {init_ms:.2f} ms\tPhase: {phase}\t"
    line += f"Status: {status}"
    if status == "error":
        line += f"\tError Type: {error_type}"
    return [line]


def end(config: FunctionConfig, report: Report) -> list[str]:
    """Return the lines that end an invocation."""
    if config.log_format == "JSON":
        return [_json("platform.report", _report_record(config, report))]
    lines = []
    if report.status == "timeout":
        lines.append(
            f"{_now()} {report.request_id} Task timed out after "
            f"{config.timeout_seconds:.2f} seconds"
        )
    fields = [
        f"REPORT RequestId: {report.request_id}",
        f"Duration: {report.duration_ms:.2f} ms",
        f"Billed Duration: {report.billed_ms} ms",
        f"Memory Size: {config.memory_mb} MB",
    ]
    if report.max_memory_mb is not None:
        fields.append(f"Max Memory Used: {report.max_memory_mb} MB")
    if report.init_ms is not None:
        fields.append(f"Init Duration: {report.init_ms:.2f} ms")
    if report.status is not None:
        fields.append(f"Status: {report.status}")
    if report.status == "error":
        fields.append(f"Error Type: {report.error_type}")
    return [
        *lines,
        f"END RequestId: {report.request_id}",
        "\t".join([*fields, ""]),
    ]


def _report_record(config: FunctionConfig, report: Report) -> dict[str, Any]:
    metrics: dict[str, Any] = {
        "durationMs": round(report.duration_ms, 3),
        "billedDurationMs": report.billed_ms,
        "memorySizeMB": config.memory_mb,
    }
    if report.max_memory_mb is not None:
        metrics["maxMemoryUsedMB"] = report.max_memory_mb
    if report.init_ms is not None:
        metrics["initDurationMs"] = round(report.init_ms, 3)
    record: dict[str, Any] = {
        "requestId": report.request_id,
        "metrics": metrics,
        "status": report.status or "success",
    }
    if report.status == "error":
        record["errorType"] = report.error_type
    return record


def _json(kind: str, record: Mapping[str, Any]) -> str:
    return json.dumps({"time": _now(), "type": kind, "record": record})


def _now() -> str:
    now = time.time_ns() // 1_000_000
    moment = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now // 1000))
    return f"{moment}.{now % 1000:03d}Z"
