"""Settings come from the environment, and a wrong one is named."""

import json

import pytest

from auto_stop.settings import Covers, Mode, Settings
from functions.environment import SettingsError
from tests.unit.auto_stop.names import ENV

TELEMETRY = {"LOG_LEVEL", "METRICS_NAMESPACE", "SERVICE_NAME"}


def test_settings():
    settings = Settings.from_env(ENV)

    assert settings.mode is Mode.REDUCE
    assert settings.window_minutes == 60
    assert settings.path == "/inferway/test/stopped"
    assert not settings.mark_first
    assert settings.covers == Covers(name_prefix="inferway-", tags={"Stage": "test"})


@pytest.mark.parametrize(
    ("action", "dry_run", "armed"),
    [
        ("delete", "false", True),
        ("reduce", "false", True),
        ("report", "false", False),
        ("delete", "true", False),
    ],
)
def test_only_what_is_switched_on_writes(action, dry_run, armed):
    env = {**ENV, "ACTION": action, "DRY_RUN": dry_run}

    assert Settings.from_env(env).armed is armed


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *((name, "") for name in ENV if name not in TELEMETRY),
        ("ACTION", "stop"),
        ("ACTION", "DELETE"),
        ("DRY_RUN", "no"),
        ("DRY_RUN", "False"),
        ("MARK_FIRST", "1"),
        ("WINDOW_MINUTES", "14"),
        ("WINDOW_MINUTES", "10081"),
        ("WINDOW_MINUTES", "60.0"),
        ("STOPPED_PARAMETERS_PATH", "inferway/stopped"),
        ("STOPPED_PARAMETERS_PATH", "/inferway/stopped/"),
        ("STOPPED_PARAMETERS_PATH", "/"),
        ("COVERS", "everything"),
        ("COVERS", "[]"),
        ("COVERS", "{}"),
        ("COVERS", '{"name_prefix": ""}'),
        ("COVERS", '{"name_prefix": "", "tags": {}, "names": []}'),
        ("COVERS", '{"name_prefix": null, "tags": {}}'),
        ("COVERS", '{"name_prefix": "", "tags": []}'),
        ("COVERS", '{"name_prefix": "", "tags": {"Stage": true}}'),
    ],
)
def test_a_wrong_setting_is_named(name, value):
    with pytest.raises(SettingsError, match=name):
        Settings.from_env({**ENV, name: value})


def test_a_rule_may_cover_everything():
    covers = json.dumps({"name_prefix": "", "tags": {}})
    found = Settings.from_env({**ENV, "COVERS": covers}).covers

    assert found.named("any")
    assert found.tagged({})
