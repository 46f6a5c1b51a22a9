"""One outage from the first request to the day after, as a seed decides it."""

import json
import random
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from client.confirmations import Confirmation, Standing
from inferences.record import State
from inferences.record_items import to_record
from model.errors import PredictionError, UnavailableError
from tests.property.outages.callers import Caller
from tests.property.outages.endpoints import predicted
from tests.property.outages.ground import AWAY, HOME, TTL_SECONDS
from tests.property.outages.region import SWEEP_SECONDS
from tests.property.outages.world import FAILBACK, FAILOVER, World

CLASSES = ("standard", "serverless_preferred", "batch_preferred")
WORDS = ("alder", "birch", "cedar", "elm", "fir", "hazel", "maple", "oak")
# Too long for a record: it goes into the bucket.
_LONG = 9000
# A handler's minute, a run's quarter of an hour, and the sweep that finds it.
_LONGEST_SECONDS = 60 + 900 + 2 * SWEEP_SECONDS
_STEP_SECONDS = 15.0
_LONGEST_TURN_SECONDS = 600.0
# Of the look at replication before people turn back; see `failover.cloudwatch_lag`.
_LOOK_BACK_SECONDS = 300.0


@dataclass
class Story:
    """What was seen.

    Attributes:
        taken: When each id got its first 2xx, by id.
        wanted: Instances by id.
        cut_at: When the home Region was cut off.
        at_cut: IDs that had their 2xx by then.
        arrived: Those of them that the other Region had, with their documents.
        turned_at: When DNS began to send clients to the other Region.

    """

    taken: dict[str, float] = field(default_factory=dict)
    wanted: dict[str, list[str]] = field(default_factory=dict)
    cut_at: float = 0.0
    at_cut: set[str] = field(default_factory=set)
    arrived: set[str] = field(default_factory=set)
    turned_at: float | None = None


class Outage:
    """The stream, the cut, and what is to hold after each of them."""

    def __init__(self, world: World, rng: random.Random) -> None:
        self.world, self.rng = world, rng
        self.lag = rng.choice([0.5, 1.0, 2.0, 8.0])
        self.documents_lag = rng.choice([1.0, 5.0, 40.0])
        world.replication.paces.set("dynamodb", lag_seconds=self.lag)
        world.replication.paces.set("s3", lag_seconds=self.documents_lag)
        self.callers = [
            Caller("patient", world, rng, also=False),
            Caller("nimble", world, rng, also=True),
        ]
        self.story = Story()
        # How long what waits takes to arrive once the Region is back.
        self.backlog = 0.0
        self._keys = 0

    def stream(self, requests: int, *, repeats: bool = True) -> None:
        """Send requests, with pauses between them; some clients give up on some."""
        for _ in range(requests):
            self.world.line.advance(self.rng.expovariate(1 / 2.5))
            caller = self.rng.choice(self.callers)
            kind = self.rng.random()
            try:
                if kind < 0.15:
                    words = self._words()
                    assert caller.predict(words) == predicted(words)
                elif kind < 0.3 and repeats:
                    self._repeat(caller)
                else:
                    self._infer(caller)
            except (PredictionError, UnavailableError):
                # It stays in the journal, and is asked for later.
                continue

    def set_fuse(self) -> None:
        """Let the home Region be cut off at some call of its functions."""
        self.world.reach.set_fuse(
            self.rng.randrange(1, 120),
            HOME,
            self.rng.choice(["failing", "hanging"]),
            after=self.rng.random() < 0.5,
            burnt=self._note_cut,
        )

    def make_sure_of_the_cut(self) -> None:
        """Cut it off now, if the stream was over before."""
        self.world.reach.cut_now()
        assert self.world.cut(HOME)

    def until_turned(self) -> tuple[float, float]:
        """Let clients and work be moved; return the seconds that each took.

        Clients: of one who asked for the name right before its answer changed.
        """
        line, story = self.world.line, self.story
        while story.turned_at is None or not self._is_over(FAILOVER):
            waited = line.seconds() - story.cut_at
            assert waited < _LONGEST_TURN_SECONDS, self.world.away.states.executions
            line.advance(1.0)
        line.advance(max(0.0, story.turned_at + TTL_SECONDS - line.seconds()))
        assert {caller.wire.resolve() for caller in self.callers} == {AWAY}
        [ended] = [
            one.ended
            for (machine, _), one in self.world.away.states.executions.items()
            if machine == FAILOVER and one.status == "SUCCEEDED" and one.ended
        ]
        return story.turned_at + TTL_SECONDS - story.cut_at, ended - story.cut_at

    def ask(self) -> list[tuple[Caller, Confirmation]]:
        """Let each client ask what became of all that it sent."""
        return [(c, one) for c in self.callers for one in c.confirmations.ask()]

    def unknown(self) -> dict[str, tuple[Caller, Confirmation]]:
        """Return what the Region that serves knows nothing of, by id."""
        return {
            str(one.sent.id): (caller, one)
            for caller, one in self.ask()
            if one.standing is Standing.UNKNOWN
        }

    def without_payload(self) -> dict[str, tuple[Caller, Confirmation]]:
        """Return what the Region that serves knows of, and cannot work on, by id."""
        there = self.world.records(AWAY)
        return {
            str(one.sent.id): (caller, one)
            for caller, one in self.ask()
            if one.standing is Standing.PENDING
            and self._lacks_document(there[str(one.sent.id)])
        }

    def send_again(self, caller: Caller, one: Confirmation) -> None:
        """Send a request again under its key."""
        try:
            [found] = caller.confirmations.send_again([one])
        except (PredictionError, UnavailableError):
            return
        self._took(found.id, list(one.sent.payload["instances"]))

    def send_what_was_never_taken(self) -> None:
        """Send again what has no ID yet."""
        for caller in self.callers:
            for sent in caller.journal:
                if sent.id is None:
                    found = caller.confirmations.send(sent.payload, key=sent.key)
                    self._took(found.id, list(sent.payload["instances"]))

    def until_ended(self, ids: set[str], region: str) -> None:
        """Let time pass until each has ended in a Region."""
        until = self.world.line.seconds() + _LONGEST_SECONDS
        while self.world.line.seconds() < until:
            items = self.world.records(region)
            if all(_has_ended(items.get(one)) for one in ids):
                return
            self.world.line.advance(_STEP_SECONDS)
        stuck = {one: items.get(one) for one in ids if not _has_ended(items.get(one))}
        message = f"these have not ended in {region}: {stuck}"
        raise AssertionError(message)

    def are_right(
        self, ids: set[str], region: str, *, given_up: Collection[str] = ()
    ) -> None:
        """Hold each to have succeeded in a Region, on some path, with its words.

        Args:
            ids: Of each.
            region: As it has them.
            given_up: Those that may have failed, because their payload was lost.

        """
        items = self.world.records(region)
        documents = self.world.regions()[region].documents
        for one in ids:
            record = to_record(items[one])
            if one in given_up and record.failure is not None:
                assert record.failure.code == "payload_unavailable"
                continue
            assert record.state is State.SUCCEEDED, record
            assert record.answer is not None
            text = documents.read(record.answer.predictions)
            assert _predictions(text) == predicted(self.story.wanted[one]), one

    def come_back(self) -> None:
        """Let the home Region come back; what waits may take a while to arrive."""
        self.backlog = self.rng.choice([0.0, 0.0, 10.0, 60.0])
        paces = self.world.replication.paces
        if self.backlog:
            paces.set(None, paused=True)
            self.world.line.later(self.backlog, lambda: paces.set(None, paused=False))
        self.world.line.outages.set(HOME, "up")
        self.world.line.advance(self.backlog + self.lag + 1.0)

    def turn_back(self) -> int:
        """Turn back by hand; return how often that was refused.

        It is while the last minutes have seen replication that was late.
        """
        for refused in range(2):
            name = self.world.begin_by_hand(FAILBACK, reason="the outage is over")
            while not self._is_over(FAILBACK):
                self.world.line.advance(1.0)
            found = self.world.away.states.executions[FAILBACK, name]
            if found.status == "SUCCEEDED":
                return refused
            self.world.line.advance(_LOOK_BACK_SECONDS)
        message = f"it is refused without end: {self.world.told[-1]}"
        raise AssertionError(message)

    def _is_over(self, machine: str) -> bool:
        states = self.world.away.states
        begun = any(of == machine for of, _ in states.executions)
        return begun and not states.running(machine)

    def _note_cut(self) -> None:
        story, world = self.story, self.world
        story.cut_at = world.line.seconds()
        world.line.later(0.0, self._look_at_dns)
        story.at_cut = set(story.taken)
        there = world.records(AWAY)
        story.arrived = {
            one
            for one in story.at_cut
            if one in there and not self._lacks_document(there[one])
        }

    def _look_at_dns(self) -> None:
        if self.world.checks.answer() == AWAY:
            self.story.turned_at = self.world.line.seconds()
        else:
            self.world.line.later(1.0, self._look_at_dns)

    def _lacks_document(self, item: dict[str, Any]) -> bool:
        keys = [
            value["M"]["key"]["S"]
            for value in _documents(item)
            if "key" in value.get("M", {})
        ]
        return not all(self.world.ground.has_object(AWAY, key) for key in keys)

    def _words(self) -> list[str]:
        words = self.rng.choices(WORDS, k=self.rng.randint(1, 3))
        return [" ".join(words * _LONG)] if self.rng.random() < 0.1 else words

    def _infer(self, caller: Caller) -> None:
        self._keys += 1
        words, key = self._words(), f"key-{self._keys}"
        found = caller.infer(key, words, self.rng.choice(CLASSES))
        self._took(found.id, words)

    def _repeat(self, caller: Caller) -> None:
        sent = list(caller.journal)
        if sent:
            one = self.rng.choice(sent)
            found = caller.confirmations.send(one.payload, key=one.key)
            assert one.id in {None, found.id}
            self._took(found.id, list(one.payload["instances"]))

    def _took(self, record_id: str, words: list[str]) -> None:
        assert self.story.wanted.setdefault(record_id, words) == words
        self.story.taken.setdefault(record_id, self.world.line.seconds())


def _has_ended(item: dict[str, Any] | None) -> bool:
    return item is not None and item["state"]["S"] != State.PENDING


def _documents(item: dict[str, Any]) -> list[dict[str, Any]]:
    answer = item.get("answer", {}).get("M", {})
    return [item["payload"], *([answer["predictions"]] if answer else [])]


def _predictions(text: str) -> list[str]:
    found: list[str] = json.loads(text)["predictions"]
    return found
