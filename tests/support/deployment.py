"""A deployed environment as its users reach it: HTTP, the command, AWS."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from pathlib import Path
from typing import Any

import boto3
import urllib3

from local_aws.demo.account import REGION, Account
from local_aws.demo.commands import Commands
from local_aws.state import LocalAws
from tests.support.terraform import Root

REPO = Path(__file__).parents[2]


@dataclass(kw_only=True)
class Answer:
    """One HTTP answer: status, headers (lower case) and the parsed body."""

    status: int
    headers: dict[str, str]
    body: Any


@dataclass(kw_only=True)
class Deployment:
    """What the demo left: the local AWS with the staging environment."""

    local: LocalAws
    state_dir: Path
    demo: dict[str, Any]

    @cached_property
    def account(self) -> Account:
        from rich.console import Console  # noqa: PLC0415 - quiet unless it is used

        return Account(
            local=self.local,
            state_dir=self.state_dir,
            commands=Commands(root=REPO, console=Console(quiet=True)),
        )

    @cached_property
    def outputs(self) -> dict[str, Any]:
        return self.account.outputs("staging")

    @cached_property
    def function(self) -> dict[str, Any]:
        """The function as Lambda describes it."""
        name = self.outputs["prediction_function_name"]
        return self.client("lambda").get_function(FunctionName=name)

    @property
    def image_digest(self) -> str:
        return self.function["Code"]["ResolvedImageUri"].partition("@")[2]

    @property
    def image_digests(self) -> dict[str, str]:
        """Of each image that the demo applied, by its name."""
        functions = self.outputs["served"]["functions"]
        return {
            "auto_stop": functions["auto_stop"]["image_digest"],
            "batch": functions["window"]["image_digest"],
            "prediction": self.image_digest,
            "routing": functions["routing"]["image_digest"],
        }

    @property
    def refresh_seconds(self) -> int:
        variables = self.function["Configuration"]["Environment"]["Variables"]
        return int(variables["MODEL_REFRESH_SECONDS"])

    def root(self, environment: str) -> Root:
        """Return the folder of an environment that the demo applied."""
        data_dir = self.state_dir / "terraform" / environment
        return Root(
            folder=REPO / "envs" / environment,
            env={**self.account.env, "TF_DATA_DIR": str(data_dir)},
        )

    @property
    def bucket(self) -> str:
        return self.outputs["model_bucket"]

    @cached_property
    def pool(self) -> urllib3.PoolManager:
        return urllib3.PoolManager(maxsize=8, retries=False, timeout=35)

    def client(self, service: str, **settings: Any) -> Any:
        return boto3.client(
            service,
            **{"region_name": REGION, **settings},
            endpoint_url=self.local.url,
            aws_access_key_id=self.account.env["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=self.account.env["AWS_SECRET_ACCESS_KEY"],
        )

    def request(
        self,
        method: str = "POST",
        *,
        url: str | None = None,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        """Send one request; JSON is the default content type."""
        sent = {"content-type": "application/json", **(headers or {})}
        answer = self.pool.request(
            method, url or self.demo["url"], body=body, headers=sent
        )
        return Answer(
            status=answer.status,
            headers={k.lower(): v for k, v in answer.headers.items()},
            body=json.loads(answer.data) if answer.data else None,
        )

    def predict(self, payload: Any, *, key: str) -> Answer:
        return self.request(
            body=json.dumps(payload).encode(), headers={"x-api-key": key}
        )

    def inferway(self, *arguments: str | Path, code: int = 0) -> Any:
        """Run the command with --json and return its document."""
        run = subprocess.run(
            [
                Path(sys.executable).with_name("inferway"),
                *map(str, arguments),
                "--json",
            ],
            cwd=REPO,
            env={**os.environ, **self.account.env},
            check=False,
            capture_output=True,
            text=True,
        )
        assert run.returncode == code, run.stdout + run.stderr
        return json.loads(run.stdout)

    def control(self, path: str, body: Any = None) -> None:
        """Use a test control of the local AWS: "functions/NAME/recycle"."""
        answer = self.pool.request(
            "POST",
            f"{self.local.url}/_local/{path}",
            body=None if body is None else json.dumps(body).encode(),
        )
        assert answer.status == HTTPStatus.OK, answer.data

    def log_lines(self, *, since_ms: int = 0) -> list[str]:
        """Return what the function logged, oldest first."""
        pages = (
            self.client("logs")
            .get_paginator("filter_log_events")
            .paginate(
                logGroupName=self.outputs["prediction_log_group"], startTime=since_ms
            )
        )
        return [event["message"] for page in pages for event in page["events"]]

    def recycle_environments(self) -> None:
        """End every idle environment of the function, as Lambda may at any time."""
        self.control(f"functions/{self.outputs['prediction_function_name']}/recycle")

    @contextmanager
    def client_key(
        self, name: str, *, rate: float = 1e4, burst: int = 5000, quota: int = 10**6
    ) -> Iterator[str]:
        """Add an API key with these limits for as long as the context lasts.

        It is made by AWS's own interfaces and taken away again: Terraform does
        not know it, and a stage cannot go while a plan refers to it.
        """
        gateway = self.client("apigateway")
        key = gateway.create_api_key(name=name, enabled=True)
        plan = gateway.create_usage_plan(
            name=name,
            throttle={"rateLimit": rate, "burstLimit": burst},
            quota={"limit": quota, "period": "DAY"},
            apiStages=[
                {"apiId": self.outputs["api_id"], "stage": self.outputs["api_stage"]}
            ],
        )
        gateway.create_usage_plan_key(
            usagePlanId=plan["id"], keyId=key["id"], keyType="API_KEY"
        )
        try:
            yield key["value"]
        finally:
            gateway.delete_usage_plan_key(usagePlanId=plan["id"], keyId=key["id"])
            gateway.update_usage_plan(
                usagePlanId=plan["id"],
                patchOperations=[
                    {
                        "op": "remove",
                        "path": "/apiStages",
                        "value": (
                            f"{self.outputs['api_id']}:{self.outputs['api_stage']}"
                        ),
                    }
                ],
            )
            gateway.delete_usage_plan(usagePlanId=plan["id"])
            gateway.delete_api_key(apiKey=key["id"])


def eventually(
    found: Callable[[], Any], *, within_seconds: float, every_seconds: float = 0.1
) -> Any:
    """Return the first true result, or fail when the time is up."""
    deadline = time.monotonic() + within_seconds
    while True:
        result = found()
        if result:
            return result
        assert time.monotonic() < deadline, f"not within {within_seconds} s"
        time.sleep(every_seconds)


def batches(items: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    """Cut a sequence into pieces of at most this size, in order."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
