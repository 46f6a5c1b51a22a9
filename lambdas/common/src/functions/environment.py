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
        level = required(env, "LOG_LEVEL")
        if level not in _LOG_LEVELS:
            message = f"LOG_LEVEL must be one of {', '.join(_LOG_LEVELS)}, not {level}"
            raise SettingsError(message)
        return cls(
            log_level=level,
            namespace=required(env, "METRICS_NAMESPACE"),
            service=required(env, "SERVICE_NAME"),
        )


def required(env: Mapping[str, str], name: str) -> str:
    """Return a variable's value.

    Raises:
        SettingsError: It is missing or empty.

    """
    value = env.get(name, "")
    if not value:
        message = f"{name} is not set"
        raise SettingsError(message)
    return value


def integer(env: Mapping[str, str], name: str, low: int, high: int) -> int:
    """Return a variable's value, an integer in a range that holds both ends.

    Raises:
        SettingsError: It is missing or out of range.

    """
    text = required(env, name)
    # int() takes " 1 ", "1_0" and Arabic digits too.
    value = int(text) if re.fullmatch("[0-9]{1,9}", text) else -1
    if not low <= value <= high:
        message = f"{name} must be an integer from {low} to {high}, not {text!r}"
        raise SettingsError(message)
    return value
