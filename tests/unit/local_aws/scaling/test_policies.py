"""Scaling policies, run by alarms on what services measure."""

from datetime import timedelta

import pytest

from tests.support.served import wait_until
from tests.unit.local_aws.scaling.harness import name_of

PER_INSTANCE = "SageMakerVariantInvocationsPerInstance"
PER_COPY = "SageMakerInferenceComponentInvocationsPerCopy"
ONE_MORE = {
    "AdjustmentType": "ChangeInCapacity",
    "Cooldown": 300,
    "StepAdjustments": [{"MetricIntervalLowerBound": 0, "ScalingAdjustment": 1}],
}


@pytest.fixture
def track(world):
    """Put a tracking policy; gives its answer."""

    def put(target, metric, value, **more):
        return world.scaling.put_scaling_policy(
            **target,
            PolicyName="tracking",
            PolicyType="TargetTrackingScaling",
            TargetTrackingScalingPolicyConfiguration={
                "TargetValue": value,
                "PredefinedMetricSpecification": {"PredefinedMetricType": metric},
                **more,
            },
        )

    return put


@pytest.fixture
def step(world):
    """Put a step policy; gives its ARN."""

    def put(target, **changed):
        return world.scaling.put_scaling_policy(
            **target,
            PolicyName="step",
            PolicyType="StepScaling",
            StepScalingPolicyConfiguration={**ONE_MORE, **changed},
        )["PolicyARN"]

    return put


@pytest.fixture
def load(world):
    """Measure calls of each instance in each of the last minutes."""

    def measure(variant, calls, *, minutes):
        for ago in range(minutes):
            world.measure(
                "InvocationsPerInstance",
                calls,
                world.now() - timedelta(minutes=ago + 1),
                EndpointName=name_of(variant),
                VariantName="main",
            )

    return measure


def test_tracking_scales_out_after_three_minutes(world, variant, track, load):
    world.register(variant, 1, 4)
    track(variant, PER_INSTANCE, 100)
    world.advance(minutes=10)

    load(variant, 250, minutes=2)
    world.advance(minutes=1)
    early = world.capacity(variant)
    load(variant, 250, minutes=3)
    world.advance(minutes=1)

    assert (early, world.capacity(variant)) == (1, 3)
    cause, description, _ = world.activities(variant)[-1]
    assert "AlarmHigh" in cause
    assert "triggered policy tracking" in cause
    assert description == "Setting desired instance count to 3."


def test_tracking_stays_within_the_bounds(world, variant, track, load):
    world.register(variant, 1, 2)
    track(variant, PER_INSTANCE, 100)

    load(variant, 1000, minutes=3)
    world.advance(minutes=1)

    assert world.capacity(variant) == 2


def test_tracking_scales_in_after_a_quarter_of_an_hour_of_silence(
    world, variant, track
):
    world.register(variant, 3, 4)
    wait_until(lambda: world.capacity(variant) == 3)
    track(variant, PER_INSTANCE, 100)
    world.register(variant, 1, 4)

    world.advance(minutes=14)
    early = world.capacity(variant)
    world.advance(minutes=4)

    assert (early, world.capacity(variant)) == (3, 1)


def test_tracking_that_may_not_scale_in_does_not(world, variant, track):
    world.register(variant, 3, 4)
    wait_until(lambda: world.capacity(variant) == 3)
    answer = track(variant, PER_INSTANCE, 100, DisableScaleIn=True)
    world.register(variant, 1, 4)

    world.advance(hours=1)

    assert world.capacity(variant) == 3
    assert ["AlarmHigh" in a["AlarmName"] for a in answer["Alarms"]] == [True]


def test_what_is_suspended_does_not_scale(world, variant, track, load):
    suspended = {"DynamicScalingOutSuspended": True}
    world.register(variant, 1, 4, SuspendedState=suspended)
    track(variant, PER_INSTANCE, 100)

    load(variant, 1000, minutes=3)
    world.advance(minutes=1)

    assert world.capacity(variant) == 1


def test_one_request_wakes_a_component_and_silence_sends_it_to_sleep(
    world, component, track, step
):
    """What wakes is the step policy: tracking has nothing to go by."""
    world.register(component, 0, 2)
    track(component, PER_COPY, 10)
    world.alarm(
        "wake",
        AlarmActions=[step(component)],
        ComparisonOperator="GreaterThanOrEqualToThreshold",
        Dimensions=[{"Name": "InferenceComponentName", "Value": name_of(component)}],
        MetricName="NoCapacityInvocationFailures",
        Namespace="AWS/SageMaker",
        Threshold=1,
    )
    world.advance(minutes=20)
    assert world.capacity(component) == 0

    world.measure(
        "InvocationsPerCopy",
        1000,
        world.now(),
        InferenceComponentName=name_of(component),
    )
    world.advance(hours=1)
    assert world.capacity(component) == 0

    world.measure(
        "NoCapacityInvocationFailures",
        1,
        world.now(),
        InferenceComponentName=name_of(component),
    )
    wait_until(lambda: world.capacity(component) == 1)

    world.advance(minutes=10)
    awake = world.capacity(component)
    world.advance(minutes=10)

    assert (awake, world.capacity(component)) == (1, 0)


def test_a_step_waits_for_its_cooldown(world, variant, step):
    world.register(variant, 1, 4)
    metric = name_of(variant)
    world.alarm(metric, AlarmActions=[step(variant, Cooldown=300)])

    found = []
    for _ in range(7):
        world.measure(metric, 1, world.now(), namespace="Tests")
        world.advance(minutes=1)
        found.append(world.capacity(variant))

    assert found == [2, 2, 2, 2, 2, 3, 3]


def test_a_larger_step_adds_the_difference_while_it_cools_down(world, variant, step):
    world.register(variant, 1, 9)
    metric = name_of(variant)
    steps = [
        {
            "MetricIntervalLowerBound": 0,
            "MetricIntervalUpperBound": 10,
            "ScalingAdjustment": 1,
        },
        {"MetricIntervalLowerBound": 10, "ScalingAdjustment": 3},
    ]
    world.alarm(metric, AlarmActions=[step(variant, StepAdjustments=steps)])
    world.measure(metric, 5, world.now(), namespace="Tests")
    wait_until(lambda: world.capacity(variant) == 2)

    world.measure(metric, 50, world.now(), namespace="Tests")
    world.advance(minutes=1)

    assert world.capacity(variant) == 4


def test_a_state_set_by_hand_runs_the_actions(world, variant, step):
    world.register(variant, 1, 4)
    name = name_of(variant)
    world.alarm(name, AlarmActions=[step(variant)])

    world.cloudwatch.set_alarm_state(
        AlarmName=name, StateValue="ALARM", StateReason="a drill"
    )

    wait_until(lambda: world.capacity(variant) == 2)
    assert world.state(name) == "ALARM"
    world.advance(minutes=3)
    assert world.state(name) == "INSUFFICIENT_DATA"


def test_a_policy_that_goes_takes_its_alarms(world, variant, track):
    world.register(variant, 1, 4)
    made = {a["AlarmName"] for a in track(variant, PER_INSTANCE, 100)["Alarms"]}
    assert {each.split("-Alarm")[1][:4] for each in made} == {"High", "Low-"}

    world.scaling.delete_scaling_policy(**variant, PolicyName="tracking")

    assert not made & alarm_names(world)


def test_a_changed_policy_keeps_its_arn_and_gets_other_alarms(world, variant, track):
    world.register(variant, 1, 4)
    first = track(variant, PER_INSTANCE, 100)
    second = track(variant, PER_INSTANCE, 200)

    assert first["PolicyARN"] == second["PolicyARN"]
    names = [{a["AlarmName"] for a in each["Alarms"]} for each in (first, second)]
    assert not names[0] & alarm_names(world)
    assert names[1] <= alarm_names(world)
    [found] = world.scaling.describe_scaling_policies(
        ServiceNamespace="sagemaker", ResourceId=variant["ResourceId"]
    )["ScalingPolicies"]
    configuration = found["TargetTrackingScalingPolicyConfiguration"]
    assert configuration["TargetValue"] == 200


def test_a_step_policy_names_the_alarms_that_run_it(world, variant, step):
    world.register(variant, 1, 4)
    name = name_of(variant)
    world.alarm(name, AlarmActions=[step(variant)])

    [found] = world.scaling.describe_scaling_policies(
        ServiceNamespace="sagemaker", ResourceId=variant["ResourceId"]
    )["ScalingPolicies"]

    assert [alarm["AlarmName"] for alarm in found["Alarms"]] == [name]


def test_all_that_hangs_on_a_target_goes_with_it(world, variant, track):
    arn = world.register(variant, 1, 4, Tags={"Project": "tests"})
    made = {a["AlarmName"] for a in track(variant, PER_INSTANCE, 100)["Alarms"]}
    world.schedule(variant, "night", "rate(1 hour)", 2, 2)

    world.scaling.deregister_scalable_target(**variant)

    where = {
        "ServiceNamespace": "sagemaker",
        "ResourceId": variant["ResourceId"],
    }
    assert world.scaling.describe_scheduled_actions(**where)["ScheduledActions"] == []
    assert world.scaling.describe_scaling_policies(**where)["ScalingPolicies"] == []
    assert not made & alarm_names(world)
    with pytest.raises(
        world.scaling.exceptions.ResourceNotFoundException, match="No scalable target"
    ):
        world.scaling.list_tags_for_resource(ResourceARN=arn)


def test_tags_read_back(world, variant):
    arn = world.register(variant, 1, 4, Tags={"Project": "tests", "Owner": "nobody"})
    world.scaling.tag_resource(ResourceARN=arn, Tags={"Owner": "somebody"})
    world.scaling.untag_resource(ResourceARN=arn, TagKeys=["Project"])

    tags = world.scaling.list_tags_for_resource(ResourceARN=arn)["Tags"]

    assert tags == {"Owner": "somebody"}


def alarm_names(world):
    found = world.cloudwatch.describe_alarms()["MetricAlarms"]
    return {alarm["AlarmName"] for alarm in found}
