"""The entry point of the sweeper: `batch.sweeper_front.handle`.

It does work when it is imported, as the entry points of all functions do.
"""

import os
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict

from batch.clients import Clients
from batch.invocation import Context, scheduled_time, time_left
from batch.lambda_results import LambdaResults
from batch.sagemaker_jobs import SageMakerJobFinder
from batch.settings import job_prefix
from batch.sweeper_service import SweeperParts, SweeperService
from batch.telemetry import SweeperTelemetry
from functions.environment import TelemetrySettings, required
from functions.telemetry import LogStream
from inferences.dynamo_records import DynamoRecords
from inferences.states_workflow import StatesWorkflow


class SweeperHandler:
    """Takes the events of the schedule, whatever is in them."""

    def __init__(self, parts: SweeperParts) -> None:
        """Take what a sweep needs."""
        self._parts = parts

    def __call__(self, event: object, context: Context) -> dict[str, int | bool]:
        """Sweep as of the event's time, and say what was done.

        A sweep that is delivered late, or again, looks at what was overdue then.

        Raises:
            UnavailableError: The index cannot be read: the next sweep may.

        """
        now = scheduled_time(event)
        service = SweeperService(
            self._parts, now=time.time if now is None else lambda: now
        )
        return asdict(service.run(time_left(context)))


def build(env: Mapping[str, str]) -> SweeperHandler:
    """Return the handler.

    Raises:
        SettingsError: An environment variable is missing or out of range.

    """
    region = required(env, "AWS_REGION")
    clients = Clients(region)
    parts = SweeperParts(
        records=DynamoRecords(clients["dynamodb"], required(env, "RECORDS_TABLE")),
        workflow=StatesWorkflow(
            clients["stepfunctions"], required(env, "STATE_MACHINE_ARN")
        ),
        jobs=SageMakerJobFinder(clients["sagemaker"], job_prefix(env)),
        results=LambdaResults(clients["lambda"], required(env, "RESULTS_FUNCTION")),
        telemetry=SweeperTelemetry(
            LogStream(TelemetrySettings.from_env(env), sys.stdout)
        ),
        region=region,
    )
    return SweeperHandler(parts)


handle = build(os.environ)
