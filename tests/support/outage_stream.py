"""Inferences that clients send while a Region is lost, and what they remember."""

import random
import threading
import uuid
from collections.abc import Iterable
from typing import Any

from client.confirmations import Confirmation, Standing
from model.errors import PredictionError, UnavailableError
from tests.support.outage_stack import AWAY, Caller, OutageStack
from tests.support.routed import WORDS, predicted

CLASSES = ("standard", "serverless_preferred", "batch_preferred")
# Beyond what a record holds: such a payload is an object.
_LONG = 15_000
_WAIT_SECONDS = 90.0


class Stream:
    """Two clients that send side by side, and remember."""

    def __init__(self, stack: OutageStack, rng: random.Random) -> None:
        self.callers = [stack.caller(), stack.caller(also=[AWAY])]
        self.wanted: dict[str, list[str]] = {}
        self.ids: dict[str, str] = {}
        self._rng = rng
        self._changed = threading.Condition()
        self._failed: list[BaseException] = []
        self._sending = 0

    @property
    def taken(self) -> set[str]:
        """IDs that had a 2xx."""
        with self._changed:
            return set(self.ids.values())

    def plan(self, requests: int) -> list[tuple[str, list[str], str]]:
        """Return keys, words and classes of requests, as the seed has them."""
        planned = []
        for _ in range(requests):
            words = self._rng.choices(WORDS, k=self._rng.randint(1, 3))
            if self._rng.random() < 0.2:
                words = [" ".join(words[:1] * _LONG)]
            planned.append((uuid.uuid4().hex, words, self._rng.choice(CLASSES)))
        return planned

    def begin(self, plans: Iterable[list[Any]]) -> list[threading.Thread]:
        """Send a plan by each client, in the background."""
        threads = [
            threading.Thread(target=self._send_all, args=pair)
            for pair in zip(self.callers, plans, strict=True)
        ]
        self._sending = len(threads)
        for thread in threads:
            thread.start()
        return threads

    def end(self, threads: Iterable[threading.Thread]) -> None:
        """Wait until all is sent, or given up."""
        for thread in threads:
            thread.join()
        assert not self._failed, self._failed

    def until_taken(self, count: int) -> None:
        """Wait until so many had a 2xx, of whichever client, or all are sent."""
        with self._changed:
            assert self._changed.wait_for(
                lambda: len(self.ids) >= count or not self._sending, _WAIT_SECONDS
            )

    def send(self, caller: Caller, key: str, words: list[str], name: str) -> None:
        """Send a request; what fails stays in the client's journal."""
        self.wanted[key] = words
        payload = {"instances": words, "traffic_class": name}
        try:
            found = caller.confirmations.send(payload, key=key)
        except (PredictionError, UnavailableError):
            return
        self.note(key, found.id)

    def note(self, key: str, record_id: str) -> None:
        with self._changed:
            assert self.ids.setdefault(key, record_id) == record_id
            self._changed.notify_all()

    def ask(self) -> list[tuple[Caller, Confirmation]]:
        """Let each client ask what became of all that it sent."""
        return [(c, one) for c in self.callers for one in c.confirmations.ask()]

    def send_what_was_never_taken(self) -> None:
        """Send again what has no ID yet."""
        for caller in self.callers:
            for sent in caller.journal:
                if sent.id is None:
                    found = caller.confirmations.send(sent.payload, key=sent.key)
                    self.note(sent.key, found.id)

    def wrong(self) -> list[Confirmation]:
        """Ask what became of all, and return what has not ended as it should."""
        return [one for _, one in self.ask() if not self.is_right(one)]

    def is_right(self, one: Confirmation) -> bool:
        """Tell whether one has succeeded with the predictions of its words."""
        if one.standing is not Standing.SUCCEEDED:
            return False
        words = self.wanted[one.sent.key]
        # Of a text of one word, however often, the model says that word.
        short = [text.partition(" ")[0] for text in words]
        return bool(one.content["predictions"] == predicted(short))

    def _send_all(self, caller: Caller, plan: Iterable[Any]) -> None:
        failed: list[BaseException] = []
        try:
            for key, words, name in plan:
                self.send(caller, key, words, name)
        except BaseException as error:
            failed.append(error)
            raise
        finally:
            with self._changed:
                self._failed += failed
                self._sending -= 1
                self._changed.notify_all()
