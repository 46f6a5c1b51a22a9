"""Scheduled actions, fired by the clock, and what they do to the services."""

from datetime import timedelta

import pytest

from tests.support.served import wait_until


@pytest.mark.parametrize("kind", ["alias", "variant", "serverless", "component"])
def test_capacity_is_moved_into_the_bounds(world, request, kind):
    target = request.getfixturevalue(kind)
    world.register(target, 1, 1)
    world.schedule(target, "more", "rate(1 hour)", 2, 3)

    world.advance(minutes=59)
    before = world.bounds(target), world.capacity(target)
    world.advance(minutes=1)

    assert before[0] == (1, 1)
    assert (world.bounds(target), world.capacity(target)) == ((2, 3), 2)


def test_registering_moves_capacity_into_the_bounds_too(world, variant):
    world.register(variant, 2, 3)

    wait_until(lambda: world.capacity(variant) == 2)
    assert world.activities(variant) == [
        (
            "minimum capacity was set to 2",
            "Setting desired instance count to 2.",
            "Successful",
        )
    ]


def test_all_that_is_due_in_a_week_is_done_in_order(world, alias):
    world.register(alias, 0, 0)
    begin = (world.now() + timedelta(days=1)).replace(hour=0, minute=0, second=0)
    world.move_to(begin)
    world.schedule(alias, "a-evening", "cron(0 18 * * ? *)", 0, 0)
    world.schedule(alias, "b-morning", "cron(0 9 * * ? *)", 2, 2)

    world.move_to(begin + timedelta(days=7))

    done = [
        cause for cause, what, _ in world.activities(alias) if "min capacity" in what
    ]
    assert (
        done
        == [
            "scheduled action name b-morning was triggered",
            "scheduled action name a-evening was triggered",
        ]
        * 7
    )


def test_time_itself_fires_too(world, alias):
    world.register(alias, 0, 0)
    soon = world.now() + timedelta(seconds=2)
    world.schedule(alias, "soon", f"at({soon:%Y-%m-%dT%H:%M:%S})", 1, 1)

    wait_until(lambda: world.capacity(alias) == 1)


def test_an_action_holds_from_when_it_was_put(world, alias):
    world.register(alias, 0, 0)
    past = world.now() - timedelta(minutes=1)
    world.schedule(alias, "past", f"at({past:%Y-%m-%dT%H:%M:%S})", 1, 1)

    world.advance(hours=1)

    assert world.bounds(alias) == (0, 0)


def test_a_minimum_alone_leaves_what_is_above_the_maximum_alone(world, variant):
    world.register(variant, 3, 4)
    wait_until(lambda: world.capacity(variant) == 3)
    world.schedule(variant, "night", "rate(1 hour)", low=1)

    world.advance(hours=1)

    assert world.bounds(variant) == (1, 4)
    assert world.capacity(variant) == 3


def test_a_maximum_alone_leaves_the_minimum(world, variant):
    world.register(variant, 3, 4)
    wait_until(lambda: world.capacity(variant) == 3)
    world.register(variant, 1, 4)
    world.schedule(variant, "night", "rate(1 hour)", high=2)

    world.advance(hours=1)

    assert world.bounds(variant) == (1, 2)
    assert world.capacity(variant) == 2


def test_a_minimum_above_the_maximum_fails(world, variant):
    world.register(variant, 1, 2)
    world.schedule(variant, "much", "rate(1 hour)", low=3)

    world.advance(hours=1)

    assert world.bounds(variant) == (1, 2)
    [(cause, _, status)] = world.activities(variant)
    assert (cause, status) == ("scheduled action name much was triggered", "Failed")


def test_zero_instances_are_taken_and_never_reached(world, variant):
    """Application Auto Scaling accepts what SageMaker then refuses."""
    world.register(variant, 0, 2)
    world.schedule(variant, "night", "rate(1 hour)", 0, 0)

    world.advance(hours=1)

    assert world.bounds(variant) == (0, 0)
    assert world.capacity(variant) == 1
    failed = world.scaling.describe_scaling_activities(**variant)["ScalingActivities"][
        0
    ]
    assert failed["StatusCode"] == "Failed"
    assert "ValidationException" in failed["StatusMessage"]


def test_a_cold_function_has_nothing_provisioned(world, alias):
    world.register(alias, 2, 2)
    wait_until(lambda: world.capacity(alias) == 2)
    world.schedule(alias, "night", "rate(1 hour)", 0, 0)

    world.advance(hours=1)

    assert world.capacity(alias) == 0


def test_what_is_suspended_does_not_fire(world, alias):
    world.register(alias, 0, 0, SuspendedState={"ScheduledScalingSuspended": True})
    world.schedule(alias, "more", "rate(1 hour)", 1, 1)

    world.advance(hours=1)

    assert world.bounds(alias) == (0, 0)


def test_a_deleted_action_does_not_fire(world, alias):
    world.register(alias, 0, 0)
    world.schedule(alias, "more", "rate(1 hour)", 1, 1)
    world.scaling.delete_scheduled_action(**alias, ScheduledActionName="more")

    world.advance(hours=1)

    assert world.bounds(alias) == (0, 0)


def test_a_change_keeps_what_it_does_not_name_and_forgets_the_end(world, alias):
    world.register(alias, 0, 0)
    world.schedule(
        alias,
        "more",
        "cron(0 9 * * ? *)",
        1,
        1,
        Timezone="Europe/Berlin",
        EndTime=world.now() + timedelta(days=1),
    )
    world.scaling.put_scheduled_action(
        **alias,
        ScheduledActionName="more",
        ScalableTargetAction={"MinCapacity": 2, "MaxCapacity": 2},
    )

    [found] = world.scaling.describe_scheduled_actions(
        ServiceNamespace="lambda", ResourceId=alias["ResourceId"]
    )["ScheduledActions"]
    assert found["Schedule"] == "cron(0 9 * * ? *)"
    assert found["Timezone"] == "Europe/Berlin"
    assert found["ScalableTargetAction"] == {"MinCapacity": 2, "MaxCapacity": 2}
    assert "EndTime" not in found


def test_without_a_zone_times_are_utcs(world, alias):
    world.register(alias, 0, 0)
    world.schedule(alias, "more", "cron(0 9 * * ? *)", 1, 1)

    [found] = world.scaling.describe_scheduled_actions(
        ServiceNamespace="lambda", ResourceId=alias["ResourceId"]
    )["ScheduledActions"]
    assert found["Timezone"] == "UTC"
