"""What modules/inference_workflow creates, as AWS answers for it."""

import json

import boto3
import pytest
from pytest_terraform import terraform

from tests.support.two_regions import order
from tests.terraform.plans import changes, changes_from_before

NAME = "inferway-test-inferences"
HERE = "eu-west-1:111111111111"
FUNCTIONS = {
    "results": "batch.results_front.handle",
    "step": "routing.step_front.handle",
    "sweeper": "batch.sweeper_front.handle",
    "window": "batch.window_front.handle",
}


@pytest.fixture
def value(inference_workflow):
    """Return an output by its name."""
    return lambda name: inference_workflow.outputs[name]["value"]


def alias(function):
    return f"arn:aws:lambda:{HERE}:function:{NAME}-{function}:live"


def allowed(role, policy):
    """Return the resources of each action that a role may do."""
    document = boto3.client("iam").get_role_policy(RoleName=role, PolicyName=policy)
    found: dict[str, set[str]] = {}
    for statement in document["PolicyDocument"]["Statement"]:
        assert statement["Effect"] == "Allow"
        for action in listed(statement["Action"]):
            found.setdefault(action, set()).update(listed(statement["Resource"]))
    return found


def listed(value):
    return [value] if isinstance(value, str) else value


@terraform("inference_workflow", scope="module", replay=False)
def test_a_second_plan_is_empty(inference_workflow):
    assert changes(inference_workflow) == ""


def test_what_was_made_before_is_moved(inference_workflow):
    moves = {
        "module.schedules.aws_scheduler_schedule_group.schedules": (
            "aws_scheduler_schedule_group.inferences"
        ),
        "module.schedules.aws_scheduler_schedule.schedules": (
            "aws_scheduler_schedule.inferences"
        ),
        "module.schedules.aws_iam_role.schedules": "aws_iam_role.scheduler",
        "module.schedules.aws_iam_role_policy.schedules": (
            "aws_iam_role_policy.scheduler"
        ),
        "module.replication[0].aws_s3_bucket_replication_configuration.replication": (
            "aws_s3_bucket_replication_configuration.inferences[0]"
        ),
        "module.replication[0].aws_iam_role.replication": (
            "aws_iam_role.replication[0]"
        ),
        "module.replication[0].aws_iam_role_policy.replication": (
            "aws_iam_role_policy.replication[0]"
        ),
    }

    assert changes_from_before(inference_workflow, "module.workflow", moves) == ""


@pytest.mark.parametrize(("function", "handler"), FUNCTIONS.items())
def test_one_image_holds_several_functions(value, function, handler):
    found = boto3.client("lambda").get_function_configuration(
        FunctionName=alias(function)
    )

    assert found["ImageConfigResponse"]["ImageConfig"]["Command"] == [handler]
    variables = found["Environment"]["Variables"]
    assert variables["RECORDS_TABLE"] == value("records_table")
    assert variables["SERVICE_NAME"] == f"{NAME}-{function}"


def test_the_window_function_knows_its_jobs(value):
    found = boto3.client("lambda").get_function_configuration(
        FunctionName=alias("window")
    )["Environment"]["Variables"]

    boto3.client("sagemaker").describe_model(ModelName=found["MODEL_NAME"])
    assert found["JOB_NAME_PREFIX"] == NAME
    assert found["KMS_KEY_ARN"] == value("kms_key_arn")
    most = int(found["MAX_CONCURRENT_TRANSFORMS"]) * int(found["MAX_PAYLOAD_MB"])
    assert most <= 100


def test_the_machine_is_what_the_definition_says(value):
    found = boto3.client("stepfunctions").describe_state_machine(
        stateMachineArn=value("state_machine_arn")
    )

    assert found["type"] == "STANDARD"
    assert "${" not in found["definition"]
    assert alias("step") in found["definition"]
    assert value("dead_letter_queue_url") in found["definition"]
    logging = found["loggingConfiguration"]
    assert (logging["level"], logging["includeExecutionData"]) == ("ERROR", False)
    [group] = boto3.client("logs").describe_log_groups(
        logGroupNamePrefix=f"/aws/vendedlogs/states/{NAME}"
    )["logGroups"]
    assert group["kmsKeyId"] == value("kms_key_arn")


def test_the_machine_may_take_steps_and_nothing_else(value):
    actions = allowed(f"{NAME}-workflow-eu-west-1", "workflow")

    assert {a: r for a, r in actions.items() if not a.startswith("logs:")} == {
        "lambda:InvokeFunction": {alias("step")},
        "sqs:SendMessage": {f"arn:aws:sqs:{HERE}:{NAME}-dead-letters"},
        "kms:Decrypt": {value("kms_key_arn")},
        "kms:GenerateDataKey": {value("kms_key_arn")},
    }
    trust = boto3.client("iam").get_role(RoleName=f"{NAME}-workflow-eu-west-1")["Role"]
    [statement] = trust["AssumeRolePolicyDocument"]["Statement"]
    assert statement["Condition"] == {
        "StringEquals": {"aws:SourceAccount": "111111111111"},
        "ArnLike": {"aws:SourceArn": value("state_machine_arn")},
    }


@pytest.mark.parametrize(
    ("function", "own"),
    [
        ("results", {"sagemaker:DescribeTransformJob", "s3:ListBucket", "s3:GetObject"}
         | {"s3:PutObject", "states:SendTaskFailure", "states:SendTaskSuccess"}),
        ("step", {"s3:GetObject", "s3:ListBucket", "s3:PutObject"}
         | {"sagemaker:InvokeEndpoint"}
         | {"states:SendTaskSuccess"}),
        ("sweeper", {"dynamodb:Query", "lambda:InvokeFunction"}
         | {"sagemaker:DescribeTransformJob"}
         | {"states:DescribeExecution", "states:StartExecution"}),
        ("window", {"s3:GetObject", "s3:ListBucket", "s3:PutObject"}
         | {"sagemaker:CreateTransformJob", "sagemaker:DescribeTransformJob"}
         | {"sqs:DeleteMessage", "sqs:ReceiveMessage"}),
    ],
)  # fmt: skip
def test_a_function_may_do_what_it_does_and_nothing_else(function, own):
    actions = allowed(f"{NAME}-{function}-eu-west-1", "function")

    assert set(actions) == own | {
        *("dynamodb:GetItem", "dynamodb:UpdateItem"),
        *("kms:Decrypt", "kms:GenerateDataKey", "sqs:SendMessage"),
        *("logs:CreateLogStream", "logs:PutLogEvents"),
    }
    assert "*" not in set().union(*actions.values())


def test_payloads_are_private_encrypted_and_end(value):
    s3 = boto3.client("s3")
    bucket = value("bucket")["name"]

    [rule] = s3.get_bucket_encryption(Bucket=bucket)[
        "ServerSideEncryptionConfiguration"
    ]["Rules"]
    default = rule["ApplyServerSideEncryptionByDefault"]
    assert default["KMSMasterKeyID"] == value("kms_key_arn")
    access = s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"]
    assert set(access.values()) == {True}
    rules = s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]
    [old] = [rule for rule in rules if "Days" in rule.get("Expiration", {})]
    assert old["Expiration"]["Days"] == 14
    assert old["NoncurrentVersionExpiration"] == {"NoncurrentDays": 1}
    policy = json.loads(s3.get_bucket_policy(Bucket=bucket)["Policy"])
    assert {s["Sid"] for s in policy["Statement"]} == {
        "RefuseOtherKeys",
        "RefusePlainHttp",
    }


def test_long_documents_go_to_the_other_region_and_windows_do_not(value, local_aws):
    there = value("away")
    keys = [f"{kind}/{'0' * 32}.json" for kind in ("payloads", "results", "windows")]
    for key in keys:
        boto3.client("s3").put_object(
            Bucket=value("bucket")["name"], Key=key, Body=b"{}"
        )
    order(local_aws, "replication", {"lag_seconds": 0})

    s3 = boto3.client("s3", region_name="eu-central-1")
    for key in keys[:2]:
        copy = s3.get_object(Bucket=there["bucket_name"], Key=key)
        assert copy["Body"].read() == b"{}"
        assert copy["SSEKMSKeyId"] == there["kms_key_arn"]
    listed = s3.list_objects_v2(Bucket=there["bucket_name"])["Contents"]
    assert [one["Key"] for one in listed] == keys[:2]


@pytest.mark.parametrize("kind", ["payloads", "results"])
@pytest.mark.parametrize("trouble", ["not-copied", "behind"])
def test_what_is_not_copied_or_comes_late_rings(value, kind, trouble):
    [alarm] = boto3.client("cloudwatch").describe_alarms(
        AlarmNames=[f"{NAME}-{kind}-{trouble}"]
    )["MetricAlarms"]

    ends = [value("bucket")["name"], value("away")["bucket_name"]]
    # What comes late is measured where it arrives: here, of what was written there.
    source, target = ends if trouble == "not-copied" else reversed(ends)
    assert {d["Name"]: d["Value"] for d in alarm["Dimensions"]} == {
        "DestinationBucket": target,
        "RuleId": kind,
        "SourceBucket": source,
    }
    assert alarm["AlarmActions"] == [value("topic_arn")]


def test_what_no_window_could_place_becomes_a_dead_letter(value):
    sqs = boto3.client("sqs")
    queue = sqs.get_queue_attributes(
        QueueUrl=value("queue_url"), AttributeNames=["All"]
    )["Attributes"]
    dead = sqs.get_queue_attributes(
        QueueUrl=value("dead_letter_queue_url"), AttributeNames=["All"]
    )["Attributes"]
    window = boto3.client("lambda").get_function_configuration(
        FunctionName=alias("window")
    )

    assert int(queue["VisibilityTimeout"]) >= 6 * window["Timeout"]
    redrive = json.loads(queue["RedrivePolicy"])
    assert redrive["deadLetterTargetArn"] == dead["QueueArn"]
    assert {queue["KmsMasterKeyId"], dead["KmsMasterKeyId"]} == {value("kms_key_arn")}


def test_windows_and_sweeps_follow_the_clock(value):
    scheduler = boto3.client("scheduler")

    for name, expression, function in (
        ("window", "cron(0/10 * * * ? *)", alias("window")),
        ("sweeper", "cron(0/1 * * * ? *)", alias("sweeper")),
    ):
        found = scheduler.get_schedule(GroupName=NAME, Name=f"{NAME}-{name}")
        assert found["ScheduleExpression"] == expression
        assert found["ScheduleExpressionTimezone"] == "UTC"
        assert found["FlexibleTimeWindow"] == {"Mode": "OFF"}
        assert found["Target"]["Arn"] == function
        assert found["Target"]["DeadLetterConfig"]["Arn"].endswith("-dead-letters")
    window = scheduler.get_schedule(GroupName=NAME, Name=f"{NAME}-window")
    assert "<aws.scheduler.scheduled-time>" in window["Target"]["Input"]
    actions = allowed(f"{NAME}-schedule-eu-west-1", "schedule")
    assert actions["lambda:InvokeFunction"] == {alias("sweeper"), alias("window")}


def test_the_end_of_a_windows_job_runs_the_results_function(value):
    events = boto3.client("events")
    rule = events.describe_rule(Name=f"{NAME}-job-ended")
    [target] = events.list_targets_by_rule(Rule=f"{NAME}-job-ended")["Targets"]

    detail = json.loads(rule["EventPattern"])["detail"]
    assert detail["TransformJobName"] == [{"prefix": f"{NAME}-"}]
    assert target["Arn"] == alias("results")
    [statement] = permissions("results")
    assert statement["Principal"] == {"Service": "events.amazonaws.com"}
    assert statement["Condition"]["ArnLike"] == {"AWS:SourceArn": rule["Arn"]}


def permissions(function):
    policy = boto3.client("lambda").get_policy(
        FunctionName=f"{NAME}-{function}", Qualifier="live"
    )
    return json.loads(policy["Policy"])["Statement"]


def test_a_long_queue_begins_a_window(value):
    [alarm] = boto3.client("cloudwatch").describe_alarms(
        AlarmNames=[f"{NAME}-window-is-full"]
    )["MetricAlarms"]

    assert alarm["AlarmActions"] == [alias("window")]
    assert alarm["Threshold"] == 50
    [statement] = permissions("window")
    assert statement["Principal"] == {
        "Service": "lambda.alarms.cloudwatch.amazonaws.com"
    }
    assert statement["Condition"] == {
        "ArnLike": {"AWS:SourceArn": alarm["AlarmArn"]},
        "StringEquals": {"AWS:SourceAccount": "111111111111"},
    }


def test_trouble_is_told(value):
    alarms = {
        a["AlarmName"].removeprefix(f"{NAME}-"): a
        for a in boto3.client("cloudwatch").describe_alarms()["MetricAlarms"]
    }
    of_functions = {
        f"{function}-{trouble}"
        for function in FUNCTIONS
        for trouble in ("duration", "errors", "failed-events-waiting", "throttles")
    }

    assert alarms.pop("window-is-full")
    assert set(alarms) - of_functions == {
        *("dead-letters", "windows-late", "executionsfailed", "executionstimedout"),
        "executionthrottled",
        *("payloads-not-copied", "results-not-copied"),
        *("payloads-behind", "results-behind"),
    }
    assert {tuple(a["AlarmActions"]) for a in alarms.values()} == {
        (value("topic_arn"),)
    }


def test_jobs_read_the_model_and_windows_and_write_answers(value):
    actions = allowed(f"{NAME}-transform-eu-west-1", "transform")
    bucket, models = value("bucket")["arn"], f"arn:aws:s3:::{value('model_bucket')}"

    assert actions["s3:GetObject"] == {
        f"{bucket}/windows/*/input.jsonl",
        f"{models}/live.json",
    }
    assert actions["s3:GetObjectVersion"] == {f"{models}/models/*"}
    assert actions["s3:PutObject"] == {f"{bucket}/windows/*/out/*"}
    assert actions["kms:Decrypt"] == {value("kms_key_arn"), value("models_key_arn")}
