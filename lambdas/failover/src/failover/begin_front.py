"""The entry point of who begins the workflow: `failover.begin_front.handle`.

It does work when it is imported, as the entry points of all functions do.
"""

import os
import sys
from collections.abc import Mapping

from failover.begin_handler import BeginHandler
from failover.clients import Clients
from failover.states_starts import StatesStarts
from failover.telemetry import FailoverTelemetry
from functions.environment import TelemetrySettings, required
from functions.telemetry import LogStream


def build(env: Mapping[str, str]) -> BeginHandler:
    """Return the handler.

    Raises:
        SettingsError: An environment variable is missing or out of range.

    """
    # Lambda sets it itself.
    states = Clients().connect("stepfunctions", required(env, "AWS_REGION"))
    return BeginHandler(
        StatesStarts(states, required(env, "STATE_MACHINE_ARN")),
        FailoverTelemetry(LogStream(TelemetrySettings.from_env(env), sys.stdout)),
        alarm=required(env, "ALARM_NAME"),
    )


handle = build(os.environ)
