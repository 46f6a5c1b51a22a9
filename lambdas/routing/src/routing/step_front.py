"""The entry point of the workflow's step function: `routing.step_front.handle`.

It does work when it is imported, as the entry points of all functions do.
"""

import os
import sys
from collections.abc import Mapping

from functions.environment import TelemetrySettings, integer, required
from functions.telemetry import LogStream
from inferences.clients import connect
from inferences.dynamo_records import DynamoRecords
from inferences.s3_documents import S3Documents
from inferences.states_tokens import StatesTokens
from routing.attempts_log import LoggedAttempts
from routing.attempts_once import SingleAttempts
from routing.endpoints import endpoints
from routing.invoker import Invoker, RuntimeClients
from routing.step_handler import StepHandler
from routing.step_queue import SqsWindowQueue

_LONGEST_WINDOW_SECONDS = 86_400


def build(env: Mapping[str, str]) -> StepHandler:
    """Return the handler.

    Raises:
        SettingsError: An environment variable is missing or out of range.

    """
    stream = LogStream(TelemetrySettings.from_env(env), sys.stdout)
    # Lambda sets it itself.
    region = required(env, "AWS_REGION")
    records = DynamoRecords(connect("dynamodb", region), required(env, "RECORDS_TABLE"))
    documents = S3Documents(connect("s3", region), required(env, "INFERENCES_BUCKET"))
    return StepHandler(
        records,
        documents,
        SingleAttempts(
            records,
            documents,
            endpoints(env),
            Invoker(RuntimeClients(region=region)),
            LoggedAttempts(stream),
        ),
        SqsWindowQueue(connect("sqs", region), required(env, "BATCH_QUEUE_URL")),
        StatesTokens(connect("stepfunctions", region)),
        region=region,
        window_seconds=integer(env, "WINDOW_SECONDS", 60, _LONGEST_WINDOW_SECONDS),
    )


handle = build(os.environ)
