"""Settings fail closed, and name the variable."""

import pytest

from functions.environment import SettingsError, TelemetrySettings
from prediction.settings import StoreSettings

ENV = {
    "AWS_REGION": "eu-west-1",
    "MODEL_BUCKET": "models",
    "MODEL_POINTER_KEY": "live.json",
    "MODEL_REFRESH_SECONDS": "60",
    "LOG_LEVEL": "INFO",
    "METRICS_NAMESPACE": "Inferway",
    "SERVICE_NAME": "inferway-staging",
}
READERS = {
    "AWS_REGION": StoreSettings,
    "MODEL_BUCKET": StoreSettings,
    "MODEL_POINTER_KEY": StoreSettings,
    "MODEL_REFRESH_SECONDS": StoreSettings,
    "LOG_LEVEL": TelemetrySettings,
    "METRICS_NAMESPACE": TelemetrySettings,
    "SERVICE_NAME": TelemetrySettings,
}


def test_they_are_read():
    assert StoreSettings.from_env(ENV) == StoreSettings(
        region="eu-west-1",
        bucket="models",
        pointer_key="live.json",
        refresh_seconds=60,
    )
    assert TelemetrySettings.from_env(ENV) == TelemetrySettings(
        log_level="INFO", namespace="Inferway", service="inferway-staging"
    )


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("value", [None, ""])
def test_a_missing_one_is_named(name, value):
    env = {k: v for k, v in ENV.items() if k != name}
    if value is not None:
        env[name] = value

    with pytest.raises(SettingsError, match=f"{name} is not set"):
        READERS[name].from_env(env)


@pytest.mark.parametrize(
    "text", ["0", "-1", "1.5", " 1", "1_0", "\u0663", "86401", "9" * 5000, "soon"]
)
def test_a_refresh_time_out_of_range_is_named(text):
    with pytest.raises(SettingsError, match="MODEL_REFRESH_SECONDS"):
        StoreSettings.from_env({**ENV, "MODEL_REFRESH_SECONDS": text})


@pytest.mark.parametrize("level", ["info", "TRACE", "10"])
def test_an_unknown_level_is_named(level):
    with pytest.raises(SettingsError, match="LOG_LEVEL"):
        TelemetrySettings.from_env({**ENV, "LOG_LEVEL": level})
