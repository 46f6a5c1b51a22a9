"""Two Regions, what moves clients and work between them, and who is told."""

import io
import json
import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

import urllib3
from moto.core import DEFAULT_ACCOUNT_ID

from failover.begin_handler import BeginHandler
from failover.cloudwatch_lag import CloudWatchLag
from failover.dynamo_adoptions import DynamoAdoptions
from failover.dynamo_probes import DynamoProbes
from failover.http_vantage import HttpVantage
from failover.restarting import RestartParts
from failover.route53_checks import Route53Checks
from failover.states_starts import StatesStarts
from failover.step_handler import StepHandler, StepParts
from failover.telemetry import FailoverTelemetry
from inferences.active_region import KEY
from inferences.dynamo_active_region import DynamoActiveRegion
from local_aws.dns import hook as dns
from local_aws.dns.checkers import Answer
from local_aws.regions import hook as regions
from local_aws.replication.engine import ReplicationEngine
from routing.health import FRESH_SECONDS
from tests.property.outages.ground import AWAY, HOME, Ground
from tests.property.outages.reach import Reach
from tests.property.outages.region import INFERENCE, Context, Place, Region, definition
from tests.property.outages.time_line import TimeLine
from tests.support.batch_windows import log_stream

FAILOVER, FAILBACK = "failover", "failback"
ALARM = "inferway-failover-home-unhealthy"
_MINUTE = 60.0
# Of an event on its way through two buses.
_LONGEST_EVENT_SECONDS = 5.0


class World:
    """The product in two Regions.

    Attributes:
        home, away: The Regions.
        line: Time.
        reach: What cuts the home Region off.
        replication: The local AWS's engine.
        checks: Route 53.
        told: What people were told: subjects and messages.

    """

    def __init__(self, ground: Ground, rng: random.Random) -> None:
        self.ground, self.rng = ground, rng
        self.line = TimeLine(rng)
        self.reach = Reach(self.line.outages)
        self.replication = ReplicationEngine(DEFAULT_ACCOUNT_ID, self.line.clock)
        self.told: list[tuple[str, str]] = []
        self.tables = ground.tables()
        self.checks = ground.checks(self._poll)
        self.home, self.away = self._region(HOME), self._region(AWAY)
        self.away.functions[FAILOVER] = self._failover_step()
        self._begin = BeginHandler(
            StatesStarts(self.away.reached_states, self.away.states.arn(FAILOVER)),
            self._telemetry(),
            alarm=ALARM,
        )
        self._ready: dict[str, tuple[Any, bool]] = {}
        self._seen: dict[str, tuple[Any, float]] = {}
        self._ringing = False
        self._undo: list[Callable[[], None]] = []
        for region in (self.home, self.away):
            region.states.on_start = self._hold(region)

    def start(self) -> None:
        """Let everything run."""
        self._undo += [
            regions.install(self.line.outages),
            dns.install(self.checks),
        ]
        self.line.clock.listen(
            lambda _, to: self.checks.checks.look(to, to), self.checks.checks.next_due
        )
        self.replication.start(by_itself=False)
        self.line.every(_MINUTE, _MINUTE, self._evaluate)
        for region in (self.home, self.away):
            region.start()

    def close(self) -> None:
        """Take away what others would meet."""
        self.replication.close()
        for undo in reversed(self._undo):
            undo()
        self.checks.remove()
        self.ground.drop(*self.tables)

    def regions(self) -> dict[str, Region]:
        return {HOME: self.home, AWAY: self.away}

    def cut(self, region: str) -> str | None:
        """Return how a Region is cut off; None while it is up."""
        return self.line.outages.states().get(region)

    def records(self, region: str) -> dict[str, dict[str, Any]]:
        """Return the items of a replica."""
        return self.ground.items(self.tables[0], region)

    def active(self, region: str) -> dict[str, Any] | None:
        """Return who serves, as a replica has it."""
        return self.ground.items(self.tables[1], region).get(KEY)

    def ready(self, region: Region) -> tuple[int, str]:
        """Ask a Region for its readiness, the way that anybody does."""
        event = {
            "resource": "/health/ready",
            "httpMethod": "GET",
            "requestContext": {"requestId": "r"},
        }
        answer = region.api(event, Context())
        return answer["statusCode"], answer["headers"]["X-Readiness"]

    def begin_by_hand(self, machine: str, **given: str) -> str:
        """Begin a workflow as people do; return its name."""
        name = f"{machine}-by-hand-{self.line.seconds():.3f}"
        StatesStarts(self.away.states, self.away.states.arn(machine)).start(
            name, json.dumps(given)
        )
        return name

    def _region(self, name: str) -> Region:
        records, config = self.tables
        place = Place(
            name=name, records=records, config=config, bucket=self.ground.buckets[name]
        )
        more: Mapping[str, Mapping[str, Any]] = {}
        services: Mapping[str, Callable[[Any], Any]] = {}
        if name == AWAY:
            more = {n: definition("failover", n) for n in (FAILOVER, FAILBACK)}
            services = {"arn:aws:states:::sns:publish": self._publish}
        return Region(
            place,
            line=self.line,
            reach=self.reach,
            clients=self.ground.clients,
            rng=self.rng,
            more=more,
            services=services,
        )

    def _failover_step(self) -> StepHandler:
        records, config = self.tables
        clients = self.ground.clients
        tables = {r: clients.get("dynamodb", AWAY, r) for r in (AWAY, HOME)}
        restart = RestartParts(
            records=self.away.records,
            adoptions=DynamoAdoptions(tables[AWAY], records, here=AWAY, home=HOME),
            workflow=self.away.workflow,
            telemetry=self._telemetry(),
            here=AWAY,
            home=HOME,
            now=self.line.seconds,
        )
        checks = Route53Checks(
            clients.get("route53", AWAY, AWAY),
            endpoint=self.checks.ids["endpoint"],
            switch=self.checks.ids["switch"],
        )
        return StepHandler(
            StepParts(
                name="inferway-failover",
                log_group="/aws/lambda/failover",
                most_lag_seconds=30,
                vantage=HttpVantage("https://home/v1/health/ready", _Http(self)),  # type: ignore[arg-type] # what it asks of a pool
                checks=checks,
                active=DynamoActiveRegion(tables[AWAY], config),
                probes=DynamoProbes(tables, config),
                lag=CloudWatchLag(
                    {r: clients.get("cloudwatch", AWAY, r) for r in (AWAY, HOME)},
                    records,
                    self.line.clock.now,
                ),
                restart=restart,
                telemetry=self._telemetry(),
                now=self.line.seconds,
            )
        )

    def _telemetry(self) -> FailoverTelemetry:
        return FailoverTelemetry(log_stream(io.StringIO(), "outages"))

    def _poll(self, check: Any) -> Answer:
        name = str(check.fqdn).partition(".")[0]
        if self.cut(name):
            return Answer(good=False, text="Failure: no answer.")
        good = self._is_ready(name)
        word = "Success: HTTP Status Code 200." if good else "Failure: 503."
        return Answer(good=good, text=word)

    def _is_ready(self, name: str) -> bool:
        # Hundreds of polls: what nothing has changed is not asked for anew.
        seen = (self.active(name), len(self.line.outages.states()))
        before = self._ready.get(name)
        if before is not None and before[0] == seen:
            return before[1]
        found = self.ready(self.regions()[name])[0] == HTTPStatus.OK
        # What a Region says may be as old as this: it is asked once more after that.
        if self._seen.setdefault(name, (seen, 0.0))[0] != seen:
            self._seen[name] = (seen, self.line.seconds())
        elif self.line.seconds() - self._seen[name][1] > FRESH_SECONDS:
            self._ready[name] = (seen, found)
        return found

    def _evaluate(self) -> None:
        """Let the alarm look at the minute that is over."""
        ringing = self.checks.unhealthy_since(self.line.seconds() - _MINUTE)
        if ringing and not self._ringing:
            at = self.line.clock.now().isoformat(timespec="milliseconds")
            event = {
                "detail": {
                    "alarmName": ALARM,
                    "state": {"value": "ALARM", "reason": "r", "timestamp": at},
                }
            }
            # At least once.
            for _ in range(self.rng.choice([1, 1, 2])):
                seconds = self.rng.uniform(1, _LONGEST_EVENT_SECONDS)
                self.line.later(seconds, lambda: self._alarmed(event), AWAY)
        self._ringing = ringing

    def _alarmed(self, event: dict[str, Any]) -> None:
        self._begin(event, Context())

    def _publish(self, parameters: Mapping[str, str]) -> dict[str, str]:
        self.told.append((parameters["Subject"], parameters["Message"]))
        return {"MessageId": "m"}

    def _hold(self, region: Region) -> Callable[[str, Any], None]:
        """Hold each start of work to what is promised of it."""

        def hold(machine: str, given: Any) -> None:
            if machine != INFERENCE:
                return
            item = self.records(region.name)[given["id"]]
            home = item["homeRegion"]["S"]
            assert home == region.name, f"{region.name} begins {home}'s {given['id']}"
            others = [
                name
                for name in region.states.running(INFERENCE)
                if name.startswith(given["id"])
            ]
            assert not others, f"{given['id']} is worked on already: {others}"

        return hold


class _Http:
    """What a look at the home Region asks of urllib3."""

    def __init__(self, world: World) -> None:
        self._world = world

    def request(self, *_: Any, **__: Any) -> urllib3.HTTPResponse:
        how = self._world.cut(HOME)
        if how == "hanging":
            raise urllib3.exceptions.TimeoutError
        if how == "failing":
            return urllib3.HTTPResponse(status=503)
        status, word = self._world.ready(self._world.home)
        return urllib3.HTTPResponse(status=status, headers={"X-Readiness": word})


@contextmanager
def world_on(ground: Ground, rng: random.Random) -> Iterator[World]:
    """Give two Regions that run."""
    world = World(ground, rng)
    world.start()
    try:
        with ground.clients.within(world.reach):
            yield world
    finally:
        world.close()
