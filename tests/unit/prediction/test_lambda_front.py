"""The module that Lambda imports: it works when it is imported."""

import importlib
import json
import sys
import time
import warnings

import pytest

from functions.environment import SettingsError
from tests.support.corpus import text_model
from tests.support.fronts import Context
from tests.unit.prediction.test_settings import ENV


@pytest.fixture
def boot(store, monkeypatch, request):
    """Import the module as Lambda does."""
    for name, value in {**ENV, "MODEL_REFRESH_SECONDS": "1"}.items():
        monkeypatch.setenv(name, value)
    # A logger of the same name would write where an earlier test read.
    monkeypatch.setenv("SERVICE_NAME", request.node.name)

    def start():
        monkeypatch.delitem(sys.modules, "prediction.lambda_front", raising=False)
        return importlib.import_module("prediction.lambda_front").handle

    with warnings.catch_warnings():
        yield start
    sys.modules.pop("prediction.lambda_front", None)


def test_the_model_is_there_before_the_first_request(boot, store, capsys):
    store.promote(text_model())
    handle = boot()
    assert '"message":"model loaded"' in capsys.readouterr().out

    assert handle({"body": ["good"]}, Context()) == {"statusCode": 200, "body": ["pos"]}


def test_without_a_model_the_import_succeeds_and_the_reason_is_in_the_log_alone(
    boot, store, capsys
):
    handle = boot()
    answer = handle({"body": ["good"]}, Context())

    assert answer["statusCode"] == 503
    log = capsys.readouterr().out
    assert "live.json" in log
    assert "live.json" not in json.dumps(answer)
    for line in log.splitlines():
        json.loads(line)


def test_promotion_reaches_a_running_function(boot, store):
    store.promote(text_model())
    handle = boot()
    second = text_model(label="other")
    store.promote(second)

    deadline = time.monotonic() + 10
    while handle({"body": ["good"]}, Context())["body"] != ["other"]:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_missing_setting_fails_the_import_by_name(boot, monkeypatch):
    monkeypatch.delenv("MODEL_BUCKET")

    with pytest.raises(SettingsError, match="MODEL_BUCKET is not set"):
        boot()
