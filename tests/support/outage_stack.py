"""A stack in two Regions, as its clients have it, and how tests take one away."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import boto3

from client.addresses import read_addresses
from client.confirmations import Confirmations
from client.inferences import PASSING_WITH_KEY, Inferences
from client.journal import Journal
from client.patience import Patience
from client.predictions import Predictions
from client.replies import Reply, Silence
from client.rounds import Request, Rounds
from client.transport import HttpTransport
from local_aws.regions.outages import State
from tests.support.deployment import REPO, Deployment
from tests.support.terraform import Root
from tests.support.two_regions import order

HOME, AWAY = "eu-west-1", "eu-central-1"
DOMAIN = "api.outages.example.com"
SHARED = f"https://{DOMAIN}"
# Of the machine: what happens in the background has to be done by then.
_LONGEST_SECONDS = 240.0


@dataclass(kw_only=True)
class OutageStack:
    """A deployed stack, and the local AWS's controls.

    Attributes:
        deployment: The stack, as Deployment knows staging: its home Region.
        key: Of a client, the same in both Regions.
        root: Its Terraform, once it is applied.
        variables: Of that, but for the tier.

    """

    deployment: Deployment
    key: str = ""
    root: Root | None = None
    variables: Sequence[str] = ()
    clients: dict[tuple[str, str], Any] = field(default_factory=dict)

    @cached_property
    def recovery(self) -> dict[str, Any]:
        """Terraform's output of this name."""
        return dict(self.deployment.outputs["recovery"])

    def apply(self, tier: int) -> None:
        """Apply the stack at a recovery tier."""
        assert self.root is not None
        self.root.run(
            *("apply", "-auto-approve", "-no-color", f"-var=recovery_tier={tier}"),
            *self.variables,
        )
        self.deployment.__dict__["outputs"] = self.root.outputs()
        self.__dict__.pop("recovery", None)

    def place(self, region: str) -> dict[str, Any]:
        """Return what the output says of a Region."""
        return dict(self.recovery["home" if region == HOME else "standby"])

    def client(self, service: str, region: str = HOME) -> Any:
        """Return the administrator's client in a Region."""
        found = self.clients.get((service, region))
        if found is None:
            env = self.deployment.account.env
            found = boto3.client(
                service,
                endpoint_url=self.deployment.local.url,
                region_name=region,
                aws_access_key_id=env["AWS_ACCESS_KEY_ID"],
                aws_secret_access_key=env["AWS_SECRET_ACCESS_KEY"],
            )
            self.clients[service, region] = found
        return found

    def control(self, path: str, body: Any = None) -> Any:
        """Ask a test control, or order it; gives its answer."""
        return order(self.deployment.local, path, body)

    def advance(self, seconds: float) -> None:
        """Move the clock, and let happen what is due."""
        self.control("clock", {"advance_seconds": seconds})

    def now(self) -> float:
        """Return the local time, seconds since 1970."""
        return datetime.fromisoformat(self.control("clock")["now"]).timestamp()

    def set_region(self, region: str, state: State) -> None:
        """Cut a Region off, or let it come back."""
        self.control(f"regions/{region}", {"state": state})

    def replication(self, **what: Any) -> None:
        """Set the pace of replication: lag_seconds, paused, service."""
        self.control("replication", what)

    def answers(self) -> str:
        """Return the Region that DNS sends clients to."""
        [answer] = self.control(f"dns/{DOMAIN}")["answers"]
        return {"PRIMARY": HOME, "SECONDARY": AWAY}[answer["failover"]]

    def items(self, region: str) -> dict[str, dict[str, Any]]:
        """Return the records of a Region, which must not be cut off."""
        pages = self.client("dynamodb", region).get_paginator("scan")
        return {
            item["id"]["S"]: item
            for page in pages.paginate(TableName=self.recovery["records_table"])
            for item in page["Items"]
        }

    def ready(self, region: str) -> tuple[int, str]:
        """Return what a Region says of itself."""
        answer = self.deployment.request("GET", url=self.place(region)["ready_url"])
        return answer.status, answer.headers.get("x-readiness", "")

    def executions(self, machine_arn: str) -> dict[str, dict[str, Any]]:
        """Return executions of a state machine by their names."""
        region = machine_arn.split(":")[3]
        pages = self.client("stepfunctions", region).get_paginator("list_executions")
        return {
            one["name"]: one
            for page in pages.paginate(stateMachineArn=machine_arn)
            for one in page["executions"]
        }

    def have_ended(self, region: str, ids: set[str]) -> bool:
        """Tell whether a Region has these records, each at its end."""
        items = self.items(region)
        return all(
            one in items and items[one]["state"]["S"] != "pending" for one in ids
        )

    def hold_back(self, calls: int) -> None:
        """Have endpoints tell functions that they are busy, so many times."""
        fault = {
            "calls": calls,
            "code": "ModelNotReadyException",
            "from_functions": True,
            "operation": "InvokeEndpoint",
            "service": "sagemaker-runtime",
            "status": 429,
        }
        self.control("faults", fault)

    def until(
        self, condition: Callable[[], Any], *, step: float, what: str = "it"
    ) -> Any:
        """Move the clock until something holds; return it."""
        until = time.monotonic() + _LONGEST_SECONDS
        while not (found := condition()):
            assert time.monotonic() < until, f"{what} did not come about"
            self.advance(step)
        return found

    def begin(self, machine_arn: str, **given: str) -> str:
        """Begin a workflow as a person does; return how it ended."""
        client = self.client("stepfunctions", machine_arn.split(":")[3])
        begun = client.start_execution(
            stateMachineArn=machine_arn, input=json.dumps(given)
        )["executionArn"]

        def ended() -> str | None:
            status = client.describe_execution(executionArn=begun)["status"]
            return None if status == "RUNNING" else str(status)

        return str(self.until(ended, step=2, what=begun))

    def by_command(self, folder: Path, what: str) -> None:
        """Run `inferway failover begin` or `return` while the local clock goes on."""
        outputs = folder / "outputs.json"
        outputs.write_text(json.dumps({"recovery": {"value": self.recovery}}))
        command = subprocess.Popen(
            [
                Path(sys.executable).with_name("inferway"),
                *("failover", what, "--outputs", outputs, "--yes", "--json"),
                *("--resolver", f"{self.deployment.local.url}/_local/dns"),
            ],
            cwd=REPO,
            env={**os.environ, **self.deployment.account.env},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

        def is_over() -> bool:
            # A step of its own time between two of the clock's.
            time.sleep(0.3)
            return command.poll() is not None

        self.until(is_over, step=5)
        said, problem = command.communicate()
        assert command.returncode == 0, said + problem

    def caller(self, *, also: Sequence[str] = ()) -> "Caller":
        """Return a client that asks at the shared name, and perhaps elsewhere.

        Args:
            also: Regions whose own addresses it asks after that.

        """
        return Caller(self, also)


class Caller:
    """A client of the API, as the product's own.

    Attributes:
        journal: What it sent.
        confirmations: Sends, and asks what became of it.

    """

    def __init__(self, stack: OutageStack, also: Sequence[str]) -> None:
        transport = NamedTransport(stack)

        def rounds(operation: str, *, tries: int) -> Rounds:
            patience = Patience(
                tries=tries,
                read_seconds=6.0,
                total_seconds=60.0,
                uniform=lambda low, _: low,
            )
            urls = [f"{SHARED}/{operation}"]
            for region in also:
                url = stack.place(region)[f"{operation}_url"]
                urls.append(f"{region}={url}")
            return Rounds(read_addresses(urls), transport, patience, PASSING_WITH_KEY)

        self.journal = Journal()
        self.confirmations = Confirmations(
            Inferences(rounds("inferences", tries=2), stack.key, lambda _: None),
            self.journal,
        )
        # Its function may have to start and load its model, on a busy machine.
        self._predictions = Predictions(rounds("predict", tries=6), stack.key)

    def predict(self, words: Sequence[str]) -> list[Any]:
        return self._predictions.predict(list(words), batch=100).predictions


class NamedTransport:
    """Looks the shared name up where the local AWS answers for it.

    Without the minute that resolvers keep it: who waits for that is told by the
    local clock, which no client has.
    """

    def __init__(self, stack: OutageStack) -> None:
        self._stack = stack
        self._http = HttpTransport()

    def send(self, url: str, request: Request, seconds: float) -> Reply | Silence:
        parts = urlsplit(url)
        if parts.hostname == DOMAIN:
            place = self._stack.place(self._stack.answers())
            base = place["inferences_url"].removesuffix("/inferences")
            url = f"{base}{parts.path}"
        return self._http.send(url, request, seconds)
