"""Golden instances, a clock that nobody waits for, and what a state wants."""

import json
from dataclasses import dataclass, field
from typing import Any

import boto3
import pytest

from model_store.manifest import Golden
from smoke.found import WantedModel
from smoke.waiting import Waiting
from smoke.wanted import ModelName, WantedEndpoint, WantedFunction

DIGEST = "sha256:" + "1" * 64
LIVE = ModelName(name="tiny", version="0123456789abcdef")
OLD = ModelName(name="tiny", version="fedcba9876543210")
KEYS = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"}


def client(service: str) -> Any:
    """Return a client to be stubbed."""
    return boto3.client(service, "eu-west-1", **KEYS)


@dataclass
class FakeTime:
    """A clock that only sleeping moves."""

    seconds: float = 1000.0
    slept: list[float] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds

    def waiting(self, seconds: float) -> Waiting:
        return Waiting(
            seconds, self.told.append, sleep=self.sleep, now=lambda: self.seconds
        )


@pytest.fixture
def time() -> FakeTime:
    return FakeTime()


@pytest.fixture
def golden() -> Golden:
    return Golden(instances=("a", "b", "c"), predictions=("x", "y", "x"))


@pytest.fixture
def live(golden) -> WantedModel:
    return WantedModel(model=LIVE, golden=golden, exact=True)


def function(**other) -> WantedFunction:
    settings = {
        "key": "prediction",
        "name": "inferway-test-prediction",
        "alias": "live",
        "version": "3",
        "image_digest": DIGEST,
        "predicts": True,
    }
    return WantedFunction(**{**settings, **other})


def endpoint(**other) -> WantedEndpoint:
    settings = {
        "key": "steady",
        "kind": "provisioned",
        "name": "inferway-test-steady",
        "config_name": "inferway-test-steady-2",
        "image_digest": DIGEST,
        "pinned": None,
        "component": None,
        "input_url": None,
    }
    return WantedEndpoint(**{**settings, **other})


def outputs(*, functions=None, endpoints=None, **other) -> bytes:
    """Return what `terraform output -json` prints of such an environment."""
    served = {
        "region": "eu-west-1",
        "model_store": {"bucket": "a-model-store", "pointer_key": "live.json"},
        "functions": functions or {},
        "endpoints": endpoints or {},
        **other,
    }
    return json.dumps({"served": {"value": served, "sensitive": False}}).encode()


OF_A_FUNCTION = {
    "name": "inferway-test-prediction",
    "alias": "live",
    "version": "3",
    "image_digest": DIGEST,
    "predicts": True,
}
OF_AN_ENDPOINT = {
    "kind": "provisioned",
    "endpoint_name": "inferway-test-steady",
    "endpoint_config_name": "inferway-test-steady-2",
    "image_digest": DIGEST,
    "model": None,
    "component_name": None,
}
