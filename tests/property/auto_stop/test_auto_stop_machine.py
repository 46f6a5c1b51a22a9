"""Whatever dies, fails or runs twice: idle endpoints are stopped, and no others.

Nothing that they had is forgotten meanwhile.
"""

import copy
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

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

from auto_stop.fleet import Variant
from auto_stop.settings import Covers, Mode
from inferences.errors import UnavailableError
from stopped_endpoints.record import Action
from tests.support.auto_stop import (
    COPIES,
    INSTANCES,
    PROVISIONED,
    SETTINGS,
    Kept,
    World,
)
from tests.support.batch_windows import DiedError

WINDOW = timedelta(hours=1)
KINDS = ("one", "two", "scaled", "serverless", "warm", "async", "sleeper", "fixed")
READS = ("tags", "components", "active", "measure", "details", "configs", "bounds")
WRITES = ("create_record", "replace_record", "remove", "bound", "delete_endpoint")
WRITES += ("delete_component", "restore", "delete_record", "set_counts", "list_tags")
choices = st.integers(0, 10**6)
fuses = st.none() | st.tuples(
    st.integers(0, 25), st.booleans(), st.sampled_from(["dies", "refused", "run"])
)
refusals = (
    st.none()
    | st.none()
    | st.sampled_from([*READS, *WRITES, "endpoints", "records", "one"])
)
# Most are old enough.
ages = st.sampled_from([48.0, 48.0, 1.5, 0.5])
PROTECTING = st.sampled_from(["true", "True", "yes", ""])


def build(world, kind, name, age):
    """Add an endpoint of a kind, with what scales it."""
    here = f"endpoint/{name}/variant/main"
    one = Variant(name="main", instances=2)
    if kind == "two":
        both = {"main": one, "other": Variant(name="other", instances=1)}
        world.add(name, age=age, variants=both, models=set(both))
    elif kind in ("serverless", "warm"):
        warm = 3 if kind == "warm" else 0
        main = Variant(name="main", serverless=True, provisioned=warm)
        world.add(name, age=age, variants={"main": main})
        if warm:
            world.scale(here, PROVISIONED, 2, 5)
    elif kind in ("sleeper", "fixed"):
        least = 0 if kind == "sleeper" else 1
        main = Variant(name="main", instances=1, managed_min=least)
        copies = {f"{name}-c": 2, f"{name}-d": 1}
        world.add(
            name, age=age, variants={"main": main}, models=set(), components=copies
        )
        for component in copies:
            world.scale(f"inference-component/{component}", COPIES, 1, 4)
    else:
        is_async = kind == "async"
        world.add(name, age=age, variants={"main": one}, asynchronous=is_async)
        if kind != "one":
            world.scale(here, INSTANCES, 0 if is_async else 2, 4)


class AutoStopMachine(RuleBasedStateMachine):
    """Random lives of a fleet, and runs in between."""

    @initialize(
        mode=st.sampled_from([Mode.DELETE, Mode.REDUCE]),
        mark_first=st.sampled_from([False, False, True]),
        fleet=st.lists(st.tuples(st.sampled_from(KINDS), ages), min_size=2, max_size=4),
    )
    def begin(self, mode, mark_first, fleet):
        self.world = World()
        self.world.judge = self.judge
        self.settings = replace(
            SETTINGS,
            mode=mode,
            mark_first=mark_first,
            covers=Covers(name_prefix="ours-", tags={}),
        )
        self.armed = False
        self.recorded_before = set()
        self.first = {}
        for kind, age in fleet:
            self.create(kind, age, covered=True)

    # What must never happen.

    def judge(self, what, name):
        """Hold a write against what is really so."""
        kept, now = self.world.endpoints[name], self.world.now
        assert self.armed, "a dry run writes"
        assert name.startswith("ours-"), "not covered"
        assert kept.status == "InService"
        assert now - kept.created > WINDOW, "young"
        assert now - kept.others_modified > WINDOW, "changed"
        recent = [n for at, n in kept.requests if now - WINDOW <= at <= now]
        health = float(kept.tags.get("HealthCheckRequestsPerHour", "0"))
        assert sum(recent) <= health, "busy"
        assert kept.tags.get("ProtectedFromAutoStop", "false") == "false"
        assert not self.world.failing & {*READS, name, f"measure {name}"}, "unread"
        if what == "tag":
            return
        assert name in self.world.records, "nothing is on record"
        if self.settings.mark_first and name not in self.recorded_before:
            assert "AutoStopMarkedAt" in kept.tags, "no mark"
        if self.settings.mode is Mode.REDUCE:
            assert what in ("lower", "set_counts"), "reducing deletes"

    @invariant()
    def nothing_is_forgotten(self):
        """Hold that what an endpoint had is in its place, or on record."""
        if not hasattr(self, "world"):
            return
        for name, (kept, targets) in self.first.items():
            record = self.world.record(name)
            there = self.world.endpoints.get(name)
            on_record = {} if record is None else {t.key: t for t in record.targets}
            for target in targets:
                live = self.world.targets.get(target.key)
                known = [each for each in (live, on_record.get(target.key)) if each]
                assert (target.min, target.max) in {(t.min, t.max) for t in known}
                assert any(each.policies == target.policies for each in known)
                assert any(
                    each.scheduled_actions == target.scheduled_actions for each in known
                )
            if there is None:
                assert record is not None
                assert record.action is Action.DELETE
                assert record.config == f"{name}-config"
                components = {each.name: each.copies for each in record.components}
                assert components.keys() == kept.components.keys()
            desired = {} if record is None else {v.name: v for v in record.variants}
            for variant in kept.variants.values():
                if variant.managed_min is not None:
                    continue
                count = variant.provisioned or variant.instances
                now = there.variants[variant.name] if there else None
                assert count in (
                    desired[variant.name].desired if desired else None,
                    now and (now.provisioned or now.instances),
                ) or self.scales(variant.name, targets)

    def scales(self, variant, targets):
        # What has a target has as much as that says.
        return any(each.resource_id.endswith(f"/{variant}") for each in targets)

    # What people and time do.

    @rule(
        kind=st.sampled_from(KINDS),
        age=ages,
        covered=st.sampled_from([True, True, True, False]),
    )
    def create(self, kind, age, covered):
        if len(self.first) < 6:
            name = f"{'ours' if covered else 'theirs'}-{len(self.first)}"
            build(self.world, kind, name, age)
            targets = [
                each for each in self.world.targets.values() if self.is_of(each, name)
            ]
            self.first[name] = copy.deepcopy((self.world.endpoints[name], targets))

    def is_of(self, target, name):
        owner = target.resource_id.split("/")[1]
        return owner == name or owner in self.world.endpoints[name].components

    def some(self, choice) -> Kept | None:
        there = [e for e in self.world.endpoints.values() if e.status != "Deleting"]
        return there[choice % len(there)] if there else None

    @rule(choice=choices, requests=st.integers(1, 40))
    def ask(self, choice, requests):
        kept = self.some(choice)
        if kept:
            kept.requests.append((self.world.now, float(requests)))

    @rule(choice=choices, value=PROTECTING | st.just("false"))
    def protect(self, choice, value):
        kept = self.some(choice)
        if kept:
            kept.tags["ProtectedFromAutoStop"] = value

    @rule(choice=choices, hourly=st.integers(0, 60))
    def allow(self, choice, hourly):
        kept = self.some(choice)
        if kept:
            kept.tags["HealthCheckRequestsPerHour"] = str(hourly)

    @rule(choice=choices, status=st.sampled_from(["Updating", "InService", "Failed"]))
    def change(self, choice, status):
        kept = self.some(choice)
        if kept:
            kept.status = status
            kept.modified = kept.others_modified = self.world.now

    @rule(choice=choices, whole=st.booleans())
    @precondition(lambda self: self.world.records)
    def start(self, choice, whole):
        """Start an endpoint again by its record, or half of it."""
        gone = sorted(self.world.records.keys() - self.world.endpoints.keys())
        if not gone:
            return
        name = gone[choice % len(gone)]
        kept = copy.deepcopy(self.first[name][0])
        kept.created = kept.modified = kept.others_modified = self.world.now
        kept.requests, kept.tags = [], dict(self.world.record(name).tags)
        self.world.endpoints[name] = kept
        if whole:
            for target in self.world.record(name).targets:
                self.world.targets[target.key] = target
            del self.world.records[name]
            return
        # The other half never comes, and nobody uses it.
        self.world.move(1.25)
        self.run(None, None, 0)

    @rule(hours=st.sampled_from([0.25, 0.5, 1.0, 1.25, 2.5]), listed=st.booleans())
    def wait(self, hours, listed):
        self.world.move(hours)
        if listed:
            traffic = self.world.parts.sources.traffic._part  # noqa: SLF001
            traffic.listed = set(self.world.endpoints)

    # Runs.

    @rule(hours=st.sampled_from([0.5, 1.0, 2.5]))
    def run_calmly(self, hours):
        """Run after a while, as the schedule has it."""
        self.world.move(hours)
        self.run(None, None, 0)

    @rule(
        fuse=st.none() | st.tuples(st.integers(8, 30), st.booleans(), st.just("dies")),
        refused=st.sampled_from(["delete_endpoint", "replace_record", "set_counts"]),
        protected=st.booleans(),
    )
    def begin_and_be_used(self, fuse, refused, protected):
        """Let a run get to the middle of stops that are then not wanted any more."""
        self.world.move(2.5)
        self.run(fuse, None if fuse else refused, 0)
        for name in self.world.records.keys() & self.world.endpoints.keys():
            if protected:
                self.world.endpoints[name].tags["ProtectedFromAutoStop"] = "true"
            else:
                now = self.world.now
                self.world.endpoints[name].requests.append((now, 1000.0))
        self.run(None, None, 0)

    @rule(fuse=fuses, refused=refusals, choice=choices)
    def run(self, fuse, refused, choice):
        """Run, with something at one of its calls, or calls that are refused."""
        kept = self.some(choice)
        if refused == "one" and kept:
            refused = (kept.name, f"measure {kept.name}")[choice % 2]
        self.world.failing = {refused} if refused else set()
        self.recorded_before = set(self.world.records)
        self.armed = True
        if fuse is not None:
            at, after, what = fuse
            self.world.fuse.set(at, lambda: self.meanwhile(what), after=after)
        try:
            self.world.run(self.settings)
        except (DiedError, UnavailableError):
            pass
        finally:
            self.world.fuse.clear()
            self.world.failing.clear()
            self.armed = False

    def meanwhile(self, what):
        if what == "dies":
            raise DiedError
        if what == "refused":
            raise UnavailableError(what)
        with suppress(UnavailableError):
            self.world.run(self.settings)

    @rule(mode=st.sampled_from(list(Mode)))
    def run_dry(self, mode):
        """Run without writing anything."""
        before = self.everything()
        dry = replace(self.settings, mode=mode, dry_run=mode is not Mode.REPORT)
        with suppress(UnavailableError):
            self.world.run(dry)
        assert self.everything() == before

    def everything(self):
        world = self.world
        return copy.deepcopy((world.endpoints, world.targets, world.records))

    # At rest.

    def teardown(self):
        if not hasattr(self, "world"):
            return
        for kept in self.world.endpoints.values():
            if kept.status != "Deleting":
                kept.status = "InService"
        for _ in range(8):
            self.world.move(2.5)
            self.run(None, None, 0)
            self.nothing_is_forgotten()
        self.world.settle()
        for name, kept in self.world.endpoints.items():
            if name.startswith("theirs-"):
                assert name not in self.world.records
            elif kept.tags.get("ProtectedFromAutoStop", "false") == "false":
                self.is_stopped(kept)
        for name in self.first.keys() - self.world.endpoints.keys():
            assert self.settings.mode is Mode.DELETE
            assert self.world.record(name).done

    def is_stopped(self, kept):
        """Nothing is left that could be less."""
        may_sleep = kept.asynchronous or any(
            each.managed_min == 0 for each in kept.variants.values()
        )
        capacity = [
            *(each.instances for each in kept.variants.values()),
            *(each.provisioned for each in kept.variants.values()),
            *kept.components.values(),
        ]
        if self.settings.mode is Mode.DELETE or may_sleep:
            assert not any(capacity), kept
        else:
            assert max(capacity) <= 1, kept


def test_only_what_is_idle_is_stopped_and_all_of_it_in_the_end():
    run_state_machine_as_test(
        AutoStopMachine,
        settings=settings(
            max_examples=120,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
