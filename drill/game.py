"""A failover and a failback, begun and watched; what was turned is turned back."""

from collections.abc import Iterator
from contextlib import contextmanager

from drill.outcome import Outcome, Pace
from drill.ports import Parts
from drill.recovery import Recovery
from drill.timeline import Seen, Timeline
from drill.watcher import Watcher
from model.errors import UnavailableError


class Game:
    """One environment's game day, step by step."""

    def __init__(self, recovery: Recovery, parts: Parts, pace: Pace) -> None:
        """Take what it goes by; nothing is turned yet."""
        self._recovery = recovery
        self._parts = parts
        self._pace = pace
        self._watcher = Watcher(recovery, parts, pace)

    def fail_over(self, *, name: str, by_alarm: bool) -> Outcome:
        """Declare the home Region lost, and watch the other one take over.

        The switch is turned back whatever happens, as soon as it holds nothing any
        more; where DNS follows the switch alone, with the failback.

        Args:
            name: Of the execution, where it is begun here.
            by_alarm: Whether the alarm is to begin the workflow, as in an outage.

        Raises:
            UnavailableError: AWS cannot be reached.

        """
        parts, machine = self._parts, self._parts.failover
        known = {one.name for one in machine.executions()}
        # Who asked just before keeps the answer longest, as some client has.
        parts.names.leads_to()
        outcome = self._outcome("failover")
        with self._switched(outcome):
            parts.tell(f"{self._recovery.home.region} is switched off")
            if not by_alarm:
                machine.begin(name, "begun by inferway")
            self._watcher.watch(
                outcome,
                known,
                machine,
                self._watcher.looks(serving=self._recovery.standby),
            )
            self._hold(outcome)
        # Nobody is sent back by the switch: the fence holds.
        self._watcher.linger(outcome, self._pace.every_seconds)
        return self._ended(outcome)

    def fail_back(self, *, name: str) -> Outcome:
        """Begin the failback, and watch the home Region serve again.

        Raises:
            UnavailableError: AWS cannot be reached.

        """
        parts, machine = self._parts, self._parts.failback
        if self._recovery.automatic and parts.switch.is_inverted():
            # With it the home Region would be lost again at once.
            self.turn_back()
            self._parts.clock.sleep(self._recovery.promise.health_check)
        known = {one.name for one in machine.executions()}
        outcome = self._outcome("failback")
        machine.begin(name, "begun by inferway")
        looks = self._watcher.looks(serving=self._recovery.home)
        if self._recovery.automatic:
            self._watcher.watch(outcome, known, machine, looks)
        else:
            led = looks.pop(Seen.NAME)
            self._watcher.watch(outcome, known, machine, looks)
            if outcome.timeline.has(Seen.ACTIVE) and parts.switch.is_inverted():
                # It held clients in the other Region until now.
                self.turn_back()
            self._watcher.watch(outcome, known, machine, {**looks, Seen.NAME: led})
        return self._ended(outcome)

    def turn_back(self) -> None:
        """Have the switch declare nothing any more.

        Raises:
            UnavailableError: AWS cannot be reached.

        """
        self._parts.switch.invert(inverted=False)
        self._parts.tell(f"the switch of {self._recovery.home.region} is turned back")

    def _outcome(self, kind: str) -> Outcome:
        return Outcome(kind=kind, timeline=Timeline(began=self._parts.clock.now()))

    @contextmanager
    def _switched(self, outcome: Outcome) -> Iterator[None]:
        # Inside: an error of the call may come after it was done.
        try:
            self._parts.switch.invert(inverted=True)
            yield
        finally:
            if self._holds_clients(outcome):
                outcome.remarks.append(
                    "The switch stays inverted: it holds clients where they are, and"
                    " the failback turns it back."
                )
            else:
                self._turn_back_or_say_how()
                outcome.timeline.watch(
                    Seen.TURNED_BACK, self._parts.clock.now(), lambda: True
                )

    def _turn_back_or_say_how(self) -> None:
        try:
            self.turn_back()
        except UnavailableError:
            self._parts.tell(
                "THE SWITCH COULD NOT BE TURNED BACK. Do it by hand: aws route53"
                " update-health-check --health-check-id"
                f" {self._recovery.switch_id} --no-inverted"
            )
            raise

    def _holds_clients(self, outcome: Outcome) -> bool:
        if self._recovery.automatic or outcome.timeline.has(Seen.ACTIVE):
            return not self._recovery.automatic
        # It may have been turned since the last look.
        try:
            found = self._parts.active.read()
        except UnavailableError:
            return False
        return found is not None and found.lost == self._recovery.home.region

    def _hold(self, outcome: Outcome) -> None:
        """Wait until Route 53 has seen the fence, which holds from then on."""
        if not (self._recovery.automatic and outcome.timeline.has(Seen.FENCED)):
            return
        seen_for = outcome.timeline.since(Seen.FENCED, self._parts.clock.now())
        # And one round more: checkers do not ask all at the same moment.
        self._watcher.linger(
            outcome, self._recovery.promise.health_check * 2 - seen_for
        )

    def _ended(self, outcome: Outcome) -> Outcome:
        parts = self._parts
        found = parts.active.read()
        serves = self._recovery.home.region if found is None else found.region
        outcome.serves = parts.names.leads_to()
        outcome.switch_left = parts.switch.is_inverted()
        if parts.stream is not None:
            until = parts.clock.now() + self._pace.settle_seconds
            while parts.stream.unended(serves) and parts.clock.now() < until:
                parts.clock.sleep(self._pace.every_seconds)
            outcome.tally = parts.stream.tally(serves)
        return outcome
