"""Whatever dies, comes twice, fails or is lost: every inference ends, and once."""

import json

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from batch.ports import JobStatus
from inferences.errors import UnavailableError
from inferences.record import Record, State
from tests.property.batch.batch_world import LIMITS, PREFIX, World, answer
from tests.support.batch_windows import DiedError, plenty

# Calls of one invocation are few: most fuses burn, some after the end.
choices = st.integers(0, 10**6)
others = ["same window", "next window", "collect", "sweep", "step", "end job"]
fuses = (
    st.none()
    | st.none()
    | st.tuples(
        st.integers(0, 15),
        st.booleans(),
        st.sampled_from(["dies"] * 3 + ["refused"] * 2 + others),
        choices,
    )
)
# About where a record ends and its token is told.
midway = st.tuples(st.integers(5, 9), st.booleans(), st.just("dies"), choices)
kinds = st.sampled_from(["good", "good", "good", "refused", "too large"])


class BatchMachine(RuleBasedStateMachine):
    """Random steps of everything; at the end nothing fails any more."""

    @initialize()
    def begin(self):
        self.world = World()
        self.slot = 0
        self.kinds = {}
        self.ended = {}
        self.lost_messages = False
        self.overlapped = False

    def run(self, fuse, call):
        """Run an invocation, at one of whose calls its fuse does something."""
        if fuse is not None:
            at, after, what, choice = fuse
            self.world.fuse.set(at, lambda: self.meanwhile(what, choice), after=after)
        try:
            call()
        except (DiedError, UnavailableError):
            return False
        finally:
            self.world.fuse.clear()
        return True

    def meanwhile(self, what, choice):
        """End the invocation that runs, or let another one run from here on."""
        if what == "dies":
            raise DiedError
        if what == "refused":
            raise UnavailableError
        if what == "same window" and self.slot:
            self.begin_window(f"w{self.slot}")
        elif what == "next window":
            self.begin_window(self.next_window())
        elif what == "collect" and self.windows_to_collect():
            windows = self.windows_to_collect()
            self.overlapped = True
            self.collect_window(windows[choice % len(windows)])
        elif what == "sweep":
            self.run(None, lambda: self.world.sweeper.run(plenty))
        elif what == "step" and self.turns():
            execution = self.turns()[choice % len(self.turns())]
            self.run(None, lambda: self.world.advance(execution))
        elif what == "end job" and self.running_jobs():
            jobs = self.running_jobs()
            hows = ("completed", "failed", "garbled")
            self.finish(jobs[choice % len(jobs)], hows[choice % len(hows)])

    def next_window(self):
        self.slot += 1
        return f"w{self.slot}"

    def begin_window(self, window, fuse=None):
        return self.run(fuse, lambda: self.world.window.run(window, plenty))

    def collect_window(self, window, fuse=None):
        collector = self.world.collector
        done = self.run(fuse, lambda: collector.run(window, plenty))
        job = self.world.jobs.jobs.get(window)
        if done and job and job.ended:
            self.check_told(window)
        return done

    def check_told(self, window):
        """Nobody waits any more whose record has ended, whoever ended it."""
        waiting = {
            it.token for it in self.world.executions.values() if it.phase == "waiting"
        }
        for record_id in self.world.windows.manifests[window].lines:
            record = self.world.records.get(record_id)
            if record.state is not State.PENDING:
                assert record.task_token not in waiting

    def running_jobs(self):
        jobs = self.world.jobs.jobs
        return [window for window, job in jobs.items() if not job.ended]

    def turns(self):
        executions = self.world.executions.values()
        return [it for it in executions if it.phase in ("queue", "fail")]

    # What clients and the routing function do.

    @rule(some=st.lists(st.tuples(kinds, st.integers(0, 8)), min_size=1, max_size=5))
    def accept(self, some):
        """Accept some; most of them come as far as to the queue."""
        for kind, steps in some:
            self.accept_one(kind, steps)

    def accept_one(self, kind, steps):
        number = len(self.kinds)
        text = {
            "good": f"text {number} " + "of some length" * (number % 9),
            "refused": "refused",
            "too large": "long " * 60,
        }[kind]
        payload = json.dumps({"instances": [text]})
        record = self.world.accept(number, payload)
        self.kinds[record.id] = (kind, text)
        if steps > 0:
            later = int(self.world.clock()) + 900
            assert self.world.records.begin_run(
                record.id, 0, home="eu-west-1", attend_by=later
            )
        if steps > 1:
            self.world.begin(record, 0)
        if steps > 2:
            self.world.advance(self.world.executions[record.id, 0])

    @precondition(lambda self: self.turns())
    @rule(choice=choices, fuse=fuses, most=st.integers(1, 6))
    def steps(self, choice, fuse, most):
        turns = self.turns()
        for execution in [*turns[choice % len(turns) :], *turns][:most]:
            if execution in self.turns():
                self.run(fuse, lambda it=execution: self.world.advance(it))

    # What schedule and alarm do, and Lambda with what failed.

    @rule(fuse=fuses, seconds=st.sampled_from([0, 300, 800]))
    def window(self, fuse, seconds):
        self.world.move(seconds)
        self.begin_window(self.next_window(), fuse)

    @precondition(lambda self: self.slot)
    @rule(choice=choices, fuse=fuses)
    def window_again(self, choice, fuse):
        """Begin one of the last windows anew."""
        self.begin_window(f"w{max(1, self.slot - choice % 4)}", fuse)

    # What becomes of jobs.

    @precondition(lambda self: self.running_jobs())
    @rule(
        choice=choices,
        how=st.sampled_from(
            ["completed"] * 4 + ["failed", "stopped", "short", "long", "garbled"]
        ),
        lost=st.booleans(),
    )
    def end_job(self, choice, how, lost):
        jobs = self.running_jobs()
        window = jobs[choice % len(jobs)]
        self.finish(window, how)
        if not lost:
            self.world.events.append(window)

    def finish(self, window, how="completed"):
        world = self.world
        if how in ("failed", "stopped"):
            world.jobs.end(window, JobStatus(how.capitalize()))
        else:
            world.jobs.complete(window, answer)
        output = world.windows.outputs.get(window, "")
        lines = output.splitlines(keepends=True)
        if how == "short":
            # Any other than the last would give answers to others' questions.
            world.windows.outputs[window] = "".join(lines[1:])
        elif how == "long":
            world.windows.outputs[window] = "".join([lines[0], *lines])
        elif how == "garbled":
            world.windows.outputs[window] = "".join(["{\n", *lines[1:]])

    def windows_to_collect(self):
        """Return those that somebody is told of, some of them too early."""
        return self.world.events + self.world.results.windows + self.running_jobs()

    @precondition(lambda self: self.windows_to_collect())
    @rule(choice=choices, fuse=fuses | midway, again=st.booleans())
    def collect(self, choice, fuse, again):
        events = self.windows_to_collect()
        window = events[choice % len(events)]
        if self.collect_window(window, fuse):
            waiting = (self.world.events, self.world.results.windows)
            for some in waiting:
                if window in some and not again:
                    some.remove(window)

    # The rest of the world.

    @rule(fuse=fuses, seconds=st.sampled_from([0, 1_000, 4_000]))
    def sweep(self, fuse, seconds):
        self.world.move(seconds)
        self.run(fuse, lambda: self.world.sweeper.run(plenty))

    @rule(
        what=st.sampled_from(["twice", "twice", "lost", "nobody", "limit", "late"]),
        choice=choices,
    )
    def mishap(self, what, choice):
        """Let something happen to queue, account or clock."""
        queue = self.world.queue
        if what == "limit":
            self.world.jobs.refusals = 1 + choice % 2
        elif what == "late":
            self.world.move(22_000)
        elif what == "nobody":
            bodies = ("", "[]", '{"id": 7}', '{"id": "nobody"}')
            queue.put(bodies[choice % len(bodies)])
        elif len(queue) and what == "twice":
            queue.put(queue.bodies[choice % len(queue)])
        elif len(queue):
            queue.drop(choice % len(queue))
            self.lost_messages = True

    # What holds at any time, and at rest.

    @invariant()
    def what_ended_is_right_and_stays(self):
        for record in self.world.records.all():
            if record.state is State.PENDING:
                assert record.id not in self.ended
                continue
            assert self.ended.setdefault(record.id, record) == record
            self.check(record)

    def check(self, record: Record):
        kind, text = self.kinds[record.id]
        if record.state is State.SUCCEEDED:
            found = json.loads(self.world.documents.read(record.answer.predictions))
            assert (kind, found) == ("good", {"predictions": [text.upper()]})
            assert record.attempts[-1].outcome == "succeeded"
            assert record.attempts[-1].target.startswith(f"{PREFIX}-w")
            return
        code = record.failure.code
        if code in ("batch_failed", "timed_out"):
            # Only after as many waits as the definition has.
            tries = [it for it in self.world.executions.values() if it.id == record.id]
            assert any(it.retries == 0 and it.error for it in tries)
        else:
            assert (kind, code) in {
                ("refused", "values_refused"),
                ("too large", "payload_too_large"),
            }

    @invariant()
    def each_job_is_noted_once(self):
        for record in self.world.records.all():
            targets = [attempt.target for attempt in record.attempts]
            # Two that collect one window at the same time may both note it.
            assert self.overlapped or len(targets) == len(set(targets))

    @invariant()
    def a_window_is_what_its_manifest_says(self):
        for window in self.world.jobs.jobs:
            manifest = self.world.windows.manifests[window]
            lines = self.world.windows.inputs[window]
            assert len(set(manifest.lines)) == len(manifest.lines) == len(lines)
            assert len(lines) <= LIMITS.records
            size = sum(len(line) + 1 for line in lines)
            assert size <= LIMITS.bytes
            for record_id, line in zip(manifest.lines, lines, strict=True):
                assert json.loads(line)["instances"] == [self.kinds[record_id][1]]

    def teardown(self):
        if not hasattr(self, "world"):
            return
        self.world.jobs.refusals = 0
        while self.world.events:
            assert self.collect_window(self.world.events.pop())
        # What waits for a message that is lost, or that nobody told, waits for the
        # definition's own time-out; the sweeper sees to all else.
        for _ in range(400 if self.lost_messages else 45):
            self.quiet_round()
            if self.all_ended():
                break
        assert self.all_ended()
        for _ in range(400):
            if self.at_rest():
                break
            self.quiet_round()
        self.what_ended_is_right_and_stays()
        states = {record.id: record.state for record in self.world.records.all()}
        assert State.PENDING not in states.values(), states
        assert self.kinds.keys() == states.keys()
        assert not [it for it in self.world.executions.values() if it.phase != "over"]
        assert not len(self.world.queue)

    def all_ended(self):
        return all(it.state is not State.PENDING for it in self.world.records.all())

    def at_rest(self):
        over = all(it.phase == "over" for it in self.world.executions.values())
        return over and not len(self.world.queue)

    def quiet_round(self):
        """Five minutes in which nothing fails."""
        world = self.world
        for execution in self.turns():
            world.advance(execution)
        assert self.begin_window(self.next_window())
        for window in self.running_jobs():
            self.finish(window)
            assert self.collect_window(window)
        world.sweeper.run(plenty)
        while world.results.windows:
            assert self.collect_window(world.results.windows.pop())
        world.move(300)


def test_every_inference_ends_once_whatever_happens():
    run_state_machine_as_test(
        BatchMachine,
        settings=settings(
            max_examples=150,
            stateful_step_count=50,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
