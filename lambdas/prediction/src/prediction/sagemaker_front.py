"""The SageMaker container's entry point: `python -m prediction.sagemaker_front`."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gunicorn.app.base import BaseApplication

from prediction.model_folder import FolderModels
from prediction.sagemaker_app import SageMakerApp
from prediction.service import PredictionService
from prediction.settings import TelemetrySettings, port
from prediction.sklearn_model import load
from prediction.telemetry import CloudWatchTelemetry

# SageMaker starts a container with nothing but what the model resource sets.
DEFAULTS = {
    "LOG_LEVEL": "INFO",
    "METRICS_NAMESPACE": "Inferway",
    "SERVICE_NAME": "prediction",
    "SM_MODEL_DIR": "/opt/ml/model",
}


def build(env: Mapping[str, str]) -> SageMakerApp:
    """Return the application with the model that SageMaker unpacked.

    Raises:
        SettingsError: An environment variable is out of range.

    """
    settings = {**DEFAULTS, **env}
    telemetry = CloudWatchTelemetry(TelemetrySettings.from_env(settings), sys.stdout)
    telemetry.follow_warnings()
    models = FolderModels.of(Path(settings["SM_MODEL_DIR"]), load, telemetry)
    return SageMakerApp(PredictionService(models, telemetry), models)


class _Server(BaseApplication):  # type: ignore[misc] # gunicorn has no types
    def __init__(self, options: Mapping[str, Any], env: Mapping[str, str]) -> None:
        self._options = options
        self._env = env
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> SageMakerApp:
        return build(self._env)


def serve(env: Mapping[str, str]) -> None:
    """Answer requests until SIGTERM.

    Raises:
        SettingsError: An environment variable is out of range.

    """
    options = {
        # SageMaker calls from outside the container.
        "bind": f"0.0.0.0:{port(env)}",
        # Loaded once, shared by the workers' memory.
        "preload_app": True,
        "workers": len(os.sched_getaffinity(0)),
        "worker_class": "gthread",
        "threads": 4,
        # SageMaker gives a request 60 s; after SIGTERM the container has 30 s.
        # https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-inference-code.html
        "timeout": 65,
        "graceful_timeout": 25,
        # Kept longer than SageMaker keeps its side.
        "keepalive": 75,
        "loglevel": "warning",
        # The root file system may be read-only.
        "worker_tmp_dir": "/dev/shm",  # noqa: S108 - a heartbeat, no data
        "control_socket_disable": True,
    }
    _Server(options, env).run()


if __name__ == "__main__":
    serve(os.environ)
