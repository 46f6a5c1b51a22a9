"""What Application Auto Scaling refuses, with its own code."""

import pytest
from botocore.exceptions import ClientError

from tests.unit.local_aws.scaling.harness import (
    COPIES,
    INSTANCES,
    LAMBDA,
    PROVISIONED,
    name_of,
    variant_of,
)

INVALID = "ValidationException"
NOT_FOUND = "ObjectNotFoundException"


@pytest.fixture
def refused():
    """Tell with which code and words a call is refused."""

    def refused(call, **arguments):
        with pytest.raises(ClientError) as caught:
            call(**arguments)
        error = caught.value.response["Error"]
        return error["Code"], error["Message"]

    return refused


@pytest.fixture
def registering(world, refused):
    """Tell how registering a target is refused."""

    def registering(target, low=1, high=2):
        wanted = {"MinCapacity": low, "MaxCapacity": high}
        return refused(
            world.scaling.register_scalable_target,
            **target,
            **{k: v for k, v in wanted.items() if v is not None},
        )

    return registering


@pytest.mark.parametrize(
    ("namespace", "resource", "dimension"),
    [
        ("sagemaker", "endpoint/none/variant/main", INSTANCES),
        ("sagemaker", "endpoint/none/variant/main", PROVISIONED),
        ("sagemaker", "inference-component/none", COPIES),
        ("lambda", "function:none:live", LAMBDA),
    ],
)
def test_what_does_not_exist(registering, namespace, resource, dimension):
    code, message = registering(
        {
            "ServiceNamespace": namespace,
            "ResourceId": resource,
            "ScalableDimension": dimension,
        }
    )

    assert code == INVALID
    assert "doesn't exist" in message


def test_a_variant_that_the_endpoint_has_not(registering, variant):
    other = variant["ResourceId"].replace("/main", "/other")

    code, message = registering(variant | {"ResourceId": other})

    assert (code, "variant doesn't exist" in message) == (INVALID, True)


def test_an_alias_that_the_function_has_not(registering, alias):
    other = alias["ResourceId"].replace(":live", ":other")

    assert registering(alias | {"ResourceId": other})[0] == INVALID


def test_instances_of_what_is_serverless(registering, serverless):
    target = variant_of(name_of(serverless), INSTANCES)

    code, message = registering(target)

    assert (code, "no instances" in message) == (INVALID, True)


@pytest.mark.parametrize(
    "settings",
    [
        {"InstanceType": "ml.m5.large", "InitialInstanceCount": 1},
        {"ServerlessConfig": {"MemorySizeInMB": 1024, "MaxConcurrency": 4}},
    ],
)
def test_provisioned_concurrency_of_what_has_none(registering, endpoint, settings):
    code, message = registering(variant_of(endpoint(**settings), PROVISIONED))

    assert (code, "no provisioned concurrency" in message) == (INVALID, True)


@pytest.mark.parametrize(
    ("namespace", "resource", "dimension"),
    [
        ("sagemaker", "endpoint/none/variant/main", "sagemaker:variant:Instances"),
        ("sagemaker", "endpoint/none/variant/main", COPIES),
        ("sagemaker", "endpoint/none", INSTANCES),
        ("sagemaker", "function:none:live", LAMBDA),
        ("lambda", "endpoint/none/variant/main", INSTANCES),
        ("lambda", "function:none:$LATEST", LAMBDA),
        ("lambda", "function:none", LAMBDA),
    ],
)
def test_kinds_that_do_not_fit(registering, namespace, resource, dimension):
    code, message = registering(
        {
            "ServiceNamespace": namespace,
            "ResourceId": resource,
            "ScalableDimension": dimension,
        }
    )

    assert code == INVALID
    assert "Unsupported service namespace, resource type" in message


def test_a_namespace_that_there_is_not(registering, variant):
    assert registering(variant | {"ServiceNamespace": "sagemakr"})[0] == INVALID


def test_what_the_local_aws_does_not_scale_is_said(registering):
    code, message = registering(
        {
            "ServiceNamespace": "dynamodb",
            "ResourceId": "table/any",
            "ScalableDimension": "dynamodb:table:ReadCapacityUnits",
        }
    )

    assert (code, "The local AWS lacks this" in message) == ("NotImplemented", True)


@pytest.mark.parametrize(("low", "high"), [(2, 1), (-1, 1), (None, 1), (1, None)])
def test_bounds_that_are_none(registering, variant, low, high):
    assert registering(variant, low, high)[0] == INVALID


def test_a_new_bound_beyond_the_other(world, registering, variant):
    world.register(variant, 1, 2)

    assert registering(variant, 3, None)[0] == INVALID


def test_zero_instances_are_not_refused(world, variant):
    """SageMaker refuses them later, each time."""
    world.register(variant, 0, 2)

    assert world.bounds(variant) == (0, 2)


@pytest.fixture
def scheduling(world, refused, variant):
    """Tell how a scheduled action of a registered target is refused."""

    def scheduling(**changed):
        world.register(variant, 1, 2)
        wanted = {
            "ScheduledActionName": "action",
            "Schedule": "cron(0 9 ? * MON-FRI *)",
            "ScalableTargetAction": {"MinCapacity": 1, "MaxCapacity": 2},
            **changed,
        }
        return refused(
            world.scaling.put_scheduled_action,
            **variant,
            **{k: v for k, v in wanted.items() if v is not None},
        )

    return scheduling


@pytest.mark.parametrize("zone", ["America/New_Yrok", "US/Eastern", "UTC-5", "Local"])
def test_unknown_time_zones(scheduling, zone):
    assert scheduling(Timezone=zone)[0] == INVALID


@pytest.mark.parametrize(
    "schedule", ["cron(0 9 * * MON-FRI)", "cron(0 9 * * MON *)", "0 9 * * 1", None]
)
def test_schedules_that_are_none(scheduling, schedule):
    assert scheduling(Schedule=schedule)[0] == INVALID


@pytest.mark.parametrize(
    "action", [{"MinCapacity": 3, "MaxCapacity": 2}, {}, {"MinCapacity": -1}]
)
def test_scheduled_bounds_that_are_none(scheduling, action):
    assert scheduling(ScalableTargetAction=action)[0] == INVALID


def test_an_end_before_the_start(scheduling):
    times = {"StartTime": "2027-01-02T00:00:00Z", "EndTime": "2027-01-01T00:00:00Z"}

    assert scheduling(**times)[0] == INVALID


def test_more_scheduled_actions_than_two_hundred(world, scheduling, variant):
    world.register(variant, 1, 2)
    for number in range(200):
        world.schedule(variant, f"action-{number}", "cron(0 9 ? * MON *)", 1, 1)

    assert scheduling(ScheduledActionName="one-more")[0] == "LimitExceededException"
    world.schedule(variant, "action-7", "cron(0 9 ? * TUE *)", 1, 1)


@pytest.fixture
def putting(world, refused, variant):
    """Tell how a policy of a registered target is refused."""

    def putting(kind, **configuration):
        world.register(variant, 1, 2)
        return refused(
            world.scaling.put_scaling_policy,
            **variant,
            PolicyName="policy",
            PolicyType=kind,
            **{f"{kind}PolicyConfiguration": configuration},
        )

    return putting


def steps(*bounds):
    names = ("MetricIntervalLowerBound", "MetricIntervalUpperBound")
    return [
        {
            "ScalingAdjustment": 1,
            **{n: b for n, b in zip(names, pair, strict=True) if b is not None},
        }
        for pair in bounds
    ]


@pytest.mark.parametrize(
    "configuration",
    [
        {"AdjustmentType": "ChangeInCapacity", "StepAdjustments": []},
        {"AdjustmentType": "ChangeInCapacity"},
        {"StepAdjustments": steps((0, None))},
        {
            "AdjustmentType": "ChangeInCapacity",
            "StepAdjustments": steps((0, 10), (5, None)),
        },
        {
            "AdjustmentType": "ChangeInCapacity",
            "StepAdjustments": steps((0, 10), (20, None)),
        },
        {"AdjustmentType": "ChangeInCapacity", "StepAdjustments": steps((10, 0))},
    ],
    ids=["no steps", "none at all", "no type", "overlap", "gap", "backwards"],
)
def test_steps_that_are_none(putting, configuration):
    assert putting("StepScaling", **configuration)[0] == INVALID


def predefined(metric):
    return {"PredefinedMetricSpecification": {"PredefinedMetricType": metric}}


@pytest.mark.parametrize(
    "metric",
    [
        "SageMakerVariantProvisionedConcurrencyUtilization",
        "SageMakerInferenceComponentInvocationsPerCopy",
        "LambdaProvisionedConcurrencyUtilization",
        "ECSServiceAverageCPUUtilization",
    ],
)
def test_a_metric_of_another_dimension(putting, metric):
    code, message = putting(
        "TargetTrackingScaling", TargetValue=1, **predefined(metric)
    )

    assert (code, metric in message) == (INVALID, True)


def test_tracking_of_no_metric(putting):
    assert putting("TargetTrackingScaling", TargetValue=1)[0] == INVALID


def test_tracking_of_two_metrics(putting):
    custom = {"MetricName": "a", "Namespace": "b", "Statistic": "Sum"}
    both = {
        **predefined("SageMakerVariantInvocationsPerInstance"),
        "CustomizedMetricSpecification": custom,
    }

    assert putting("TargetTrackingScaling", TargetValue=1, **both)[0] == INVALID


@pytest.mark.parametrize(
    ("operation", "more"),
    [
        ("deregister_scalable_target", {}),
        ("delete_scaling_policy", {"PolicyName": "none"}),
        ("delete_scheduled_action", {"ScheduledActionName": "none"}),
        (
            "put_scheduled_action",
            {
                "ScheduledActionName": "new",
                "Schedule": "rate(1 day)",
                "ScalableTargetAction": {"MinCapacity": 1},
            },
        ),
        (
            "put_scaling_policy",
            {
                "PolicyName": "new",
                "PolicyType": "StepScaling",
                "StepScalingPolicyConfiguration": {
                    "AdjustmentType": "ChangeInCapacity",
                    "StepAdjustments": steps((0, None)),
                },
            },
        ),
    ],
)
def test_nothing_is_registered(world, refused, variant, operation, more):
    call = getattr(world.scaling, operation)

    assert refused(call, **variant, **more)[0] == NOT_FOUND
