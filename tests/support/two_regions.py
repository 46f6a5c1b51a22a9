"""A served local AWS, seen from two Regions."""

import itertools
import json
import urllib.request
from dataclasses import dataclass, field
from typing import Any

import boto3
from botocore.config import Config

from local_aws.state import LocalAws
from tests.support.served import REGION, Served

HOME = REGION
AWAY = "eu-central-1"

_CLIENT = Config(retries={"total_max_attempts": 1}, read_timeout=20)
_numbers = itertools.count(1)


def order(local: LocalAws, path: str, body: Any = None) -> Any:
    """Order a test control of a local AWS, or ask it without a body."""
    request = urllib.request.Request(  # noqa: S310 - our own http URL
        f"{local.url}/_local/{path}",
        data=None if body is None else json.dumps(body).encode(),
        method="GET" if body is None else "POST",
    )
    with urllib.request.urlopen(request) as answer:  # noqa: S310
        return json.load(answer)


@dataclass(frozen=True)
class TwoRegions:
    """Shortcuts for tests; names are unique in the process."""

    served: Served
    prefix: str
    clients: dict[Any, Any] = field(default_factory=dict)

    @property
    def account(self) -> str:
        return self.served.local.account_id

    def unique(self, what: str) -> str:
        """Make a name that no other test uses."""
        return f"{self.prefix}-{what}-{next(_numbers)}"

    def client(
        self, service: str, region: str = HOME, config: Config = _CLIENT, **keys: str
    ) -> Any:
        """Return a client of a Region, the administrator's without other keys."""
        found = (service, region, config, tuple(keys.items()))
        if found not in self.clients:
            own = {
                "aws_access_key_id": "localadministrator",
                "aws_secret_access_key": "localadministrator",
            }
            self.clients[found] = boto3.client(
                service,
                endpoint_url=self.served.local.url,
                region_name=region,
                config=config,
                **{**own, **keys},
            )
        return self.clients[found]

    def control(self, path: str, body: Any = None) -> Any:
        """Ask a test control, or order it; gives its answer."""
        return order(self.served.local, path, body)

    def advance(self, seconds: float) -> None:
        self.control("clock", {"advance_seconds": seconds})

    def region(self, name: str, state: str) -> None:
        self.control(f"regions/{name}", {"state": state})
