"""`inferway start` and `stopped`: what was stopped comes back as it was."""

import json
from dataclasses import dataclass, field, replace

import boto3
import pytest
from moto import mock_aws

from inferway.starting import Starter
from inferway.stops import StopsError, find_stops
from inferway.wake_alarms import WakeAlarms
from stopped_endpoints.record import Action, Variant
from stopped_endpoints.record_json import RecordError, to_json
from tests.unit.smoke.conftest import FakeTime
from tests.unit.stopped_endpoints.records import RECORD, TARGET

NAME = RECORD.endpoint
PATH = "/inferway/inferway-starts/stopped"


@dataclass
class World:
    """Records, SageMaker and scaling, each as simple as can be."""

    kept: dict = field(default_factory=lambda: {NAME: RECORD})
    statuses: list = field(default_factory=lambda: ["", "Creating", "InService"])
    configs: set = field(default_factory=lambda: {RECORD.config})
    components: set = field(default_factory=set)
    done: list = field(default_factory=list)

    # Records.
    def get(self, name):
        found = self.kept.get(name)
        if isinstance(found, Exception):
            raise found
        return found

    def delete(self, name):
        self.done.append(("forgotten", name))
        self.kept.pop(name, None)

    # Endpoints.
    def status(self, _name):
        return self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]

    def config(self, _name):
        return "as it is"

    def has_config(self, config):
        return config in self.configs

    def create(self, record, config):
        self.done.append(("created", record.endpoint, config))

    def component_status(self, name):
        return "InService" if name in self.components else ""

    def create_component(self, endpoint, component):
        self.components.add(component.name)
        self.done.append(("component", endpoint, component.name))

    def raise_counts(self, record):
        self.done.append(("raised", [each.desired for each in record.variants]))
        return True

    # Scaling, alarms, progress.
    def restore(self, target):
        self.done.append(("restored", target.resource_id))

    def attach(self, _targets):
        return {}

    def note(self, _message):
        pass

    def starter(self, **wanted):
        return Starter(
            endpoints=self,
            scaling=self,
            alarms=self,
            records=self,
            configs=wanted,
            waiting=FakeTime().waiting(600),
            progress=self,
        )


def test_it_is_created_waited_for_and_only_then_forgotten():
    world = World()

    done = world.starter().start(NAME)

    assert world.done == [
        ("created", NAME, RECORD.config),
        ("component", NAME, "model"),
        ("restored", TARGET.resource_id),
        ("forgotten", NAME),
    ]
    assert (done.action, done.config, done.forgotten) == (
        "delete",
        RECORD.config,
        False,
    )


def test_it_gets_what_the_environment_wants_by_now():
    world = World(configs={"new"})

    assert world.starter(**{NAME: "new"}).start(NAME).config == "new"


def test_a_configuration_that_is_gone_is_told_and_nothing_is_forgotten():
    world = World(configs=set())

    with pytest.raises(StopsError, match="--forget, and apply"):
        world.starter().start(NAME)
    assert world.done == []


def test_what_is_there_already_stays():
    world = World(statuses=["Deleting", "InService"], components={"model"})

    assert world.starter().start(NAME).config == "as it is"
    assert [what for what, *_ in world.done] == ["restored", "forgotten"]


def test_what_does_not_come_stays_on_record():
    world = World(statuses=["", "Creating", "Failed"])

    with pytest.raises(StopsError, match="Failed"):
        world.starter().start(NAME)
    assert NAME in world.kept


def test_what_was_only_reduced_is_raised_and_not_created():
    reduced = replace(
        RECORD,
        action=Action.REDUCE,
        components=(),
        variants=(Variant(name="main", desired=3),),
    )
    world = World(kept={NAME: reduced}, statuses=["InService"])

    world.starter().start(NAME)

    assert world.done == [
        ("restored", TARGET.resource_id),
        ("raised", [3]),
        ("forgotten", NAME),
    ]


def test_what_is_not_on_record_is_refused():
    with pytest.raises(StopsError, match="not on record"):
        World(kept={}).starter().start(NAME)


def test_a_record_that_nobody_can_read_may_be_forgotten():
    world = World(kept={NAME: RecordError("broken")})

    assert world.starter().forget(NAME).forgotten
    assert world.kept == {}


def test_outputs_say_where_stops_are_and_what_is_wanted(tmp_path):
    file = tmp_path / "outputs.json"
    served = {
        "region": "eu-west-1",
        "endpoints": {"a": {"endpoint_name": "e", "endpoint_config_name": "c"}},
    }
    outputs = {
        "stopped_parameters_path": {"value": PATH},
        "served": {"value": served},
    }
    file.write_text(json.dumps(outputs))

    stops = find_stops(None, str(file))
    assert (stops.path, stops.region, stops.configs) == (PATH, "eu-west-1", {"e": "c"})


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{}", "apply the environment first"),
        ('{"a": 1}', "has no output"),
        ("x", "not JSON"),
    ],
)
def test_outputs_of_something_else_are_refused(tmp_path, content, said):
    file = tmp_path / "outputs.json"
    file.write_text(content)

    with pytest.raises(StopsError, match=said):
        find_stops(None, str(file))


@pytest.fixture
def aws(monkeypatch):
    for name in ("AWS_ENDPOINT_URL", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    with mock_aws():
        yield


def test_stopped_lists_what_is_and_says_what_it_cannot_read(aws, inferway):
    ssm = boto3.client("ssm")
    for name, value in ((NAME, to_json(RECORD)), ("broken", "{")):
        ssm.put_parameter(Name=f"{PATH}/{name}", Value=value, Type="String")

    run = inferway("stopped", "--parameters-path", PATH, "--json")

    assert run.code == 0
    broken, stopped = run.document
    assert (broken["endpoint"], broken["action"]) == ("broken", None)
    assert (stopped["endpoint"], stopped["by"]) == (NAME, "auto-stop")
    assert (
        "no request in 60 minutes" in inferway("stopped", "--parameters-path", PATH).out
    )


def test_nothing_is_stopped(aws, inferway):
    assert inferway("stopped", "--parameters-path", PATH).out == "nothing is stopped\n"


def test_a_start_by_an_apply_only_forgets(aws, inferway):
    ssm = boto3.client("ssm")
    ssm.put_parameter(Name=f"{PATH}/{NAME}", Value=to_json(RECORD), Type="String")

    run = inferway("start", NAME, "--parameters-path", PATH, "--forget")

    assert (run.code, "the next apply makes it" in run.out) == (0, True)
    assert ssm.get_parameters_by_path(Path=PATH)["Parameters"] == []
    assert inferway("start", NAME, "--parameters-path", PATH).code == 1


def test_it_must_be_told_where(inferway):
    assert inferway("stopped").code == 2
    assert inferway("start", NAME, "--parameters-path", "no/path").code == 2


def test_an_alarm_runs_the_step_policy_of_its_name_again(aws):
    scaling, cloudwatch = (
        boto3.client(name) for name in ("application-autoscaling", "cloudwatch")
    )
    target = replace(
        TARGET,
        policies=({"PolicyName": "wake", "PolicyType": "StepScaling"},),
    )
    cloudwatch.put_metric_alarm(
        AlarmName="wake",
        AlarmActions=["arn:aws:sns:eu-west-1:123456789012:alerts"],
        MetricName="HasBacklogWithoutCapacity",
        Namespace="AWS/SageMaker",
        Statistic="Maximum",
        Dimensions=[{"Name": "EndpointName", "Value": NAME}],
        ComparisonOperator="GreaterThanOrEqualToThreshold",
        Threshold=1,
        Period=60,
        EvaluationPeriods=1,
        TreatMissingData="notBreaching",
    )
    of = {
        "ServiceNamespace": target.service_namespace,
        "ResourceId": target.resource_id,
        "ScalableDimension": target.dimension,
    }
    scaling.register_scalable_target(**of, MinCapacity=0, MaxCapacity=1)
    step = {
        "AdjustmentType": "ChangeInCapacity",
        "StepAdjustments": [{"MetricIntervalLowerBound": 0, "ScalingAdjustment": 1}],
    }
    arns = {
        name: scaling.put_scaling_policy(
            **of,
            PolicyName=name,
            PolicyType="StepScaling",
            StepScalingPolicyConfiguration=step,
        )["PolicyARN"]
        for name in ("wake", "alone")
    }

    for _ in range(2):  # repeated, it adds nothing
        left = WakeAlarms(scaling, cloudwatch).attach([target])

    [alarm] = cloudwatch.describe_alarms(AlarmNames=["wake"])["MetricAlarms"]
    assert alarm["AlarmActions"] == [
        "arn:aws:sns:eu-west-1:123456789012:alerts",
        arns["wake"],
    ]
    assert (alarm["Threshold"], alarm["TreatMissingData"]) == (1, "notBreaching")
    assert left == {"alone": arns["alone"]}
