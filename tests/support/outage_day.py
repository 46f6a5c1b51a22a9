"""A game day of a deployed stack, played by the local AWS's clock."""

import json
import time
from dataclasses import dataclass, field
from typing import Any

from drill.game import Game
from drill.outcome import Pace
from drill.recovery import Recovery, read_recovery
from failover.obstacles import Obstacle
from inferway.recovery_parts import Asking, Aws, parts_of
from inferway.recovery_status import find_obstacles
from routing.health import FRESH_SECONDS
from tests.support.outage_stack import OutageStack

EVERY = 5.0


@dataclass
class LocalClock:
    """The local AWS's time, which a look moves on.

    While a workflow runs it goes by itself: its functions take the machine's time.
    So do those of inferences, which get some of it at each look.
    """

    stack: OutageStack
    machines: list[str] = field(default_factory=list)
    inferences: list[str] = field(default_factory=list)
    turned: bool = False

    def now(self) -> float:
        return self.stack.now()

    def sleep(self, seconds: float) -> None:
        if any(self._runs(machine) for machine in self.machines):
            self.turned = True
            time.sleep(0.5)
            return
        if self.turned:
            # What a Region says of its readiness is looked up that often.
            self.turned = False
            time.sleep(FRESH_SECONDS)
        self.stack.advance(seconds)
        if any(self._runs(machine) for machine in self.inferences):
            time.sleep(0.5)

    def _runs(self, machine: str) -> bool:
        found = self.stack.executions(machine).values()
        return any(one["status"] == "RUNNING" for one in found)


class Day:
    """The environment, as a person has it who runs a game day."""

    def __init__(self, stack: OutageStack) -> None:
        self.stack = stack
        given = {"recovery": {"value": stack.recovery}}
        self.recovery: Recovery = read_recovery(json.dumps(given).encode(), "outputs")
        self.aws = Aws()
        self.clock = LocalClock(
            stack,
            [self.recovery.failover_arn, self.recovery.failback_arn],
            [
                stack.recovery[place]["state_machine_arn"]
                for place in ("home", "standby")
            ],
        )
        self.told: list[str] = []

    def parts(self, *, asking: Asking | None = None) -> Any:
        return parts_of(
            self.recovery,
            self.aws,
            self.told.append,
            resolver=f"{self.stack.deployment.local.url}/_local/dns",
            asking=asking,
            clock=self.clock,
        )

    def game(self, *, live: bool = True) -> Game:
        """Return what plays it.

        Args:
            live: Whether it sends inferences of its own all along.

        """
        asking = Asking(api_key=self.stack.key, instances=["one two"])
        pace = Pace(every_seconds=EVERY, timeout_seconds=900, settle_seconds=3000)
        return Game(self.recovery, self.parts(asking=asking if live else None), pace)

    def obstacles(self) -> list[Obstacle]:
        return find_obstacles(self.recovery, self.aws)
