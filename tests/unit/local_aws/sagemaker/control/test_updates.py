"""Updates: what serves afterwards, and what SageMaker does not begin."""

import json
import urllib.error
import urllib.request

import pytest

from tests.support.served import wait_until


@pytest.fixture
def update(sagemaker, settled):
    """Update an endpoint; gives how it ended."""

    def call(name, config_name, **settings):
        sagemaker.update_endpoint(
            EndpointName=name, EndpointConfigName=config_name, **settings
        )
        return settled(name)

    return call


@pytest.fixture
def scale(sagemaker, settled):
    """Give the variant of an endpoint other counts or weights."""

    def call(name, **wanted):
        sagemaker.update_endpoint_weights_and_capacities(
            EndpointName=name,
            DesiredWeightsAndCapacities=[{"VariantName": "all", **wanted}],
        )
        return settled(name)["ProductionVariants"]

    return call


@pytest.fixture
def alarm(served, unique):
    """Make alarms in a state; gives the deployment that heeds one."""

    def make(state):
        name = unique("alarm")
        cloudwatch = served.client("cloudwatch")
        cloudwatch.put_metric_alarm(
            AlarmName=name,
            Namespace="AWS/SageMaker",
            MetricName="Invocation5XXErrors",
            Statistic="Sum",
            Period=60,
            EvaluationPeriods=1,
            Threshold=1,
            ComparisonOperator="GreaterThanOrEqualToThreshold",
        )
        cloudwatch.set_alarm_state(
            AlarmName=name, StateValue=state, StateReason="a test says so"
        )
        return {"AutoRollbackConfiguration": {"Alarms": [{"AlarmName": name}]}}

    return make


def test_an_update_shows_the_old_until_the_new_one_serves(
    sagemaker, make, plane, settled
):
    old, new = make.config(), make.config()
    name = make.endpoint(old)
    plane.hold(name)

    sagemaker.update_endpoint(EndpointName=name, EndpointConfigName=new)
    found = sagemaker.describe_endpoint(EndpointName=name)

    assert found["EndpointStatus"] == "Updating"
    assert found["EndpointConfigName"] == old
    pending = found["PendingDeploymentSummary"]
    assert pending["EndpointConfigName"] == new
    assert pending["ProductionVariants"][0]["InstanceType"] == "ml.m5.large"
    plane.release(name)
    assert settled(name)["EndpointConfigName"] == new
    assert [spec.config_name for spec in plane.of(name)] == [old, new]


def test_s11_what_cannot_serve_leaves_the_old_one_in_service(make, plane, update):
    old, broken = make.config(), make.config()
    plane.failures[broken] = "The primary container did not pass the ping health check."
    name = make.endpoint(old)

    found = update(name, broken)

    assert found["EndpointStatus"] == "InService"
    assert found["EndpointConfigName"] == old
    assert found["FailureReason"] == plane.failures[broken]
    assert "PendingDeploymentSummary" not in found
    # It served all the while: nothing is to be deployed again.
    assert [spec.config_name for spec in plane.of(name)] == [old]


def test_the_next_update_forgets_why_the_last_one_failed(
    sagemaker, make, plane, update, settled
):
    broken, good = make.config(), make.config()
    plane.failures[broken] = "no"
    name = make.endpoint()
    update(name, broken)
    plane.hold(name)

    sagemaker.update_endpoint(EndpointName=name, EndpointConfigName=good)
    during = sagemaker.describe_endpoint(EndpointName=name)
    plane.release(name)

    assert "FailureReason" not in during
    assert "FailureReason" not in settled(name)


def test_s11_an_alarm_rolls_the_switch_back(make, plane, update, alarm):
    old, new = make.config(), make.config()
    name = make.endpoint(old)
    deployment = alarm("ALARM")

    found = update(name, new, DeploymentConfig=deployment)

    assert found["EndpointStatus"] == "InService"
    assert found["EndpointConfigName"] == old
    [rung] = deployment["AutoRollbackConfiguration"]["Alarms"]
    assert rung["AlarmName"] in found["FailureReason"]
    assert found["LastDeploymentConfig"] == deployment
    assert [spec.config_name for spec in plane.of(name)] == [old, new, old]


@pytest.mark.parametrize("state", ["OK", "INSUFFICIENT_DATA"])
def test_an_alarm_that_is_silent_lets_the_new_one_be(make, update, alarm, state):
    new = make.config()

    found = update(make.endpoint(), new, DeploymentConfig=alarm(state))

    assert found["EndpointConfigName"] == new


def test_s12_a_roll_back_is_a_state_of_its_own(sagemaker, make, plane, alarm, refused):
    old, new, other = make.config(), make.config(), make.config()
    name = make.endpoint(old)
    # The new one deploys, the old one waits for the test.
    switched = plane.deploy

    def deploy(spec):
        if spec.config_name == old:
            plane.hold(name)
        switched(spec)

    plane.deploy = deploy
    sagemaker.update_endpoint(
        EndpointName=name, EndpointConfigName=new, DeploymentConfig=alarm("ALARM")
    )

    def status():
        return sagemaker.describe_endpoint(EndpointName=name)["EndpointStatus"]

    wait_until(lambda: status() == "RollingBack")
    text = refused(
        sagemaker.update_endpoint, EndpointName=name, EndpointConfigName=other
    )
    assert text.startswith("Cannot update in-progress endpoint")
    plane.release(name)
    wait_until(lambda: status() == "InService")


def test_what_cannot_be_rolled_back_says_so(sagemaker, make, plane, alarm):
    old, new = make.config(), make.config()
    name = make.endpoint(old)
    plane.failures[old] = "no way back"

    sagemaker.update_endpoint(
        EndpointName=name, EndpointConfigName=new, DeploymentConfig=alarm("ALARM")
    )

    found = wait_until(lambda: _ended(sagemaker, name))
    assert found["EndpointStatus"] == "UpdateRollbackFailed"
    assert found["FailureReason"] == "no way back"


def _ended(sagemaker, name):
    found = sagemaker.describe_endpoint(EndpointName=name)
    return found if found["EndpointStatus"] == "UpdateRollbackFailed" else None


def control(served, name):
    request = urllib.request.Request(  # noqa: S310 - our own http URL
        f"{served.local.url}/_local/endpoints/{name}/rollback", b"{}", method="POST"
    )
    with urllib.request.urlopen(request) as answer:  # noqa: S310 - as above
        return json.load(answer)


def test_s11_a_test_can_have_an_update_rolled_back_in_silence(
    served, make, plane, update
):
    old, new = make.config(), make.config()
    name = make.endpoint(old)

    answer = control(served, name)
    found = update(name, new)

    assert answer["endpoints"] == [found["EndpointArn"]]
    assert found["EndpointStatus"] == "InService"
    assert found["EndpointConfigName"] == old
    assert "FailureReason" not in found
    assert plane.of(name)[-1].config_name == old
    # Once.
    assert update(name, new)["EndpointConfigName"] == new


def test_a_silent_roll_back_needs_an_endpoint(served, plane):
    with pytest.raises(urllib.error.HTTPError) as refusal:
        control(served, "ghost")

    assert refusal.value.code == 400


def test_s8_the_configuration_that_serves_is_refused(sagemaker, make, refused):
    name = make.config()
    served = make.endpoint(name)

    text = refused(
        sagemaker.update_endpoint, EndpointName=served, EndpointConfigName=name
    )

    assert text == (
        "Cannot update endpoint with the currently in use endpoint configuration "
        f'"{name}".'
    )


def test_s8_a_configuration_replaced_under_its_name_goes_unnoticed(
    sagemaker, make, plane, settled, refused
):
    name = make.config(make.variant(InitialInstanceCount=1))
    served = make.endpoint(name)
    sagemaker.delete_endpoint_config(EndpointConfigName=name)
    sagemaker.create_endpoint_config(
        EndpointConfigName=name,
        ProductionVariants=[make.variant(InitialInstanceCount=3)],
    )

    [shown] = settled(served)["ProductionVariants"]

    assert shown["CurrentInstanceCount"] == 1
    assert len(plane.of(served)) == 1
    text = refused(
        sagemaker.update_endpoint, EndpointName=served, EndpointConfigName=name
    )
    assert "currently in use" in text


def test_an_endpoint_whose_configuration_is_gone_cannot_be_updated(
    sagemaker, make, refused
):
    old, new = make.config(), make.config()
    name = make.endpoint(old)
    sagemaker.delete_endpoint_config(EndpointConfigName=old)

    text = refused(sagemaker.update_endpoint, EndpointName=name, EndpointConfigName=new)

    assert text.startswith('Could not find endpoint configuration "arn:aws:')
    assert text.endswith(f'endpoint-config/{old}".')


def test_a_ghost_configuration_is_refused(sagemaker, make, refused):
    name = make.endpoint()

    text = refused(
        sagemaker.update_endpoint, EndpointName=name, EndpointConfigName="ghost"
    )

    assert text.endswith(':endpoint-config/ghost".')


def test_s9_an_update_takes_the_counts_of_its_configuration(make, update, scale):
    name = make.endpoint()
    scale(name, DesiredInstanceCount=4, DesiredWeight=3)

    [shown] = update(name, make.config())["ProductionVariants"]

    assert (shown["CurrentInstanceCount"], shown["CurrentWeight"]) == (1, 1.0)


@pytest.mark.parametrize(
    ("excluded", "expected"),
    [
        ([], (4, 3.0)),
        (["DesiredInstanceCount"], (1, 3.0)),
        (["DesiredWeight"], (4, 1.0)),
    ],
)
def test_s9_counts_and_weights_can_be_retained(make, update, scale, excluded, expected):
    name = make.endpoint()
    scale(name, DesiredInstanceCount=4, DesiredWeight=3)

    [shown] = update(
        name,
        make.config(),
        RetainAllVariantProperties=True,
        ExcludeRetainedVariantProperties=[
            {"VariantPropertyType": kind} for kind in excluded
        ],
    )["ProductionVariants"]

    assert (shown["CurrentInstanceCount"], shown["CurrentWeight"]) == expected


@pytest.mark.parametrize("excluded", [True, False])
def test_data_capture_can_be_retained(make, update, excluded):
    capture = {
        "EnableCapture": True,
        "InitialSamplingPercentage": 50,
        "DestinationS3Uri": "s3://captures/here",
        "CaptureOptions": [{"CaptureMode": "Input"}],
    }
    name = make.endpoint(make.config(DataCaptureConfig=capture))
    kinds = [{"VariantPropertyType": "DataCaptureConfig"}] if excluded else []

    found = update(
        name,
        make.config(),
        RetainAllVariantProperties=True,
        ExcludeRetainedVariantProperties=kinds,
    )

    assert ("DataCaptureConfig" in found) is not excluded


def test_a_way_to_deploy_can_be_retained(make, update, alarm):
    deployment = alarm("OK")
    name = make.endpoint(DeploymentConfig=deployment)

    kept = update(name, make.config(), RetainDeploymentConfig=True)
    dropped = update(name, make.config())

    assert kept["LastDeploymentConfig"] == deployment
    assert "LastDeploymentConfig" not in dropped


@pytest.fixture
def scaled(served):
    """Register an endpoint's variant as a scalable target."""

    def register(name, dimension="DesiredInstanceCount"):
        served.client("application-autoscaling").register_scalable_target(
            ServiceNamespace="sagemaker",
            ResourceId=f"endpoint/{name}/variant/all",
            ScalableDimension=f"sagemaker:variant:{dimension}",
            MinCapacity=1,
            MaxCapacity=2,
        )

    return register


def test_s9_the_instance_type_of_a_scalable_target_stays(
    sagemaker, make, scaled, update
):
    name, larger = (
        make.endpoint(),
        make.config(make.variant(InstanceType="ml.m5.xlarge")),
    )
    scaled(name)

    with pytest.raises(sagemaker.exceptions.ClientError) as refusal:
        update(name, larger)

    assert "registered as a scalable target" in str(refusal.value)
    same = make.config()
    assert update(name, same)["EndpointConfigName"] == same


def test_s9_the_instance_type_of_any_other_can_change(make, update):
    larger = make.config(make.variant(InstanceType="ml.m5.xlarge"))

    assert update(make.endpoint(), larger)["EndpointConfigName"] == larger


def test_s10_what_has_instances_cannot_become_serverless(sagemaker, make, refused):
    name, wanted = make.endpoint(), make.config(make.serverless())

    text = refused(
        sagemaker.update_endpoint, EndpointName=name, EndpointConfigName=wanted
    )

    assert text.endswith("cannot be converted to a serverless endpoint.")


def test_what_is_serverless_gets_other_memory(make, update):
    larger = make.config(make.serverless(MemorySizeInMB=4096))

    found = update(make.endpoint(make.config(make.serverless())), larger)

    assert found["EndpointConfigName"] == larger


def test_s10_what_is_serverless_can_get_instances(make, update):
    instances = make.config()

    found = update(make.endpoint(make.config(make.serverless())), instances)

    assert found["EndpointConfigName"] == instances


def test_weights_and_counts_are_desired_before_they_are_current(
    sagemaker, make, plane, settled
):
    name = make.endpoint()
    plane.hold(name)

    sagemaker.update_endpoint_weights_and_capacities(
        EndpointName=name,
        DesiredWeightsAndCapacities=[
            {"VariantName": "all", "DesiredInstanceCount": 3, "DesiredWeight": 0.5}
        ],
    )
    found = sagemaker.describe_endpoint(EndpointName=name)

    assert found["EndpointStatus"] == "Updating"
    [shown] = found["ProductionVariants"]
    assert (shown["CurrentInstanceCount"], shown["CurrentWeight"]) == (1, 1.0)
    assert (shown["DesiredInstanceCount"], shown["DesiredWeight"]) == (3, 0.5)
    plane.release(name)
    [shown] = settled(name)["ProductionVariants"]
    assert (shown["CurrentInstanceCount"], shown["CurrentWeight"]) == (3, 0.5)
    assert plane.of(name)[-1].variants[0].instance_count == 3


def test_counts_that_cannot_be_had_leave_the_old_ones(make, plane, scale, settled):
    wanted = make.config()
    name = make.endpoint(wanted)
    plane.failures[wanted] = "no capacity"

    [shown] = scale(name, DesiredInstanceCount=3)

    assert (shown["CurrentInstanceCount"], shown["DesiredInstanceCount"]) == (1, 1)
    assert settled(name)["FailureReason"] == "no capacity"


def test_provisioned_concurrency_is_scaled(make, plane, scale):
    name = make.endpoint(make.config(make.serverless(MaxConcurrency=5)))

    [shown] = scale(name, ServerlessUpdateConfig={"ProvisionedConcurrency": 4})

    assert shown["CurrentServerlessConfig"] == {
        "MemorySizeInMB": 2048,
        "MaxConcurrency": 5,
        "ProvisionedConcurrency": 4,
    }
    assert plane.of(name)[-1].variants[0].serverless.provisioned_concurrency == 4


def test_s13_no_more_is_warm_than_can_be(sagemaker, make, refused):
    name = make.endpoint(make.config(make.serverless(MaxConcurrency=5)))

    text = refused(
        sagemaker.update_endpoint_weights_and_capacities,
        EndpointName=name,
        DesiredWeightsAndCapacities=[
            {
                "VariantName": "all",
                "ServerlessUpdateConfig": {"ProvisionedConcurrency": 6},
            }
        ],
    )

    assert text.startswith("ProvisionedConcurrency of 6")


def test_s1_a_real_time_variant_keeps_an_instance(sagemaker, make, refused):
    text = refused(
        sagemaker.update_endpoint_weights_and_capacities,
        EndpointName=make.endpoint(),
        DesiredWeightsAndCapacities=[{"VariantName": "all", "DesiredInstanceCount": 0}],
    )

    assert "must be at least 1" in text


def test_s1_an_asynchronous_variant_goes_to_zero(make, scale):
    output = {"OutputConfig": {"S3OutputPath": "s3://a/b"}}

    [shown] = scale(
        make.endpoint(make.config(AsyncInferenceConfig=output)), DesiredInstanceCount=0
    )

    assert shown["CurrentInstanceCount"] == 0


@pytest.mark.parametrize(
    ("wanted", "named"),
    [
        ([{"VariantName": "ghost"}], '"ghost" is/are not present within'),
        ([{"VariantName": "all"}, {"VariantName": "all"}], '"all" was non-unique'),
        (
            [{"VariantName": "all", "ServerlessUpdateConfig": {"MaxConcurrency": 1}}],
            "is not serverless",
        ),
    ],
)
def test_capacity_of_what_is_not_there_is_refused(
    sagemaker, make, refused, wanted, named
):
    text = refused(
        sagemaker.update_endpoint_weights_and_capacities,
        EndpointName=make.endpoint(),
        DesiredWeightsAndCapacities=wanted,
    )

    assert named in text


def test_a_serverless_variant_has_no_instances(sagemaker, make, refused):
    text = refused(
        sagemaker.update_endpoint_weights_and_capacities,
        EndpointName=make.endpoint(make.config(make.serverless())),
        DesiredWeightsAndCapacities=[{"VariantName": "all", "DesiredInstanceCount": 1}],
    )

    assert "has no instance count" in text
