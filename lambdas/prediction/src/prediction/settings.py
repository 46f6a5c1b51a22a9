"""Settings, read once from the environment that Terraform writes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


class SettingsError(Exception):
    """An environment variable is missing or has a value out of range."""


@dataclass(frozen=True, kw_only=True)
class TelemetrySettings:
    """How the function tells of itself.

    Attributes:
        log_level: Name of the least level that is logged.
        namespace: Of its CloudWatch metrics.
        service: Its name, the dimension of its metrics.

    """

    log_level: str
    namespace: str
    service: str

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> "TelemetrySettings":
        """Read the settings.

        Raises:
            SettingsError: A variable is missing or out of range; the message
                names it.

        """
        level = _required(env, "LOG_LEVEL")
        if level not in _LOG_LEVELS:
            message = f"LOG_LEVEL must be one of {', '.join(_LOG_LEVELS)}, not {level}"
            raise SettingsError(message)
        return cls(
            log_level=level,
            namespace=_required(env, "METRICS_NAMESPACE"),
            service=_required(env, "SERVICE_NAME"),
        )


@dataclass(frozen=True, kw_only=True)
class StoreSettings:
    """Where the live model is, and how often to look.

    Attributes:
        region: Of the model store.
        bucket: Its name.
        pointer_key: Key of the live pointer.
        refresh_seconds: Least time between two looks at the pointer.

    """

    region: str
    bucket: str
    pointer_key: str
    refresh_seconds: int

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> "StoreSettings":
        """Read the settings.

        Raises:
            SettingsError: A variable is missing or out of range; the message
                names it.

        """
        return cls(
            # Lambda sets it itself.
            region=_required(env, "AWS_REGION"),
            bucket=_required(env, "MODEL_BUCKET"),
            pointer_key=_required(env, "MODEL_POINTER_KEY"),
            refresh_seconds=_integer(env, "MODEL_REFRESH_SECONDS", 1, 86_400),
        )


def port(env: Mapping[str, str]) -> int:
    """Return the port that SageMaker's container must listen on.

    Raises:
        SettingsError: SAGEMAKER_BIND_TO_PORT is no port.

    """
    if "SAGEMAKER_BIND_TO_PORT" not in env:
        return 8080
    return _integer(env, "SAGEMAKER_BIND_TO_PORT", 1, 65_535)


def _required(env: Mapping[str, str], name: str) -> str:
    value = env.get(name, "")
    if not value:
        message = f"{name} is not set"
        raise SettingsError(message)
    return value


def _integer(env: Mapping[str, str], name: str, low: int, high: int) -> int:
    text = _required(env, name)
    # int() takes " 1 ", "1_0" and Arabic digits too.
    value = int(text) if re.fullmatch("[0-9]{1,9}", text) else -1
    if not low <= value <= high:
        message = f"{name} must be an integer from {low} to {high}, not {text!r}"
        raise SettingsError(message)
    return value
