"""The entry point of the watch: `failover.watch_front.handle`.

It does work when it is imported, as the entry points of all functions do.
"""

import json
import os
import sys
from collections.abc import Mapping
from typing import Any

from failover.clients import Clients
from failover.cloudwatch_lag import CloudWatchLag
from failover.dynamo_memory import DynamoMemory
from failover.dynamo_probes import DynamoProbes
from failover.dynamo_replicas import DynamoReplicas
from failover.http_vantage import HttpVantage
from failover.route53_settings import Route53Settings
from failover.s3_models import S3Models, Store
from failover.sns_topic import SnsTopic
from failover.telemetry import FailoverTelemetry
from failover.watch_handler import WatchHandler, WatchOrder
from failover.watch_parts import WatchParts
from failover.watch_ports import ModelStores
from functions.environment import SettingsError, TelemetrySettings, integer, required
from functions.telemetry import LogStream
from inferences.dynamo_active_region import DynamoActiveRegion
from inferences.dynamo_records import DynamoRecords

# Route 53 is signed for here, wherever one is.
_GLOBAL = "us-east-1"
_HOUR = 3600
_WEEK_HOURS = 168


def build(env: Mapping[str, str]) -> WatchHandler:
    """Return the handler.

    Raises:
        SettingsError: An environment variable is missing or out of range.

    """
    telemetry = TelemetrySettings.from_env(env)
    # Lambda sets it itself.
    here, home = required(env, "AWS_REGION"), required(env, "HOME_REGION")
    records, config = required(env, "RECORDS_TABLE"), required(env, "CONFIG_TABLE")
    clients = Clients()
    regions = (here, home)
    tables = {region: clients.connect("dynamodb", region) for region in regions}
    most_lag = integer(env, "MAX_REPLICATION_LAG_SECONDS", 1, _HOUR)
    parts = WatchParts(
        checks=Route53Settings(
            clients.connect("route53", _GLOBAL), _object(env, "CHECK_IDS")
        ),
        vantage=HttpVantage(required(env, "STANDBY_READY_URL")),
        replicas=DynamoReplicas(tables[here], (config, records), home=home),
        probes=DynamoProbes(tables, config, kind="watch"),
        lag=CloudWatchLag(
            {region: clients.connect("cloudwatch", region) for region in regions},
            records,
        ),
        models=_models(env, clients, here=here, home=home),
        records=DynamoRecords(tables[here], records),
        active=DynamoActiveRegion(tables[here], config),
        home=home,
        automatic=required(env, "AUTOMATIC") == "true",
        most_lag_seconds=most_lag,
        unstarted_after_seconds=integer(env, "UNSTARTED_AFTER_SECONDS", 60, 24 * _HOUR),
    )
    return WatchHandler(
        parts,
        DynamoMemory(tables[here], config),
        SnsTopic(clients.connect("sns", here), required(env, "TOPIC_ARN")),
        FailoverTelemetry(LogStream(telemetry, sys.stdout)),
        WatchOrder(
            name=required(env, "WORKFLOW_NAME"),
            again_seconds=_HOUR * integer(env, "TELL_AGAIN_HOURS", 1, _WEEK_HOURS),
        ),
    )


def _models(
    env: Mapping[str, str], clients: Clients, *, here: str, home: str
) -> ModelStores | None:
    # "null" where Terraform was given none.
    if required(env, "MODELS") == "null":
        return None
    found = _object(env, "MODELS")
    try:
        return S3Models(
            Store(client=clients.connect("s3", home), bucket=found["home_bucket"]),
            Store(client=clients.connect("s3", here), bucket=found["standby_bucket"]),
            found["pointer_key"],
        )
    except KeyError as error:
        message = f"MODELS has no {error}"
        raise SettingsError(message) from error


def _object(env: Mapping[str, str], name: str) -> dict[str, Any]:
    try:
        found = json.loads(required(env, name))
    except ValueError as error:
        message = f"{name} is no JSON"
        raise SettingsError(message) from error
    if not isinstance(found, dict):
        message = f"{name} is no JSON object"
        raise SettingsError(message)
    return found


handle = build(os.environ)
