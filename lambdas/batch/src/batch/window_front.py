"""The entry point of the function that begins windows: `batch.window_front.handle`.

It does work when it is imported, as the entry points of all functions do.
"""

import os
import sys
from collections.abc import Mapping
from typing import Any

from batch.clients import Clients
from batch.invocation import Context, time_left
from batch.s3_windows import S3Windows
from batch.sagemaker_jobs import SageMakerJobs
from batch.settings import JobSettings, limits
from batch.sqs_queue import SqsQueue
from batch.telemetry import WindowTelemetry
from batch.window_id import window_of
from batch.window_service import WindowParts, WindowService
from functions.environment import TelemetrySettings, required
from functions.telemetry import LogStream
from inferences.dynamo_records import DynamoRecords
from inferences.s3_documents import S3Documents


class WindowHandler:
    """Takes the events of the schedule and of the alarm of a long queue."""

    def __init__(self, service: WindowService) -> None:
        """Take the use case."""
        self._service = service

    def __call__(self, event: Mapping[str, Any], context: Context) -> dict[str, str]:
        """Begin a window.

        Raises:
            NotAWindowError: The event names none.
            UnavailableError: Something cannot be reached: Lambda tries again.

        """
        window = window_of(event)
        outcome = self._service.run(window, time_left(context))
        return {"window": window, "outcome": outcome.value}


def build(env: Mapping[str, str]) -> WindowHandler:
    """Return the handler.

    Raises:
        SettingsError: An environment variable is missing or out of range.

    """
    stream = LogStream(TelemetrySettings.from_env(env), sys.stdout)
    region = required(env, "AWS_REGION")
    clients = Clients(region)
    settings = JobSettings.from_env(env)
    s3 = clients["s3"]
    return WindowHandler(
        WindowService(
            WindowParts(
                queue=SqsQueue(clients["sqs"], required(env, "BATCH_QUEUE_URL")),
                records=DynamoRecords(
                    clients["dynamodb"], required(env, "RECORDS_TABLE")
                ),
                documents=S3Documents(s3, settings.bucket),
                windows=S3Windows(s3, settings.bucket),
                jobs=SageMakerJobs(clients["sagemaker"], settings),
                telemetry=WindowTelemetry(stream),
                region=region,
            ),
            job_prefix=settings.prefix,
            limits=limits(env),
        )
    )


handle = build(os.environ)
