"""What a run decides over endpoints of each kind, and what it does to them."""

import json
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from auto_stop.fleet import Variant
from auto_stop.judging import Reason
from auto_stop.run_service import RunService
from auto_stop.settings import Covers, Mode
from auto_stop.stopping import Outcome
from inferences.errors import UnavailableError
from stopped_endpoints.record import Action
from tests.support.auto_stop import COPIES, INSTANCES, PROVISIONED, SETTINGS, World
from tests.support.batch_windows import DiedError, plenty


@pytest.fixture
def world():
    return World()


def sleeper(world, name, *, copies=1, managed_min=0, target=True):
    """Add an endpoint of an inference component."""
    variant = Variant(name="main", instances=1, managed_min=managed_min)
    kept = world.add(
        name, variants={"main": variant}, models=set(), components={f"{name}-c": copies}
    )
    if target:
        world.scale(f"inference-component/{name}-c", COPIES, 1, 4)
    return kept


# Which endpoints are idle.


def test_an_idle_endpoint_is_deleted_with_what_scales_it(world):
    world.add("a", tags={"Team": "x", "aws:cloudformation:stack-name": "s"})
    target = world.scale("endpoint/a/variant/main", INSTANCES, 1, 4)

    decision = world.decide()["a"]

    assert (decision.outcome, decision.verdict) == (Outcome.DELETED, "deleted")
    assert f"{decision.saving:.2f}" == "83.95"
    assert world.endpoints["a"].status == "Deleting"
    assert not world.targets
    record = world.record("a")
    assert record.action is Action.DELETE
    assert record.done
    assert record.config == "a-config"
    assert record.tags == {"Team": "x"}
    assert list(record.targets) == [target]
    assert [(each.name, each.desired) for each in record.variants] == [("main", 1)]
    assert record.by == "auto-stop"
    assert record.reason == "no request in 60 minutes"


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"age": 1}, Reason.YOUNG),
        ({"status": "Updating"}, Reason.NOT_IN_SERVICE),
        ({"status": "Failed"}, Reason.NOT_IN_SERVICE),
        ({"tags": {"ProtectedFromAutoStop": "true"}}, Reason.PROTECTED),
        ({"tags": {"ProtectedFromAutoStop": " TRUE"}}, Reason.PROTECTED),
        # In doubt it protects.
        ({"tags": {"ProtectedFromAutoStop": ""}}, Reason.PROTECTED),
        ({"tags": {"ProtectedFromAutoStop": "yes"}}, Reason.PROTECTED),
    ],
)
def test_what_spares_an_endpoint(world, fields, reason):
    world.add("a", **fields)

    assert world.decide()["a"].reason is reason
    assert not world.touched


def test_a_tag_may_say_that_nothing_is_protected(world):
    world.add("a", tags={"ProtectedFromAutoStop": "false"})

    assert world.decide()["a"].reason is None


def test_one_that_was_changed_within_the_window_is_spared(world):
    world.add("a").modified = world.now - timedelta(minutes=60)

    assert world.decide()["a"].reason is Reason.CHANGED


@pytest.mark.parametrize("listed", [True, False])
def test_a_request_to_any_variant_is_use(world, listed):
    names = ("one", "two", "three")
    variants = {name: Variant(name=name, instances=1) for name in names}
    kept = world.add("a", variants=variants, models=set(names))
    kept.requests.append((world.now - timedelta(minutes=59), 1.0))
    if listed:
        world.parts.sources.traffic._part.listed.add("a")  # noqa: SLF001

    assert world.decide()["a"].reason is Reason.BUSY
    world.move(1)
    assert world.decide()["a"].reason is None


def test_requests_to_components_and_asynchronous_ones_are_use(world):
    sleeper(world, "c").requests.append((world.now, 1.0))
    kept = world.add("async", asynchronous=True)
    kept.requests.append((world.now, 1.0))

    decisions = world.decide()

    assert {each.reason for each in decisions.values()} == {Reason.BUSY}


@pytest.mark.parametrize(
    ("tag", "requests", "reason"),
    [
        ("30", 30.0, None),
        ("30", 31.0, Reason.BUSY),
        # What is no number allows none.
        ("many", 1.0, Reason.BUSY),
        ("-1", 1.0, Reason.BUSY),
        ("1e9", 1.0, Reason.BUSY),
    ],
)
def test_health_checks_are_no_use(world, tag, requests, reason):
    kept = world.add("a", tags={"HealthCheckRequestsPerHour": tag})
    kept.requests.append((world.now, requests))

    assert world.decide()["a"].reason is reason


def test_a_rule_covers_names_and_tags(world):
    world.add("team-a", tags={"Stage": "test"})
    world.add("team-b", tags={"Stage": "live"})
    world.add("other", tags={"Stage": "test"})

    covers = Covers(name_prefix="team-", tags={"Stage": "test"})

    assert set(world.decide(covers=covers)) == {"team-a"}
    assert {name for _, name in world.touched} == {"team-a"}


# What cannot be read.


@pytest.mark.parametrize(
    "call",
    [
        "tags",
        "components",
        "active",
        "measure",
        "details",
        "configs",
        "component_details",
        "bounds",
    ],
)
def test_what_cannot_be_read_is_spared(world, call):
    sleeper(world, "a")
    world.failing.add(call)

    decision = world.decide()["a"]

    assert decision.reason is Reason.UNREADABLE
    assert call in decision.why
    assert not world.touched


@pytest.mark.parametrize("of", ["a", "measure a", "a-config"])
def test_one_that_cannot_be_read_holds_nobody_up(world, of):
    world.add("a")
    world.add("b")
    world.failing.add(of)

    decisions = world.decide()

    assert decisions["a"].reason is Reason.UNREADABLE
    assert decisions["b"].outcome is Outcome.DELETED


@pytest.mark.parametrize("call", ["endpoints", "records"])
def test_without_a_list_a_run_fails(world, call):
    world.add("a")
    world.failing.add(call)

    with pytest.raises(UnavailableError):
        world.run()
    assert not world.touched


def test_one_whose_record_cannot_be_read_is_spared(world):
    world.add("a")
    world.records["a"] = "{}"

    assert world.decide()["a"].reason is Reason.UNREADABLE
    assert not world.touched


def test_one_that_cannot_be_stopped_holds_nobody_up(world):
    world.add("a")
    world.add("b")
    world.failing.add("a")
    decisions = world.decide()
    assert decisions["a"].reason is Reason.UNREADABLE
    world.failing.clear()

    world.failing.add("remove")
    world.scale("endpoint/a/variant/main", INSTANCES, 1, 4)
    decision = world.decide()["a"]
    assert (decision.reason, decision.why) == (Reason.FAILED, "remove is refused")
    assert world.endpoints["a"].status == "InService"


@pytest.mark.parametrize("change", ["tag", "status", "modified"])
def test_what_a_person_changes_meanwhile_counts(world, change):
    kept = world.add("a")

    def meanwhile():
        if change == "tag":
            kept.tags["ProtectedFromAutoStop"] = "true"
        elif change == "status":
            kept.status = "Updating"
        else:
            kept.modified = world.now

    # The last call of the look: bounds, after records, endpoints, tags, components,
    # active, measure, details, configs and component details.
    calls = ["records", "endpoints", "tags", "components", "active", "details"]
    calls += ["measure", "configs", "component_details", "bounds"]
    world.fuse.set(len(calls) - 1, meanwhile, after=True)

    assert world.decide()["a"].reason is Reason.CHANGED
    assert not world.touched
    assert not world.records


# What happens, by kind.


def test_report_and_dry_run_write_nothing(world):
    world.add("a")
    world.scale("endpoint/a/variant/main", INSTANCES, 1, 4)

    for changes in ({"dry_run": True}, {"mode": Mode.REPORT}):
        decision = world.decide(**changes, mark_first=True)["a"]
        assert (decision.verdict, decision.outcome) == ("would_delete", None)
    reduce = world.decide(dry_run=True, mode=Mode.REDUCE)["a"]
    assert (reduce.reason, reduce.action) == (Reason.AT_ITS_LEAST, None)

    assert not world.touched
    assert not world.records
    assert not world.endpoints["a"].tags


def test_reducing_lowers_the_target_and_gives_its_maximum_back_later(world):
    variant = Variant(name="main", instances=3)
    world.add("a", variants={"main": variant})
    target = world.scale("endpoint/a/variant/main", INSTANCES, 2, 4)

    decision = world.decide(mode=Mode.REDUCE)["a"]

    assert decision.outcome is Outcome.REDUCED
    assert f"{decision.saving:.2f}" == f"{0.115 * 730 * 2:.2f}"
    assert (world.targets[target.key].min, world.targets[target.key].max) == (1, 1)
    assert world.record("a").action is Action.REDUCE
    assert not world.record("a").done
    world.move(1)
    assert world.endpoints["a"].variants["main"].instances == 1

    # Whoever comes back finds an endpoint that scales.
    assert world.decide(mode=Mode.REDUCE)["a"].outcome is Outcome.SETTLED
    assert (world.targets[target.key].min, world.targets[target.key].max) == (1, 4)
    assert world.record("a").done
    world.move(1)
    assert world.decide(mode=Mode.REDUCE)["a"].reason is Reason.AT_ITS_LEAST

    # And is used: then all is as it was.
    world.endpoints["a"].requests.append((world.now, 1.0))
    assert world.decide(mode=Mode.REDUCE)["a"].outcome is Outcome.GIVEN_BACK
    assert world.targets[target.key] == target
    assert not world.records


def test_it_does_not_settle_before_capacity_is_gone(world):
    world.add("a", variants={"main": Variant(name="main", instances=3)})
    target = world.scale("endpoint/a/variant/main", INSTANCES, 2, 4)
    world.decide(mode=Mode.REDUCE)
    world.move(0.4)

    assert world.decide(mode=Mode.REDUCE)["a"].outcome is None
    assert world.targets[target.key].max == 1


def test_reducing_without_a_target_sets_the_counts(world):
    kept = world.add(
        "a",
        variants={
            "one": Variant(name="one", instances=3),
            "two": Variant(name="two", instances=1),
        },
        models={"one", "two"},
    )

    assert world.decide(mode=Mode.REDUCE)["a"].outcome is Outcome.REDUCED
    assert [each.instances for each in kept.variants.values()] == [1, 1]
    assert world.record("a").done

    world.move(2)
    kept.requests.append((world.now, 1.0))
    world.decide(mode=Mode.REDUCE)
    assert [each.instances for each in kept.variants.values()] == [3, 1]
    assert not world.records


def test_counts_of_a_protected_endpoint_take_a_person(world):
    kept = world.add("a", variants={"main": Variant(name="main", instances=3)})
    world.decide(mode=Mode.REDUCE)
    kept.tags["ProtectedFromAutoStop"] = "true"
    world.move(2)

    decision = world.decide(mode=Mode.REDUCE)["a"]

    assert (decision.reason, decision.outcome) == (Reason.PROTECTED, None)
    assert "inferway start a" in decision.why
    assert kept.variants["main"].instances == 1
    assert world.record("a") is not None


def test_serverless_costs_nothing_but_for_provisioned_concurrency(world):
    plain = Variant(name="main", serverless=True)
    warm = Variant(name="main", serverless=True, provisioned=4)
    world.add("plain", variants={"main": plain})
    kept = world.add("warm", variants={"main": warm})
    world.scale("endpoint/warm/variant/main", PROVISIONED, 2, 6)
    bare = world.add("bare", variants={"main": warm})

    decisions = world.decide(mode=Mode.REDUCE)
    assert decisions["plain"].reason is Reason.COSTS_NOTHING
    # No price of provisioned concurrency is known: nothing is claimed.
    assert decisions["warm"].saving is None
    world.move(2)
    assert kept.variants["main"].provisioned == 1
    assert bare.variants["main"].provisioned == 1

    assert world.decide()["warm"].outcome is Outcome.DELETED


@pytest.mark.parametrize("mode", [Mode.DELETE, Mode.REDUCE])
def test_what_can_sleep_is_put_to_sleep(world, mode):
    sleeper(world, "c", copies=2)
    world.add("async", asynchronous=True)
    world.scale("endpoint/async/variant/main", INSTANCES, 0, 4)

    decisions = world.decide(mode=mode)

    assert {each.outcome for each in decisions.values()} == {Outcome.REDUCED}
    world.move(2)
    assert world.endpoints["c"].components == {"c-c": 0}
    assert world.endpoints["async"].variants["main"].instances == 0
    world.run(replace(SETTINGS, mode=mode))
    # It wakes by itself.
    assert {(each.min, each.max) for each in world.targets.values()} == {(0, 4)}
    decisions = world.decide(mode=mode)
    assert {each.reason for each in decisions.values()} == {Reason.COSTS_NOTHING}


@pytest.mark.parametrize("low", [None, 1])
def test_asynchronous_ones_that_never_sleep_are_deleted(world, low):
    world.add("async", asynchronous=True)
    if low is not None:
        world.scale("endpoint/async/variant/main", INSTANCES, low, 4)

    assert world.decide()["async"].outcome is Outcome.DELETED


def test_components_that_cannot_sleep_go_before_their_endpoint(world):
    sleeper(world, "c", target=False)
    sleeper(world, "m", managed_min=1)

    decisions = world.decide()
    assert {each.outcome for each in decisions.values()} == {Outcome.STOPPING}
    assert [each.name for each in world.record("c").components] == ["c-c"]
    # Deleting takes a while.
    decisions = world.decide()
    assert {each.reason for each in decisions.values()} == {Reason.NOT_IN_SERVICE}

    world.move(1)
    decisions = world.decide()
    assert {each.outcome for each in decisions.values()} == {Outcome.DELETED}
    assert [each.name for each in world.record("c").components] == ["c-c"]
    world.settle()
    assert not world.endpoints


def test_reducing_leaves_components_that_cannot_sleep_a_copy(world):
    sleeper(world, "m", copies=3, managed_min=1)
    sleeper(world, "c", copies=3, target=False)

    decisions = world.decide(mode=Mode.REDUCE)

    assert decisions["m"].outcome is Outcome.REDUCED
    assert decisions["c"].reason is Reason.AT_ITS_LEAST
    world.move(1)
    assert world.endpoints["m"].components == {"m-c": 1}


# Marks.


def test_marking_first_stops_a_window_later(world):
    kept = world.add("a")

    assert world.decide(mark_first=True)["a"].reason is Reason.MARKED
    assert kept.tags["AutoStopMarkedAt"] == world.now.isoformat()
    world.move(0.9)
    assert world.decide(mark_first=True)["a"].reason is Reason.MARKED
    assert not world.touched
    world.move(0.1)
    assert world.decide(mark_first=True)["a"].outcome is Outcome.DELETED
    assert world.record("a").tags == {}


def test_use_takes_the_mark_off(world):
    kept = world.add("a")
    world.decide(mark_first=True)
    kept.requests.append((world.now, 1.0))

    world.move(0.5)
    assert world.decide(mark_first=True)["a"].reason is Reason.BUSY
    assert kept.tags == {}


@pytest.mark.parametrize(
    "mark", ["", "soon", "2026-11-22T06:00:00", "2026-11-20T06:00:00+00:00"]
)
def test_a_mark_that_says_nothing_is_made_anew(world, mark):
    kept = world.add("a", age=100, tags={"AutoStopMarkedAt": mark})

    assert world.decide(mark_first=True)["a"].reason is Reason.MARKED
    assert kept.tags["AutoStopMarkedAt"] == world.now.isoformat()


# What dies, and what runs at once.


def count_calls(world, settings=SETTINGS):
    world.fuse.set(10**6, lambda: None)
    world.run(settings)
    return world.fuse.calls


def build(kind):
    world = World()
    if kind == "component":
        sleeper(world, "a", target=False)
    else:
        world.add("a", variants={"main": Variant(name="main", instances=2)})
        world.scale("endpoint/a/variant/main", INSTANCES, 2, 4)
    return world


def die():
    raise DiedError


@pytest.mark.parametrize("kind", ["instances", "component"])
@pytest.mark.parametrize("mode", [Mode.DELETE, Mode.REDUCE])
@pytest.mark.parametrize("after", [False, True])
def test_whatever_dies_the_next_run_ends_it(kind, mode, after):
    settings = replace(SETTINGS, mode=mode)
    calm = build(kind)
    calls = count_calls(calm, settings)
    finish(calm, settings)
    for at in range(calls):
        world = build(kind)
        world.fuse.set(at, die, after=after)
        # The end of a call that has steps is the end of its last step.
        with suppress(DiedError):
            world.run(settings)
        world.fuse.clear()
        finish(world, settings)

        assert world.targets == calm.targets
        assert world.endpoints.keys() == calm.endpoints.keys()
        ours, theirs = world.record("a"), calm.record("a")
        assert (ours is None) == (theirs is None)
        if ours is not None:
            assert replace(ours, at=theirs.at) == theirs


def finish(world, settings):
    for _ in range(4):
        world.move(2)
        world.run(settings)
    world.settle()


@pytest.mark.parametrize("mode", [Mode.DELETE, Mode.REDUCE])
@pytest.mark.parametrize("after", [False, True])
def test_two_runs_at_once_do_one_stop(mode, after):
    settings = replace(SETTINGS, mode=mode)
    calm = build("instances")
    calls = count_calls(calm, settings)
    for at in range(calls):
        world = build("instances")
        world.fuse.set(at, lambda w=world: w.run(settings), after=after)
        world.run(settings)

        assert world.records == calm.records
        assert world.targets == calm.targets
        assert world.endpoints["a"].status == calm.endpoints["a"].status


@pytest.mark.parametrize("after", [False, True])
def test_two_runs_at_once_take_a_reduced_endpoint_over_once(after):
    def reduced():
        world = build("instances")
        for _ in range(2):
            world.run(replace(SETTINGS, mode=Mode.REDUCE))
            world.move(2)
        assert world.record("a").done
        return world

    calm = reduced()
    calls = count_calls(calm)
    for at in range(calls):
        world = reduced()
        world.fuse.set(at, world.run, after=after)
        world.run()

        assert world.endpoints["a"].status == "Deleting"
        # Whoever came second found targets that the first had removed.
        assert world.records == calm.records


def test_what_is_new_since_a_stop_began_is_on_record_before_it_goes(world):
    world.add("a")
    world.failing.add("delete_endpoint")
    world.run()
    world.failing.clear()
    target = world.scale("endpoint/a/variant/main", INSTANCES, 1, 4)
    world.move(2)

    assert world.decide()["a"].outcome is Outcome.DELETED
    assert list(world.record("a").targets) == [target]


def test_a_configuration_that_is_new_since_a_stop_began_is_on_record(world):
    kept = world.add("a")
    world.scale("endpoint/a/variant/main", INSTANCES, 1, 4)
    world.failing.add("delete_endpoint")
    world.run()
    world.failing.clear()
    kept.update += 1
    world.move(2)

    assert world.decide()["a"].outcome is Outcome.DELETED
    assert world.record("a").config == "a-config-1"


@pytest.mark.parametrize("instances", [1, 3])
@pytest.mark.parametrize("why", ["busy", "protected", "reduce"])
def test_a_stop_that_is_no_longer_right_is_undone(world, why, instances):
    kept = world.add("a", variants={"main": Variant(name="main", instances=instances)})
    target = world.scale("endpoint/a/variant/main", INSTANCES, 1, 4)
    world.failing.add("delete_endpoint")
    assert world.decide()["a"].reason is Reason.FAILED
    assert not world.targets
    world.failing.clear()
    if why == "busy":
        kept.requests.append((world.now, 1.0))
    elif why == "protected":
        kept.tags["ProtectedFromAutoStop"] = "true"
    mode = Mode.REDUCE if why == "reduce" else Mode.DELETE

    assert world.decide(mode=mode)["a"].outcome is Outcome.GIVEN_BACK

    assert world.targets == {target.key: target}
    assert not world.records
    assert kept.status == "InService"


def test_components_that_are_gone_take_a_person(world):
    kept = sleeper(world, "c", target=False)
    world.run()
    kept.requests.append((world.now, 1.0))
    world.move(0.5)

    decision = world.decide()["c"]

    assert (decision.reason, decision.outcome) == (Reason.BUSY, None)
    assert "inferway start c" in decision.why
    assert [each.name for each in world.record("c").components] == ["c-c"]


def test_one_that_is_being_started_is_left_alone(world):
    world.add("a")
    target = world.scale("endpoint/a/variant/main", INSTANCES, 1, 4)
    world.run()
    world.move(3)
    record = world.records["a"]

    # `inferway start` has made the endpoint, and restores its target next.
    kept = world.add("a", age=0)
    assert world.decide()["a"].reason is Reason.YOUNG
    kept.requests.append((world.now, 1.0))
    world.move(1.5)
    kept.requests.append((world.now, 1.0))
    decision = world.decide()["a"]
    assert (decision.reason, decision.outcome) == (Reason.BUSY, None)
    assert "inferway start a" in decision.why
    assert world.records["a"] == record

    # It never came to that; then it is stopped again, with the target on record.
    world.move(2)
    assert world.decide()["a"].outcome is Outcome.DELETED
    assert list(world.record("a").targets) == [target]


def test_one_that_came_back_in_another_way_has_a_new_record(world):
    world.add("a")
    world.scale("endpoint/a/variant/main", INSTANCES, 1, 4)
    world.run()
    world.move(3)
    world.add("a", age=2)
    target = world.scale("endpoint/a/variant/main", INSTANCES, 2, 8, plain=True)

    assert world.decide()["a"].outcome is Outcome.DELETED
    assert list(world.record("a").targets) == [target]
    assert world.record("a").at == world.now.isoformat()


def test_what_was_reduced_may_be_deleted_later_with_its_first_bounds(world):
    world.add("a", variants={"main": Variant(name="main", instances=3)})
    target = world.scale("endpoint/a/variant/main", INSTANCES, 2, 4)
    world.run(replace(SETTINGS, mode=Mode.REDUCE))
    world.move(2)
    world.run(replace(SETTINGS, mode=Mode.REDUCE))

    assert world.decide()["a"].outcome is Outcome.DELETED
    record = world.record("a")
    assert record.action is Action.DELETE
    assert list(record.targets) == [target]
    assert record.variants[0].desired == 3


def test_a_schedule_that_raises_it_again_is_followed_by_another_reduction(world):
    world.add("a", variants={"main": Variant(name="main", instances=3)})
    target = world.scale("endpoint/a/variant/main", INSTANCES, 2, 4)
    settings = replace(SETTINGS, mode=Mode.REDUCE)
    for _ in range(2):
        world.run(settings)
        world.move(2)
    world.targets[target.key] = replace(target, min=3, max=6)
    world.move(2)

    assert world.decide(mode=Mode.REDUCE)["a"].outcome is Outcome.REDUCED
    [recorded] = world.record("a").targets
    assert (recorded.min, recorded.max) == (3, 6)


def test_there_is_a_time_to_begin_no_more(world):
    world.add("a")
    summary = RunService(world.parts, SETTINGS, world.now).run(lambda: 29.0)

    assert summary.spared == {"out_of_time": 1}
    assert not world.touched


# What is told.


def test_what_is_told(world):
    world.add("a")
    world.add("busy").requests.append((world.now, 3.0))
    world.run(replace(SETTINGS, dry_run=True))

    lines = [json.loads(line) for line in world.log.getvalue().splitlines()]
    told = {line["endpoint"]: line for line in lines if "endpoint" in line}
    assert told["a"]["verdict"] == "would_delete"
    assert told["a"]["dry_run"] is True
    assert told["a"]["monthly_saving_usd"] == "83.95"
    assert told["busy"]["verdict"] == "spared"
    assert (told["busy"]["reason"], told["busy"]["why"]) == ("busy", "3 requests")
    metrics, spared = [line for line in lines if "_aws" in line]
    assert metrics["EndpointsSeen"] == [2.0]
    assert metrics["EndpointsIdle"] == [1.0]
    assert metrics["EndpointsStopped"] == [0.0]
    assert metrics["EstimatedMonthlySaving"] == [83.95]
    assert metrics["EndpointsNotPriced"] == [0.0]
    assert (spared["EndpointsSpared"], spared["reason"]) == ([1.0], "busy")


def test_a_price_that_is_not_known_is_said(world):
    world.add("a")
    parts = replace(world.parts, price=lambda _: None)
    summary = RunService(parts, SETTINGS, world.now).run(plenty)

    assert (summary.stopped, summary.not_priced, summary.saving) == (1, 1, 0)
