"""The entry point of the function: `auto_stop.front.handle`.

It does work when it is imported, as the entry points of all functions do.
"""

import os
import sys
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from auto_stop.clients import Clients
from auto_stop.cloudwatch_traffic import CloudWatchTraffic
from auto_stop.invocation import Context, scheduled_time, time_left
from auto_stop.looking import Sources
from auto_stop.run_service import RunParts, RunService
from auto_stop.sagemaker_fleet import SageMakerFleet
from auto_stop.settings import Settings
from auto_stop.tagging_api import TaggingApi
from auto_stop.telemetry import AutoStopTelemetry
from functions.environment import TelemetrySettings
from functions.telemetry import LogStream
from prices import load
from stopped_endpoints.auto_scaling import AutoScaling
from stopped_endpoints.parameters import SsmStoppedEndpoints


class Handler:
    """Takes the events of the schedule, whatever is in them."""

    def __init__(
        self,
        parts: RunParts,
        settings: Settings,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Take what a run needs; the clock gives seconds since 1970."""
        self._parts = parts
        self._settings = settings
        self._clock = clock

    def __call__(self, event: object, context: Context) -> dict[str, Any]:
        """Run, and say what became of all endpoints.

        An event that comes late must not hide what was asked since: the run goes by
        the later of its time and the clock.

        Raises:
            UnavailableError: Endpoints, or records of stops, cannot be listed.

        """
        now = max(self._clock(), scheduled_time(event) or 0.0)
        service = RunService(
            self._parts, self._settings, datetime.fromtimestamp(now, UTC)
        )
        summary = service.run(time_left(context))
        return {
            "dry_run": not self._settings.armed,
            "seen": summary.seen,
            "idle": summary.idle,
            "stopped": summary.stopped,
            "failed": summary.failed,
            "spared": dict(summary.spared),
            "monthly_saving_usd": f"{summary.saving:.2f}",
        }


def build(env: Mapping[str, str]) -> Handler:
    """Return the handler.

    Raises:
        SettingsError: An environment variable is missing or out of range.

    """
    settings = Settings.from_env(env)
    telemetry = TelemetrySettings.from_env(env)
    clients = Clients(settings.region)
    prices = load()
    parts = RunParts(
        sources=Sources(
            fleet=SageMakerFleet(clients["sagemaker"]),
            tags=TaggingApi(clients["resourcegroupstaggingapi"]),
            traffic=CloudWatchTraffic(clients["cloudwatch"]),
            targets=AutoScaling(clients["application-autoscaling"]),
        ),
        stopped=SsmStoppedEndpoints(clients["ssm"], settings.path),
        telemetry=AutoStopTelemetry(LogStream(telemetry, sys.stdout)),
        price=lambda kind: prices.instance_hour(kind, settings.region),
        by=telemetry.service,
    )
    return Handler(parts, settings)


handle = build(os.environ)
