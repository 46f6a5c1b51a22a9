"""Runs with AWS's own calls, over endpoints of each kind."""

from datetime import UTC, datetime, timedelta

import pytest
from botocore.exceptions import ClientError

from auto_stop.fleet import Series, Unreadable, Variant
from auto_stop.judging import Reason
from auto_stop.settings import Mode
from auto_stop.stopping import Outcome
from inferences.errors import UnavailableError
from stopped_endpoints.record import Action
from tests.support.auto_stop import COPIES, INSTANCES, PROVISIONED

WARM = {
    "ServerlessConfig": {
        "MemorySizeInMB": 1024,
        "MaxConcurrency": 4,
        "ProvisionedConcurrency": 3,
    }
}
COLD = {"ServerlessConfig": {"MemorySizeInMB": 1024, "MaxConcurrency": 4}}
ASYNC = {"AsyncInferenceConfig": {"OutputConfig": {"S3OutputPath": "s3://bucket/out"}}}

DEPLOYMENT = {
    "BlueGreenUpdatePolicy": {
        "TrafficRoutingConfiguration": {
            "Type": "ALL_AT_ONCE",
            "WaitIntervalInSeconds": 60,
        }
    }
}


def gone(account, name):
    try:
        found = account.sagemaker.describe_endpoint(EndpointName=name)
    except ClientError:
        return True
    return found["EndpointStatus"] == "Deleting"


def test_an_endpoint_is_deleted_and_can_be_put_back_as_it_was(account):
    name = account.endpoint(tags={"Team": "x"}, deployment=DEPLOYMENT)
    target = account.scale(f"endpoint/{name}/variant/v0", INSTANCES)
    account.scaling.put_scaling_policy(
        **target,
        PolicyName="load",
        PolicyType="TargetTrackingScaling",
        TargetTrackingScalingPolicyConfiguration={
            "TargetValue": 100.0,
            "PredefinedMetricSpecification": {
                "PredefinedMetricType": "SageMakerVariantInvocationsPerInstance"
            },
        },
    )
    account.scaling.put_scheduled_action(
        **target,
        ScheduledActionName="evening",
        Schedule="cron(0 20 * * ? *)",
        Timezone="Europe/Berlin",
        StartTime=datetime(2027, 1, 1, tzinfo=UTC),
        ScalableTargetAction={"MinCapacity": 1, "MaxCapacity": 2},
    )

    decision = account.run(name)[name]

    assert (decision.outcome, f"{decision.saving:.2f}") == (Outcome.DELETED, "83.95")
    assert gone(account, name)
    assert account.targets.bounds([target["ResourceId"]]) == []
    record = account.stopped.get(name)
    assert (record.action, record.done, record.config) == (Action.DELETE, True, name)
    assert record.tags == {"Team": "x"}
    assert record.deployment == DEPLOYMENT
    [recorded] = record.targets
    assert [each["PolicyName"] for each in recorded.policies] == ["load"]
    # A second run has nothing to do.
    assert account.run(name).get(name) is None or gone(account, name)

    account.sagemaker.get_waiter("endpoint_deleted").wait(
        EndpointName=name, WaiterConfig={"Delay": 1}
    )
    account.serve(name, record.tags)
    account.targets.restore(recorded)
    [bounds] = account.targets.bounds([target["ResourceId"]])
    assert account.targets.describe(bounds) == recorded
    # What is put again is the same, and what is gone is passed over.
    account.targets.restore(recorded)
    account.targets.remove(recorded)
    account.targets.remove(recorded)


def test_reducing_lowers_what_there_is(account):
    two = {"InstanceType": "ml.m5.large", "InitialInstanceCount": 2}
    plain = account.endpoint(two, two)
    warm = account.endpoint(WARM)
    scaled = account.endpoint(two)
    target = account.scale(f"endpoint/{scaled}/variant/v0", INSTANCES, 2)
    account.scale(f"endpoint/{warm}/variant/v0", PROVISIONED, 2)

    decisions = account.run(mode=Mode.REDUCE)

    for name in (plain, warm, scaled):
        assert decisions[name].outcome is Outcome.REDUCED
        assert account.stopped.get(name).action is Action.REDUCE
        assert not gone(account, name)
    [bounds] = account.targets.bounds([target["ResourceId"]])
    assert (bounds.min, bounds.max) == (1, 1)
    waiter = account.sagemaker.get_waiter("endpoint_in_service")
    waiter.wait(EndpointName=plain, WaiterConfig={"Delay": 1})
    found = account.fleet.details([plain])[plain]
    assert [each.instances for each in found.variants] == [1, 1]

    # Used again: then everything is as it was.
    now = datetime.now(UTC) + timedelta(hours=6)
    for name in (plain, scaled):
        account.measure(
            "Invocations", now, EndpointName=name, VariantName="v0", value=2.0
        )
    decisions = account.run(mode=Mode.REDUCE, hours=6.1)
    assert decisions[plain].reason is Reason.BUSY
    assert decisions[scaled].outcome is Outcome.GIVEN_BACK
    [bounds] = account.targets.bounds([target["ResourceId"]])
    assert (bounds.min, bounds.max) == (2, 4)
    assert account.stopped.get(plain) is None
    waiter.wait(EndpointName=plain, WaiterConfig={"Delay": 1})
    found = account.fleet.details([plain])[plain]
    assert [each.instances for each in found.variants] == [2, 2]


def test_provisioned_concurrency_without_a_target(account):
    name = account.endpoint(WARM)

    assert account.run(name, mode=Mode.REDUCE)[name].outcome is Outcome.REDUCED
    account.sagemaker.get_waiter("endpoint_in_service").wait(
        EndpointName=name, WaiterConfig={"Delay": 1}
    )
    [variant] = account.fleet.details([name])[name].variants
    assert variant == Variant(name="v0", serverless=True, provisioned=1)


def test_what_costs_nothing_is_left_alone(account):
    name = account.endpoint(COLD)

    assert account.run(name)[name].reason is Reason.COSTS_NOTHING
    assert not gone(account, name)


def test_components_go_to_sleep(account):
    name = account.sleeper()
    target = account.scale(f"inference-component/{name}-c", COPIES)

    assert account.run(name)[name].outcome is Outcome.REDUCED
    [bounds] = account.targets.bounds([target["ResourceId"]])
    assert (bounds.min, bounds.max) == (0, 0)
    assert not gone(account, name)


def test_components_that_cannot_sleep_are_deleted_first(account):
    name = account.sleeper(least=1)

    assert account.run(name)[name].outcome is Outcome.STOPPING
    [component] = account.stopped.get(name).components
    assert component.copies == 2
    assert component.specification["Container"] == {"Image": account.image}
    while name in account.fleet.components():
        pass
    assert account.run(name, hours=4)[name].outcome is Outcome.DELETED
    account.fleet.delete_component(f"{name}-c")


@pytest.mark.parametrize(
    ("metric", "by_variant"),
    [
        ("InvocationsProcessed", True),
        ("InvocationFailures", True),
        ("ApproximateBacklogSize", False),
        (None, True),
    ],
)
def test_asynchronous_endpoints_have_metrics_of_their_own(account, metric, by_variant):
    name = account.endpoint(**ASYNC)
    now = datetime.now(UTC) + timedelta(hours=3)
    dimensions = {"EndpointName": name}
    if by_variant:
        dimensions["VariantName"] = "v0"
    if metric is not None:
        account.measure(metric, now - timedelta(minutes=30), **dimensions)

    decision = account.run(name, dry_run=True)[name]

    assert decision.reason is (Reason.BUSY if metric else None)


@pytest.mark.parametrize("metric", ["Invocations", "NoCapacityInvocationFailures"])
def test_requests_to_a_component_are_use(account, metric):
    name = account.sleeper()
    now = datetime.now(UTC) + timedelta(hours=3)
    account.measure(
        metric, now - timedelta(minutes=30), InferenceComponentName=f"{name}-c"
    )

    assert account.run(name, dry_run=True)[name].reason is Reason.BUSY


def test_a_request_to_the_last_of_several_variants_is_use(account):
    one = {"InstanceType": "ml.m5.large", "InitialInstanceCount": 1}
    name = account.endpoint(one, one)
    now = datetime.now(UTC) + timedelta(hours=3)
    account.measure(
        "Invocations", now - timedelta(minutes=59), EndpointName=name, VariantName="v1"
    )

    assert (name, "v1") in list(account.traffic.active(60))
    assert account.run(name, dry_run=True)[name].reason is Reason.BUSY
    assert account.run(name, dry_run=True, hours=4.2)[name].reason is None


def test_tags_protect_and_marks_are_tags(account):
    name = account.endpoint()
    arn = account.arn(name)

    assert account.run(name, mark_first=True)[name].reason is Reason.MARKED
    assert "AutoStopMarkedAt" in account.tags.all()[arn]
    account.fleet.untag(arn, "AutoStopMarkedAt")
    account.fleet.untag(arn, "AutoStopMarkedAt")
    account.fleet.tag(arn, "ProtectedFromAutoStop", "true")
    assert account.fleet.tags(arn) == {"ProtectedFromAutoStop": "true"}
    assert account.run(name)[name].reason is Reason.PROTECTED
    assert account.run(name, hours=0.5)[name].reason is Reason.PROTECTED


def test_what_is_not_there_is_unreadable_and_need_not_be_deleted(account):
    fleet = account.fleet
    for read in (fleet.details, fleet.configs, fleet.component_details):
        assert isinstance(read(["autostop-none"])["autostop-none"], Unreadable)
    fleet.delete_endpoint("autostop-none")
    fleet.delete_component("autostop-none")
    with pytest.raises(UnavailableError):
        fleet.tags("arn:aws:sagemaker:eu-west-1:123456789012:endpoint/autostop-none")
    with pytest.raises(UnavailableError):
        fleet.set_counts("autostop-none", {"v0": (1, False)})


def test_a_window_has_a_sum_or_a_largest(account):
    now = datetime(2026, 11, 1, 12, 3, tzinfo=UTC)
    for minutes, value in ((59, 2.0), (61, 4.0), (70, 8.0)):
        account.measure(
            "Sum", now - timedelta(minutes=minutes), value=value, EndpointName="m"
        )
    total = Series("Sum", (("EndpointName", "m"),))
    largest = Series("Sum", (("EndpointName", "m"),), "Maximum")
    none = Series("Sum", (("EndpointName", "n"),))

    found = account.traffic.measure(
        [total, largest, none], now - timedelta(hours=1), now
    )

    # The window begins where a period does, up to five minutes early.
    assert found == {total: 6.0, largest: 4.0, none: 0.0}
