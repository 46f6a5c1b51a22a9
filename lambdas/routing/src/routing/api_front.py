"""The entry point of the API's inferences: `routing.api_front.handle`.

It does work when it is imported, as the entry points of all functions do.
"""

import os
import sys
import time
from collections.abc import Mapping

from functions.environment import TelemetrySettings, required
from functions.telemetry import LogStream
from inferences.clients import connect
from inferences.dynamo_active_region import DynamoActiveRegion
from inferences.dynamo_records import DynamoRecords
from inferences.paths import Path
from inferences.s3_documents import S3Documents
from inferences.states_workflow import StatesWorkflow
from routing.api_handler import ApiHandler
from routing.api_telemetry import LoggedApi
from routing.attempts import SyncAttempts
from routing.attempts_log import LoggedAttempts
from routing.attempts_once import SingleAttempts
from routing.config_cache import CachedConfig
from routing.config_table import DynamoConfigTable
from routing.endpoints import Endpoints, endpoints
from routing.get import GetInference
from routing.health import Readiness
from routing.invoker import Invoker, RuntimeClients
from routing.post import PostInferences, PostParts
from routing.router import ConfiguredRouter
from routing.rule import Available


def build(env: Mapping[str, str]) -> ApiHandler:
    """Return the handler.

    Raises:
        SettingsError: An environment variable is missing or out of range.

    """
    stream = LogStream(TelemetrySettings.from_env(env), sys.stdout)
    telemetry = LoggedApi(stream)
    # Lambda sets it itself.
    region = required(env, "AWS_REGION")
    dynamodb = connect("dynamodb", region)
    records = DynamoRecords(dynamodb, required(env, "RECORDS_TABLE"))
    documents = S3Documents(connect("s3", region), required(env, "INFERENCES_BUCKET"))
    there = endpoints(env)
    config_table = required(env, "CONFIG_TABLE")
    config = CachedConfig(
        DynamoConfigTable(dynamodb, config_table),
        telemetry,
        # Also while Lambda freezes the environment.
        time.time,
    )
    attempts = SingleAttempts(
        records,
        documents,
        there,
        Invoker(RuntimeClients(region=region)),
        LoggedAttempts(stream),
    )
    parts = PostParts(
        records=records,
        documents=documents,
        workflow=StatesWorkflow(
            connect("stepfunctions", region), required(env, "STATE_MACHINE_ARN")
        ),
        router=ConfiguredRouter(config, _available(there)),
        attempts=SyncAttempts(attempts),
        telemetry=telemetry,
        region=region,
    )
    return ApiHandler(
        post=PostInferences(parts),
        get=GetInference(records, documents),
        telemetry=telemetry,
        ready=Readiness(
            records,
            DynamoActiveRegion(dynamodb, config_table),
            telemetry,
            region=region,
        ),
    )


def _available(there: Endpoints) -> Available:
    return Available(
        provisioned=Path.PROVISIONED in there, serverless=Path.SERVERLESS in there
    )


handle = build(os.environ)
