"""The entry point of the workflows' step function: `failover.step_front.handle`.

It does work when it is imported, as the entry points of all functions do.
"""

import os
import sys
from collections.abc import Mapping

from failover.clients import Clients
from failover.cloudwatch_lag import CloudWatchLag
from failover.dynamo_adoptions import DynamoAdoptions
from failover.dynamo_probes import DynamoProbes
from failover.http_vantage import HttpVantage
from failover.restarting import RestartParts
from failover.route53_checks import Route53Checks
from failover.step_handler import StepHandler, StepParts
from failover.telemetry import FailoverTelemetry
from functions.environment import TelemetrySettings, integer, required
from functions.telemetry import LogStream
from inferences.dynamo_active_region import DynamoActiveRegion
from inferences.dynamo_records import DynamoRecords
from inferences.states_workflow import StatesWorkflow

# Route 53 is signed for here, wherever one is.
_GLOBAL = "us-east-1"
_MOST_LAG_SECONDS = 3600


def build(env: Mapping[str, str]) -> StepHandler:
    """Return the handler.

    Raises:
        SettingsError: An environment variable is missing or out of range.

    """
    telemetry = FailoverTelemetry(
        LogStream(TelemetrySettings.from_env(env), sys.stdout)
    )
    # Lambda sets it itself.
    here, home = required(env, "AWS_REGION"), required(env, "HOME_REGION")
    clients = Clients()
    tables = {region: clients.connect("dynamodb", region) for region in (here, home)}
    records, config = required(env, "RECORDS_TABLE"), required(env, "CONFIG_TABLE")
    restart = RestartParts(
        records=DynamoRecords(tables[here], records),
        adoptions=DynamoAdoptions(tables[here], records, here=here, home=home),
        workflow=StatesWorkflow(
            clients.connect("stepfunctions", here), required(env, "STATE_MACHINE_ARN")
        ),
        telemetry=telemetry,
        here=here,
        home=home,
    )
    return StepHandler(
        StepParts(
            name=required(env, "WORKFLOW_NAME"),
            log_group=required(env, "AWS_LAMBDA_LOG_GROUP_NAME"),
            most_lag_seconds=integer(
                env, "MAX_REPLICATION_LAG_SECONDS", 1, _MOST_LAG_SECONDS
            ),
            vantage=HttpVantage(required(env, "HOME_READY_URL")),
            checks=Route53Checks(
                clients.connect("route53", _GLOBAL),
                endpoint=required(env, "ENDPOINT_CHECK_ID"),
                switch=required(env, "SWITCH_CHECK_ID"),
            ),
            active=DynamoActiveRegion(tables[here], config),
            probes=DynamoProbes(tables, config),
            lag=CloudWatchLag(
                {r: clients.connect("cloudwatch", r) for r in (here, home)}, records
            ),
            restart=restart,
            telemetry=telemetry,
        )
    )


handle = build(os.environ)
