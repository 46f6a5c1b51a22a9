"""Settings come from the environment, and a wrong one is named."""

import pytest

from batch.settings import JobSettings, job_prefix, limits
from functions.environment import SettingsError

ENV = {
    "INFERENCES_BUCKET": "inferences",
    "INSTANCE_COUNT": "1",
    "INSTANCE_TYPE": "ml.m5.large",
    "JOB_NAME_PREFIX": "inferway",
    "KMS_KEY_ARN": "arn:aws:kms:eu-west-1:111122223333:key/1",
    "MAX_CONCURRENT_TRANSFORMS": "4",
    "MAX_PAYLOAD_MB": "25",
    "MODEL_NAME": "model",
    "WINDOW_MAX_RECORDS": "5000",
}


def test_settings():
    settings = JobSettings.from_env(ENV)

    assert (settings.prefix, settings.max_payload_mb) == ("inferway", 25)
    found = limits(ENV)
    assert (found.records, found.line_bytes) == (5000, 25 * 1024 * 1024)
    assert found.bytes >= 6 * 1024 * 1024


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *((name, "") for name in ENV if name != "WINDOW_MAX_RECORDS"),
        ("INSTANCE_COUNT", "0"),
        ("MAX_CONCURRENT_TRANSFORMS", "0"),
        ("MAX_CONCURRENT_TRANSFORMS", "5"),
        ("MAX_PAYLOAD_MB", "0"),
        ("MAX_PAYLOAD_MB", "26"),
        ("MAX_PAYLOAD_MB", "101"),
        ("JOB_NAME_PREFIX", "a_b"),
        ("JOB_NAME_PREFIX", "a--b"),
        ("JOB_NAME_PREFIX", "a" * 43),
    ],
)
def test_a_wrong_setting_is_named(name, value):
    with pytest.raises(SettingsError, match=name):
        JobSettings.from_env({**ENV, name: value})


@pytest.mark.parametrize("value", ["", "0", "100001", "many"])
def test_limits_are_checked(value):
    with pytest.raises(SettingsError, match="WINDOW_MAX_RECORDS"):
        limits({**ENV, "WINDOW_MAX_RECORDS": value})


def test_a_prefix_is_needed():
    with pytest.raises(SettingsError, match="JOB_NAME_PREFIX"):
        job_prefix({})
