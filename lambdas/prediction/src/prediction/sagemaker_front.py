"""The SageMaker container's entry point: `python -m prediction.sagemaker_front`."""

import os
import signal
import sys
from collections.abc import Mapping
from typing import Any

from gunicorn.app.base import BaseApplication

from functions.environment import TelemetrySettings
from prediction.container import Container
from prediction.sagemaker_app import SageMakerApp
from prediction.service import PredictionService
from prediction.sklearn_model import load
from prediction.telemetry import CloudWatchTelemetry

# SageMaker starts a container with nothing but what the model resource sets.
DEFAULTS = {
    "LOG_LEVEL": "INFO",
    "METRICS_NAMESPACE": "Inferway",
    # SageMaker calls from outside the container.
    "SAGEMAKER_BIND_ADDRESS": "0.0.0.0",  # noqa: S104 # nosec B104
    "SERVICE_NAME": "prediction",
    "SM_MODEL_DIR": "/opt/ml/model",
}


class SageMakerServer(BaseApplication):  # type: ignore[misc] # gunicorn has no types
    """gunicorn, which asks for the application once, or once a worker."""

    def __init__(self, env: Mapping[str, str]) -> None:
        """Read the settings.

        Raises:
            SettingsError: An environment variable is out of range.

        """
        settings = {**DEFAULTS, **env}
        self._telemetry = CloudWatchTelemetry(
            TelemetrySettings.from_env(settings), sys.stdout
        )
        self._telemetry.follow_warnings()
        self._address = settings["SAGEMAKER_BIND_ADDRESS"]
        self._container = Container(settings, load, self._telemetry)
        super().__init__()

    def load_config(self) -> None:
        """Tell gunicorn how to serve."""
        settings = self._container.settings
        options: dict[str, Any] = {
            "bind": f"{self._address}:{settings.port}",
            "preload_app": self._container.shares_model,
            "workers": settings.workers,
            "worker_class": "gthread",
            "threads": 4,
            # For a worker that has stopped for good. Reading a large pickle can
            # stop one for a while, and SageMaker gives a start 8 minutes.
            "timeout": 480,
            # After SIGTERM the container has 30 s.
            # https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-inference-code.html
            "graceful_timeout": 25,
            # Kept longer than SageMaker keeps its side.
            "keepalive": 75,
            "loglevel": "warning",
            # The root file system may be read-only.
            "worker_tmp_dir": "/dev/shm",  # noqa: S108 - a heartbeat, no data # nosec B108
            "control_socket_disable": True,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> SageMakerApp:
        """Return the application of a worker, or of all where they share one."""
        models = self._container.models()
        service = PredictionService(models, self._telemetry)
        workers = self._container.settings.workers
        return SageMakerApp(service, models, workers=workers)


def serve(env: Mapping[str, str]) -> None:
    """Answer requests until SIGTERM.

    Raises:
        SettingsError: An environment variable is out of range.

    """
    # Until gunicorn listens to it. As the first process of a container, Python
    # would not hear it at all; nothing is under way yet.
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    SageMakerServer(env).run()


if __name__ == "__main__":
    serve(os.environ)
