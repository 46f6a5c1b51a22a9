"""The entry point of the function that gives results: `batch.results_front.handle`.

It does work when it is imported, as the entry points of all functions do.
"""

import os
import sys
from collections.abc import Mapping
from typing import Any

from batch.clients import Clients
from batch.invocation import Context, job_of, time_left
from batch.results_service import ResultsParts, ResultsService
from batch.s3_windows import S3Windows
from batch.sagemaker_jobs import SageMakerJobFinder
from batch.settings import job_prefix
from batch.telemetry import ResultsTelemetry
from batch.window_id import window_of, window_of_job
from functions.environment import TelemetrySettings, required
from functions.telemetry import LogStream
from inferences.dynamo_records import DynamoRecords
from inferences.s3_documents import S3Documents
from inferences.states_tokens import StatesTokens


class ResultsHandler:
    """Takes events of SageMaker over its jobs, and the sweeper's over windows.

    An event only says where to look: what the job is now is asked of SageMaker,
    because events may come twice and in another order.
    """

    def __init__(
        self, service: ResultsService, telemetry: ResultsTelemetry, prefix: str
    ) -> None:
        """Take the use case, and what the names of windows' jobs begin with."""
        self._service = service
        self._telemetry = telemetry
        self._prefix = prefix

    def __call__(
        self, event: Mapping[str, Any], context: Context
    ) -> dict[str, str | None]:
        """Collect the results of a window, whose ID the answer has.

        Raises:
            NotAWindowError: The event names neither job nor window.
            UnavailableError: Something cannot be reached: Lambda tries again.
            UnfinishedError: Time was up: Lambda tries again.

        """
        name = job_of(event)
        window = window_of(event) if name is None else window_of_job(self._prefix, name)
        if window is None:
            self._telemetry.other_job(name or "")
        else:
            self._service.run(window, time_left(context))
        return {"window": window}


def build(env: Mapping[str, str]) -> ResultsHandler:
    """Return the handler.

    Raises:
        SettingsError: An environment variable is missing or out of range.

    """
    telemetry = ResultsTelemetry(LogStream(TelemetrySettings.from_env(env), sys.stdout))
    region = required(env, "AWS_REGION")
    clients = Clients(region)
    bucket = required(env, "INFERENCES_BUCKET")
    prefix = job_prefix(env)
    s3 = clients["s3"]
    parts = ResultsParts(
        records=DynamoRecords(clients["dynamodb"], required(env, "RECORDS_TABLE")),
        documents=S3Documents(s3, bucket),
        windows=S3Windows(s3, bucket),
        jobs=SageMakerJobFinder(clients["sagemaker"], prefix),
        tokens=StatesTokens(clients["stepfunctions"]),
        telemetry=telemetry,
        region=region,
    )
    return ResultsHandler(ResultsService(parts, job_prefix=prefix), telemetry, prefix)


handle = build(os.environ)
