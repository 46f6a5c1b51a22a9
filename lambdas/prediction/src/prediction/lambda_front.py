"""The Lambda function's entry point: `prediction.lambda_front.handle`.

The one module that does work when it is imported. Lambda gives the import a
whole CPU and up to 10 s before the first request (the INIT phase), whatever the
function's memory; the model is loaded in it. Without a model the import
succeeds all the same: requests get 503 and the function looks again. Only a
missing setting fails it, by name.
"""

import os
import sys
from collections.abc import Mapping

from functions.environment import TelemetrySettings
from prediction.lambda_handler import LambdaHandler
from prediction.live_model import LiveModels
from prediction.s3_store import S3ModelStore
from prediction.service import PredictionService
from prediction.settings import StoreSettings
from prediction.sklearn_model import load
from prediction.telemetry import CloudWatchTelemetry


def build(env: Mapping[str, str]) -> LambdaHandler:
    """Return the handler with a model, if the store has a good one.

    Raises:
        SettingsError: An environment variable is missing or out of range.

    """
    telemetry = CloudWatchTelemetry(TelemetrySettings.from_env(env), sys.stdout)
    telemetry.follow_warnings()
    settings = StoreSettings.from_env(env)
    models = LiveModels(
        S3ModelStore.connect(settings),
        load,
        telemetry,
        refresh_seconds=settings.refresh_seconds,
    )
    models.start()
    return LambdaHandler(PredictionService(models, telemetry))


handle = build(os.environ)
