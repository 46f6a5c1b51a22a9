"""Idle endpoints stop as configured, nothing else does, and Terraform agrees.

The function is deployed by modules/auto_stop as staging has it, and as production
has it; endpoints are made by boto3 and by modules/endpoint.
"""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta

import boto3
import pytest
from botocore.exceptions import ClientError
from pytest_terraform import terraform

from inferway.cli import app
from tests.support.deployment import eventually
from tests.support.idle_fleet import Fleet, push_auto_stop, push_idle
from tests.support.stopping_world import StoppingWorld
from tests.terraform.plans import apply, changes, changes_from_before

STEADY, ASYNC = "inferway-stops-ml-m5-large", "inferway-stops-async-ml-m5-large"
OURS, LEAST = "inferway-stops", "inferway-least"
PROTECTED = {"ProtectedFromAutoStop": "true"}
PATH = "/inferway/inferway-stops/stopped"
# Of a stop's record, and of an endpoint that goes or comes.
SECONDS = 180


@pytest.fixture(scope="module", autouse=True)
def images(local_aws, tmp_path_factory):
    """Have images there before Terraform looks for them."""
    digest = push_idle(local_aws, tmp_path_factory.mktemp("idle"))
    push_auto_stop(local_aws)
    yield f"111111111111.dkr.ecr.eu-west-1.amazonaws.com/tests/idle@{digest}"
    for name in ("idle", "auto-stop"):
        boto3.client("ecr").delete_repository(
            repositoryName=f"tests/{name}", force=True
        )


@pytest.fixture(scope="module")
def world(local_aws):
    return StoppingWorld(local_aws, OURS)


@pytest.fixture(scope="module")
def fleet(images):
    made = Fleet(image=images)
    yield made
    for name in made.names:
        made.forget(name)
    made.close()


@terraform("auto_stop", scope="module", replay=False)
def test_a_second_plan_is_empty(auto_stop):
    assert changes(auto_stop) == ""


def test_what_was_made_before_is_moved(auto_stop):
    moves = {
        "module.schedules.aws_scheduler_schedule_group.schedules": (
            "aws_scheduler_schedule_group.auto_stop"
        ),
        'module.schedules.aws_scheduler_schedule.schedules["look"]': (
            "aws_scheduler_schedule.auto_stop"
        ),
        "module.schedules.aws_iam_role.schedules": "aws_iam_role.scheduler",
        "module.schedules.aws_iam_role_policy.schedules": (
            "aws_iam_role_policy.scheduler"
        ),
    }

    assert changes_from_before(auto_stop, "module.deletes", moves) == ""


@pytest.mark.parametrize(("who", "deletes"), [("deletes", True), ("reduces", False)])
def test_the_role_deletes_only_where_that_is_the_action(auto_stop, who, deletes):
    iam = boto3.client("iam")
    policy = iam.get_role_policy(
        RoleName=f"{OURS}-{who}-eu-west-1", PolicyName="function"
    )
    statements = policy["PolicyDocument"]["Statement"]

    allowed = {
        action
        for each in statements
        if each["Effect"] == "Allow"
        for action in several(each["Action"])
    }
    assert ("sagemaker:DeleteEndpoint" in allowed) is deletes
    assert (
        any(
            "Delete" in action or "Deregister" in action
            for action in allowed - {"sagemaker:DeleteTags", "ssm:DeleteParameter"}
        )
        is deletes
    )
    [protected] = [s for s in statements if s["Sid"] == "NeverTouchTheProtected"]
    assert protected["Effect"] == "Deny"
    assert set(protected["Action"]) == {"sagemaker:Delete*", "sagemaker:Update*"}


def several(found):
    return [found] if isinstance(found, str) else found


def begin(fleet):
    """Begin an endpoint of every kind."""
    for prefix in (OURS, LEAST):
        fleet.endpoint(f"{prefix}-plain", {})
        fleet.endpoint(f"{prefix}-protected", PROTECTED)
        fleet.endpoint(f"{prefix}-busy", {})
    fleet.endpoint(f"{OURS}-checked", {"HealthCheckRequestsPerHour": "5"})
    warm = {"MemorySizeInMB": 1024, "MaxConcurrency": 2}
    fleet.endpoint(f"{OURS}-cold", {}, ServerlessConfig=warm)
    for name in ("many", "scaled"):
        fleet.endpoint(
            f"{LEAST}-{name}", {}, InstanceType="ml.m5.large", InitialInstanceCount=2
        )
    fleet.sleeping(f"{OURS}-asleep")
    # Without a scalable target nothing wakes it.
    fleet.sleeping(f"{OURS}-parted")
    for name in fleet.names:
        fleet.wait(name)
    fleet.scaled(f"{LEAST}-scaled", 2, 4)
    boto3.client("application-autoscaling").register_scalable_target(
        ServiceNamespace="sagemaker",
        ResourceId=f"inference-component/{OURS}-asleep",
        ScalableDimension="sagemaker:inference-component:DesiredCopyCount",
        MinCapacity=0,
        MaxCapacity=2,
    )


@pytest.fixture(scope="module")
def week(auto_stop, world, fleet):
    """Live through a week of noons; what is busy is asked half an hour before."""
    begin(fleet)
    noon = world.now().replace(hour=12, minute=0, second=0, microsecond=0)
    if noon < world.now() + timedelta(hours=2):
        noon += timedelta(days=1)
    seen, marks = {}, {}
    for day in range(7):
        at = noon + timedelta(days=day)
        world.move_to(at - timedelta(minutes=30))
        for name in (f"{OURS}-busy", f"{LEAST}-busy", f"{OURS}-checked"):
            world.asked(name)
        if day == 1:
            # Marked the day before.
            world.asked(f"{LEAST}-many")
        if day == 4:
            # Reduced the day before.
            set_instances(f"{LEAST}-many", 2)
        if day == 2:
            # Half an hour old at noon.
            fleet.endpoint(f"{OURS}-young", {})
            fleet.wait(f"{OURS}-young")
        ran = {who: world.runs(who) for who in ("deletes", "reduces")}
        world.move_to(at + timedelta(minutes=1))
        # A run takes the machine's time, and looks at the last hours by the clock.
        for who, before in ran.items():
            eventually(
                lambda who=who, before=before: world.runs(who) > before,
                within_seconds=SECONDS,
            )
        if day == 2:
            seen = fleet.statuses()
        if day in (1, 3):
            marks[day] = marked(f"{LEAST}-many"), instances(f"{LEAST}-many")
    return Week(third_day=seen, many=marks)


@dataclass(frozen=True)
class Week:
    """What was seen on the way.

    Attributes:
        third_day: Status of each endpoint.
        many: By day, whether the one with many instances was marked, and how many.

    """

    third_day: dict[str, str]
    many: dict[int, tuple[bool, int]]


def marked(name):
    arn = boto3.client("sagemaker").describe_endpoint(EndpointName=name)["EndpointArn"]
    tags = boto3.client("sagemaker").list_tags(ResourceArn=arn)["Tags"]
    return "AutoStopMarkedAt" in {tag["Key"] for tag in tags}


def instances(name):
    [variant] = boto3.client("sagemaker").describe_endpoint(EndpointName=name)[
        "ProductionVariants"
    ]
    return variant["DesiredInstanceCount"]


def set_instances(name, count):
    boto3.client("sagemaker").update_endpoint_weights_and_capacities(
        EndpointName=name,
        DesiredWeightsAndCapacities=[
            {"VariantName": "main", "DesiredInstanceCount": count}
        ],
    )


def test_through_a_week_what_is_idle_stops_and_nothing_else(week, fleet, world):
    left = eventually(
        lambda: "Deleting" not in (found := fleet.statuses()).values() and found,
        within_seconds=SECONDS,
    )

    assert set(left) == {
        ASYNC,  # went to sleep by itself
        f"{OURS}-asleep",  # costs nothing any more
        f"{OURS}-busy",
        f"{OURS}-cold",
        f"{OURS}-protected",
        f"{LEAST}-plain",
        f"{LEAST}-busy",
        f"{LEAST}-many",
        f"{LEAST}-protected",
        f"{LEAST}-scaled",
    }
    # When it was half an hour old it was left alone.
    assert f"{OURS}-young" in week.third_day
    assert {record["endpoint"]: record["action"] for record in records()} == {
        STEADY: "delete",
        f"{OURS}-asleep": "reduce",
        f"{OURS}-checked": "delete",
        f"{OURS}-parted": "delete",  # its component first
        f"{OURS}-plain": "delete",
        f"{OURS}-young": "delete",
        f"{LEAST}-many": "reduce",
        f"{LEAST}-scaled": "reduce",
    }


def test_a_mark_goes_with_a_request_and_what_grew_again_is_reduced_again(week):
    # Asked a day after it was marked, reduced two days later, raised by a person.
    assert week.many == {1: (False, 2), 3: (True, 1)}
    assert instances(f"{LEAST}-many") == 1
    [record] = [r for r in records() if r["endpoint"] == f"{LEAST}-many"]
    assert record["variants"] == [{"name": "main", "desired": 2}]


def records():
    pages = boto3.client("ssm").get_paginator("get_parameters_by_path")
    return [
        json.loads(parameter["Value"])
        for page in pages.paginate(Path=PATH)
        for parameter in page["Parameters"]
    ]


def test_what_can_sleep_has_no_copy_and_what_is_reduced_has_one_instance(week, fleet):
    sagemaker = boto3.client("sagemaker")

    eventually(
        lambda: (
            sagemaker.describe_inference_component(
                InferenceComponentName=f"{OURS}-asleep"
            )["RuntimeConfig"]["CurrentCopyCount"]
            == 0
        ),
        within_seconds=SECONDS,
    )
    [variant] = sagemaker.describe_endpoint(EndpointName=f"{LEAST}-scaled")[
        "ProductionVariants"
    ]
    assert variant["CurrentInstanceCount"] == 1


def test_a_plan_after_the_stops_is_empty(week, auto_stop):
    assert changes(auto_stop) == ""


def test_each_decision_is_a_line_with_its_reason(week):
    events = boto3.client("logs").filter_log_events(
        logGroupName=f"/aws/lambda/{OURS}-deletes"
    )["events"]
    told = [
        json.loads(event["message"])
        for event in events
        if '"endpoint judged"' in event["message"]
    ]

    reasons = {(line["endpoint"], line.get("reason")) for line in told}
    assert reasons >= {
        (f"{OURS}-protected", "protected"),
        (f"{OURS}-busy", "busy"),
        (f"{OURS}-young", "young"),
        (f"{OURS}-cold", "costs_nothing"),
    }


def start(name, capsys):
    with pytest.raises(SystemExit) as ended:
        app(["start", name, "--parameters-path", PATH, "--timeout", "60"])
    assert not ended.value.code, capsys.readouterr()


def test_what_is_started_serves_as_before_and_the_plan_stays_empty(
    week, auto_stop, capsys
):
    start(STEADY, capsys)

    answer = boto3.client("sagemaker-runtime").invoke_endpoint(
        EndpointName=STEADY, Body=b"a text", ContentType="text/plain"
    )
    assert answer["Body"].read() == b"A TEXT"
    assert scales_as_terraform_has_it()
    assert STEADY not in {record["endpoint"] for record in records()}
    assert changes(auto_stop) == ""


def scales_as_terraform_has_it():
    scaling = boto3.client("application-autoscaling")
    of = {
        "ServiceNamespace": "sagemaker",
        "ResourceId": f"endpoint/{STEADY}/variant/AllTraffic",
    }
    policies = scaling.describe_scaling_policies(**of)["ScalingPolicies"]
    actions = scaling.describe_scheduled_actions(**of)["ScheduledActions"]
    return [p["PolicyName"] for p in policies] == [f"{STEADY}-tracking"] and len(
        actions
    ) == 2


def test_what_is_asked_before_it_is_gone_has_back_what_scaled_it(
    week, auto_stop, world
):
    world.fail("sagemaker", "DeleteEndpoint", "ThrottlingException")
    try:
        world.run("deletes", later=timedelta(hours=3))
    finally:
        world.heal()
    assert STEADY in {record["endpoint"] for record in records()}
    assert not scales_as_terraform_has_it()

    # It is not young any more, and was asked in the last hour.
    world.move_to(world.now() + timedelta(hours=2))
    world.asked(STEADY, "AllTraffic")
    world.run("deletes", later=timedelta(minutes=10))

    assert STEADY not in {record["endpoint"] for record in records()}
    assert scales_as_terraform_has_it()
    assert changes(auto_stop) == ""


@pytest.fixture
def as_deletes(local_aws):
    """Make clients with the rights of the function that deletes."""
    iam, role = boto3.client("iam"), {"RoleName": f"{OURS}-deletes-eu-west-1"}
    found = iam.get_role(**role)["Role"]
    trust = found["AssumeRolePolicyDocument"]
    mine = {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{local_aws.account_id}:root"},
        "Action": "sts:AssumeRole",
    }
    widened = {**trust, "Statement": [*trust["Statement"], mine]}
    iam.update_assume_role_policy(**role, PolicyDocument=json.dumps(widened))
    keys = boto3.client("sts").assume_role(
        RoleArn=found["Arn"], RoleSessionName="person"
    )["Credentials"]
    yield lambda service: boto3.client(
        service,
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
    )
    iam.update_assume_role_policy(**role, PolicyDocument=json.dumps(trust))


def test_the_tag_protects_whatever_the_code_does(week, as_deletes):
    sagemaker, name = as_deletes("sagemaker"), {"EndpointName": f"{OURS}-protected"}
    sizes = [{"VariantName": "main", "DesiredInstanceCount": 1}]

    with pytest.raises(ClientError, match="explicit deny"):
        sagemaker.delete_endpoint(**name)
    with pytest.raises(ClientError, match="explicit deny"):
        sagemaker.update_endpoint_weights_and_capacities(
            **name, DesiredWeightsAndCapacities=sizes
        )


@pytest.fixture
def idle(week, fleet, world):
    """Start an endpoint of the fleet, and let it be idle for hours."""
    name = f"{OURS}-plain"
    if name not in fleet.statuses():
        forget_record(name)
        fleet.again(name, {})
        fleet.wait(name)
    return name


def forget_record(name):
    boto3.client("ssm").delete_parameters(Names=[f"{PATH}/{name}"])


@pytest.mark.parametrize(
    ("service", "operation"),
    [
        ("cloudwatch", "GetMetricData"),
        ("cloudwatch", "ListMetrics"),
        ("resourcegroupstaggingapi", "GetResources"),
        ("sagemaker", "ListTags"),
    ],
)
def test_what_cannot_be_read_stops_nothing(idle, world, fleet, service, operation):
    before = set(fleet.statuses())
    world.fail(service, operation, "AccessDenied")
    try:
        said = world.run("deletes", later=timedelta(hours=3))
    finally:
        world.heal()

    assert said["stopped"] == 0
    assert set(fleet.statuses()) == before
    assert idle not in {record["endpoint"] for record in records()}


def test_what_is_throttled_stops_nothing(idle, world, fleet):
    before = set(fleet.statuses())
    world.fail("cloudwatch", "GetMetricData", "Throttling")
    try:
        said = world.run("deletes", later=timedelta(hours=3))
    finally:
        world.heal()

    assert said["stopped"] == 0
    assert said["spared"]["unreadable"] >= 1
    assert set(fleet.statuses()) == before


def test_what_is_being_updated_is_left_alone(idle, world, fleet):
    set_instances(idle, 2)
    fleet.wait(idle)

    # Changed a moment ago, whatever its age.
    assert world.run("deletes")["stopped"] == 0


def test_two_runs_at_once_do_one_stop(idle, world, fleet):
    with ThreadPoolExecutor(2) as pool:
        runs = [
            pool.submit(world.run, "deletes", later=timedelta(hours=5))
            for _ in range(2)
        ]
        said = [run.result() for run in runs]

    eventually(lambda: idle not in fleet.statuses(), within_seconds=SECONDS)
    assert [r["action"] for r in records() if r["endpoint"] == idle] == ["delete"]
    assert max(one["stopped"] for one in said) >= 1


def test_an_apply_in_between_adopts_what_was_started(idle, auto_stop, world, capsys):
    # The runs before have stopped it too.
    assert STEADY in {record["endpoint"] for record in records()}
    apply(auto_stop)
    start(STEADY, capsys)

    planned = changes(auto_stop)

    adopted = 'module.endpoint["steady"].aws_sagemaker_endpoint.endpoint[0]'
    assert f"{adopted} will be imported" in planned
    assert "must be replaced" not in planned
    apply(auto_stop)
    assert changes(auto_stop) == ""
