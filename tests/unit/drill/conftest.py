"""A world of two Regions that answers by a clock of its own."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from client.addresses import Address
from client.patience import Patience
from client.replies import Reply, Silence
from client.rounds import Request
from drill.game import Game
from drill.outcome import Pace
from drill.ports import Execution, Parts
from drill.recovery import Recovery, read_recovery
from drill.stream import Sending, Stream
from inferences.active_region import ActiveRegion
from model.errors import UnavailableError

HOME, STANDBY = "eu-west-1", "eu-central-1"
BEGAN = 1_795_000_000.0
NEVER = 10.0**9


def outputs(**changed: Any) -> bytes:
    """Return what `terraform output -json` prints."""

    def place(region: str) -> dict[str, Any]:
        own = f"https://api.execute-api.{region}.amazonaws.com/live"
        return {
            "region": region,
            "api_id": "api",
            "api_stage": "live",
            "predict_url": f"{own}/predict",
            "inferences_url": f"{own}/inferences",
            "ready_url": f"{own}/health/ready",
            "model_bucket": f"models-{region}",
            "model_pointer_key": "live.json",
        }

    value = {
        "tier": 1,
        "domain": "api.example.com",
        "records_table": "records",
        "routing_config_table": "config",
        "home": place(HOME),
        "standby": place(STANDBY),
        "alarm_name": "home-unhealthy",
        "failover_state_machine_arn": "arn:failover",
        "failback_state_machine_arn": "arn:failback",
        "health_check_ids": {
            "home": "home",
            "home_endpoint": "endpoint",
            "home_switch": "switch",
            "standby_endpoint": "standby",
        },
        "recovery_seconds": {"alarm": 120, "dns": 60, "health_check": 30},
        "topic_arn": "arn:topic",
        **changed,
    }
    return json.dumps({"recovery": {"value": value}}).encode()


@dataclass
class World:
    """Two Regions; what happens, happens some seconds after its cause.

    Attributes:
        now: The clock.
        alarm_after: From the switch to the alarm.
        begin_after: From the alarm to the workflow; NEVER where no rule begins it.
        work_after: How long a workflow takes until it turns, and until it ends.
        name_after: Until clients are led elsewhere.
        quiet_after: From a healthy home Region to the alarm's end.
        status: How the workflow ends.
        broken: Names of what cannot be reached.

    """

    tier: int = 1
    now: float = BEGAN
    alarm_after: float = 60.0
    begin_after: float = 5.0
    work_after: float = 20.0
    name_after: float = 60.0
    quiet_after: float = 60.0
    status: str = "SUCCEEDED"
    broken: set[str] = field(default_factory=set)
    inverted_at: float | None = None
    begun: list[tuple[str, str, float]] = field(default_factory=list)
    turned: list[bool] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    active: ActiveRegion | None = None
    led: list[tuple[float, str]] = field(default_factory=list)
    interrupt_at: float = NEVER
    stream: Stream | None = None

    @property
    def recovery(self) -> Recovery:
        return read_recovery(outputs(tier=self.tier), "a test")

    @property
    def parts(self) -> Parts:
        world: Any = self
        return Parts(
            clock=Ticking(self),
            switch=world,
            alarm=world,
            failover=Runs(self, "failover"),
            failback=Runs(self, "failback"),
            active=Serving(self),
            names=world,
            sight=world,
            stream=self.stream,
            tell=self.told.append,
        )

    @property
    def game(self) -> Game:
        pace = Pace(every_seconds=1, timeout_seconds=600, settle_seconds=60)
        return Game(self.recovery, self.parts, pace)

    def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.now += seconds
        if self.now - BEGAN >= self.interrupt_at:
            self.interrupt_at = NEVER
            raise KeyboardInterrupt

    def is_inverted(self) -> bool:
        return self.inverted_at is not None

    def invert(self, *, inverted: bool) -> None:
        self._reach("switch")
        self.turned.append(inverted)
        self.inverted_at = self.now if inverted else None
        self.work()

    def rings(self) -> bool:
        self._reach("alarm")
        if self.active is not None and self.active.lost == HOME:
            return True
        if self.led and self.led[-1][1] == HOME:
            return self.now - self.led[-1][0] < self.quiet_after
        since = self.inverted_at
        return since is not None and self.now - since >= self.alarm_after

    def leads_to(self) -> str | None:
        self.work()
        known = [to for at, to in self.led if self.now - at >= self.name_after]
        return known[-1] if known else HOME

    def is_silent(self) -> bool:
        return "home" in self.broken

    def is_fenced(self) -> bool:
        self.work()
        found = None if self.is_silent() else self.active
        return found is not None and found.lost == HOME

    def work(self) -> None:
        """Have the alarm, the workflows and Route 53 do what is due."""
        if self.tier == 1 and self.inverted_at is not None and not self.begun:
            begin = self.inverted_at + self.alarm_after + self.begin_after
            if self.now >= begin:
                self.begun.append(("outage", "failover", begin))
        for name, kind, begun in self.begun:
            due = self.now >= begun + self.work_after / 2
            lost = HOME if kind == "failover" else None
            done = self.active is not None and self.active.by == name
            older = self.active is not None and self.active.turn > len(self.begun)
            if due and not done and not older and self._is_last(name):
                self.active = ActiveRegion(
                    region=STANDBY if kind == "failover" else HOME,
                    lost=lost,
                    since=str(self.now),
                    turn=len(self.begun),
                    by=name,
                )

        fenced = self.active is not None and self.active.lost == HOME
        away = self.inverted_at is not None or (self.tier == 1 and fenced)
        to = STANDBY if away else HOME
        if to != (self.led[-1][1] if self.led else HOME):
            self.led.append((self.now, to))

    def _is_last(self, name: str) -> bool:
        return self.begun[-1][0] == name

    def _reach(self, what: str) -> None:
        if what in self.broken:
            message = f"{what} cannot be reached"
            raise UnavailableError(message)


@dataclass
class Runs:
    """One workflow."""

    world: World
    kind: str

    def executions(self) -> list[Execution]:
        world = self.world
        world.work()
        return [
            Execution(
                name=name,
                status="RUNNING"
                if world.now < begun + world.work_after
                else world.status,
            )
            for name, kind, begun in world.begun
            if kind == self.kind
        ]

    def begin(self, name: str, reason: str) -> None:
        self.world.begun.append((name, self.kind, self.world.now))


@dataclass
class Serving:
    """Who serves."""

    world: World

    def read(self) -> ActiveRegion | None:
        self.world.work()
        return self.world.active


@dataclass
class Ticking:
    """The clock of a world."""

    world: World

    def now(self) -> float:
        return self.world.now

    def sleep(self, seconds: float) -> None:
        self.world.sleep(seconds)


@pytest.fixture
def make_world() -> Callable[..., World]:
    return World


@dataclass
class Api:
    """Both Regions' APIs, each with records of its own that are replicated at once.

    Attributes:
        records: Status by ID and Region.
        silent: Regions that do not answer.
        forgets: IDs that no Region knows any more.

    """

    silent: set[str] = field(default_factory=set)
    forgets: set[str] = field(default_factory=set)
    keys: dict[str, dict[str, str]] = field(default_factory=dict)
    results: dict[tuple[str, str], Any] = field(default_factory=dict)
    status: dict[str, str] = field(default_factory=dict)
    split: bool = False
    posts: list[str] = field(default_factory=list)

    def send(self, url: str, request: Request, seconds: float) -> Reply | Silence:
        region = url.split("/")[2]
        if region in self.silent:
            return Silence(reason="no connection")
        if request.method == "POST":
            return self._post(region, request.headers["idempotency-key"])
        return self._get(region, url.rsplit("/", 1)[1])

    def _post(self, region: str, key: str) -> Reply:
        self.posts.append(region)
        known = self.keys.setdefault(region if self.split else "", {})
        record = known.setdefault(key, f"{region if self.split else ''}{key}-id")
        status = self.status.get(record, "succeeded")
        return _reply(202, {"id": record, "status": status})

    def _get(self, region: str, record: str) -> Reply:
        if record in self.forgets:
            return _reply(404, {"error": {"code": "not_found", "message": ""}})
        status = self.status.get(record, "succeeded")
        content = {"id": record, "status": status}
        if status == "succeeded":
            content["predictions"] = self.results.get((region, record), ["a"])
        return _reply(200, content)


def _reply(status: int, content: Any) -> Reply:
    return Reply(status=status, body=json.dumps(content).encode())


@pytest.fixture
def api() -> Api:
    return Api()


@pytest.fixture
def stream(api) -> Stream:
    regions = [
        Address(url=f"https://{name}/inferences", name=name) for name in (HOME, STANDBY)
    ]
    return Stream(
        Sending(
            transport=api,
            patience=Patience(tries=1, sleep=lambda _: None),
            api_key="a-key",
            payload={"instances": ["a"]},
        ),
        name="drill",
        addresses=lambda: regions,
        regions=regions,
    )
