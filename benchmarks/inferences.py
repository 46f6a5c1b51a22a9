"""`POST /inferences` over `POST /predict`, on the local AWS with staging.

The one writes a record, asks the serverless endpoint and ends the record; the
other is one function.
"""

import json
import math
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

import boto3
import urllib3

from local_aws import process
from local_aws.demo.account import REGION, Account
from local_aws.demo.commands import Commands
from local_aws.state import LocalAws

_ROOT = Path(__file__).parents[1]
_RUNS = 200
_CLIENTS = 4


@dataclass(frozen=True, kw_only=True)
class Times:
    """How long requests took, in turn, and how many at once.

    Attributes:
        name: Of the route.
        seconds: Of each request of one client.
        rate: Requests a second of several clients.

    """

    name: str
    seconds: Sequence[float]
    rate: float

    def quantile(self, share: float) -> float:
        """Return a quantile of the times, in seconds."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, math.ceil(share * len(ordered)) - 1)]


@dataclass(frozen=True, kw_only=True)
class Compared:
    """The two routes, measured in turn in one run."""

    ours: Times
    bare: Times

    def __str__(self) -> str:
        """Give each figure and its ratio."""
        told = []
        for share in (0.5, 0.99):
            ours, bare = (each.quantile(share) * 1000 for each in self._two)
            told.append(
                f"p{share * 100:.0f} {ours:.0f} ms against {bare:.0f} ms"
                f" ({ours / bare:.2f} times)"
            )
        ours, bare = (each.rate for each in self._two)
        told.append(
            f"{ours:.1f} requests/s against {bare:.1f}"
            f" ({ours / bare:.2f} times) with {_CLIENTS} clients"
        )
        return f"{self.ours.name} over {self.bare.name}: " + "; ".join(told)

    @property
    def _two(self) -> tuple[Times, Times]:
        return self.ours, self.bare


def measure() -> Iterator[Compared]:
    """Run the demo in a folder of its own and ask both routes."""
    with tempfile.TemporaryDirectory(prefix="inferway-bench-") as name:
        folder = Path(name)
        try:
            subprocess.run(
                [
                    *(sys.executable, "-m", "local_aws.demo"),
                    *(f"--state-dir={folder}", "--port=0"),
                ],
                check=True,
                capture_output=True,
                cwd=_ROOT,
            )
            local = process.status(folder)
            if local is None:
                message = "the demo left no local AWS"
                raise RuntimeError(message)
            yield _compare(local, folder)
        finally:
            process.down(folder)


def _compare(local: LocalAws, folder: Path) -> Compared:
    demo = json.loads((folder / "demo.json").read_text())
    outputs = _outputs(local, folder)
    _lift_limits(local, outputs)
    pool = urllib3.PoolManager(maxsize=_CLIENTS, retries=False, timeout=35)
    body = json.dumps(demo["instances"])
    headers = {"content-type": "application/json", "x-api-key": demo["api_key"]}

    def post(url: str) -> Callable[[], None]:
        def ask() -> None:
            answer = pool.request("POST", url, body=body, headers=headers)
            if answer.status != HTTPStatus.OK:
                message = f"{url} answered {answer.status}: {answer.data.decode()}"
                raise RuntimeError(message)

        return ask

    routes = {
        "/inferences": post(local.api_url(outputs["inferences_url"])),
        "/predict": post(demo["url"]),
    }
    seconds: dict[str, list[float]] = {name: [] for name in routes}
    for run in range(_RUNS + 5):
        for name, ask in routes.items():
            since = time.perf_counter()
            ask()
            # The first ones start what serves.
            if run >= 5:  # noqa: PLR2004
                seconds[name].append(time.perf_counter() - since)
    ours, bare = (
        Times(name=name, seconds=seconds[name], rate=_rate(ask))
        for name, ask in routes.items()
    )
    return Compared(ours=ours, bare=bare)


def _rate(ask: Callable[[], None]) -> float:
    with ThreadPoolExecutor(_CLIENTS) as clients:
        list(clients.map(lambda _: ask(), range(2 * _CLIENTS)))
        since = time.perf_counter()
        list(clients.map(lambda _: ask(), range(_RUNS)))
        return _RUNS / (time.perf_counter() - since)


def _outputs(local: LocalAws, folder: Path) -> dict[str, Any]:
    from rich.console import Console  # noqa: PLC0415 - nothing is shown

    commands = Commands(root=_ROOT, console=Console(quiet=True))
    return Account(local=local, state_dir=folder, commands=commands).outputs("staging")


def _lift_limits(local: LocalAws, outputs: dict[str, Any]) -> None:
    """Take the quota and the throttle from every client's plan: they are not it."""
    keys = local.environment(REGION)
    gateway = boto3.client(
        "apigateway",
        REGION,
        endpoint_url=local.url,
        aws_access_key_id=keys["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=keys["AWS_SECRET_ACCESS_KEY"],
    )
    for plan in gateway.get_usage_plans()["items"]:
        if plan["apiStages"][0]["apiId"] == outputs["api_id"]:
            gateway.update_usage_plan(
                usagePlanId=plan["id"],
                patchOperations=[
                    {"op": "replace", "path": "/quota/limit", "value": "1000000"},
                    {"op": "replace", "path": "/throttle/rateLimit", "value": "10000"},
                    {"op": "replace", "path": "/throttle/burstLimit", "value": "5000"},
                ],
            )
