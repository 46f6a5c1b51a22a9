"""What modules/billing_alarms creates, and whom the bill reaches.

The default provider, as the rest of the product, is in eu-west-1.
"""

import json
import os
import re
import subprocess
import urllib.request
from pathlib import Path

import boto3
import pytest
from pytest_terraform import terraform

from tests.terraform.plans import changes

REPO = Path(__file__).parents[2]
ACCOUNT = "111111111111"
REGION = "us-east-1"
SERVICES = {
    "budgets.amazonaws.com",
    "cloudwatch.amazonaws.com",
    "costalerts.amazonaws.com",
}
CONFIRMED = (
    "team@example.com",
    "lead@example.com",
    "board@example.com",
    "https://pager.example.com/bill",
)


@pytest.fixture(scope="module", autouse=True)
def nothing_left_in_us_east_1(local_aws):
    """Look there too: what tests leave behind is looked for in their own Region."""
    yield
    assert client("cloudwatch").describe_alarms()["MetricAlarms"] == []
    assert client("sns").list_topics()["Topics"] == []
    assert client("budgets").describe_budgets(AccountId=ACCOUNT)["Budgets"] == []
    ce = client("ce")
    assert ce.get_anomaly_monitors()["AnomalyMonitors"] == []
    assert ce.get_anomaly_subscriptions()["AnomalySubscriptions"] == []
    kms = client("kms")
    states = [
        kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"]["KeyState"]
        for key in kms.list_keys()["Keys"]
    ]
    assert set(states) <= {"PendingDeletion"}


def client(service):
    return boto3.client(service, region_name=REGION)


@pytest.fixture
def control(local_aws):
    """Call a test control of the local AWS."""

    def call(method, path, body=None):
        request = urllib.request.Request(  # noqa: S310 - our own http URL
            f"{local_aws.url}/_local/{path}",
            data=None if body is None else json.dumps(body).encode(),
            method=method,
        )
        with urllib.request.urlopen(request) as answer:  # noqa: S310
            return json.load(answer)

    return call


@pytest.fixture
def told(control):
    """Tell who has heard what since the last time, by address."""

    def read():
        messages = control("GET", "messages")["messages"]
        control("DELETE", "messages")
        return {
            endpoint: [m["subject"] for m in found if m["type"] == "Notification"]
            for endpoint, found in messages.items()
            if any(m["type"] == "Notification" for m in found)
        }

    return read


@pytest.fixture
def value(billing_alarms):
    """Return an output by its name."""
    return lambda name: billing_alarms.outputs[name]["value"]


@terraform("billing_alarms", scope="module", replay=False)
def test_a_second_plan_is_empty(billing_alarms):
    assert changes(billing_alarms) == ""


def test_whoever_has_not_confirmed_is_named(billing_alarms, control):
    for endpoint in CONFIRMED:
        control("POST", "subscriptions/confirm", {"endpoint": endpoint})

    _, _, warned = plan_of(billing_alarms).partition("These have not confirmed")

    assert "warning away@example.com" in warned
    assert "lead@example.com" not in warned


def test_each_level_has_an_alarm_at_its_amount(value):
    alarms = {
        a["AlarmName"]: a
        for a in client("cloudwatch").describe_alarms()["MetricAlarms"]
    }

    topics = value("topic_arns")
    names = value("alarm_names")
    assert {
        key: (alarms[name]["Threshold"], alarms[name]["AlarmActions"])
        for key, name in names.items()
    } == {
        "warning": (100.0, [topics["warning"]]),
        "critical": (200.0, [topics["critical"]]),
        "emergency": (500.0, [topics["emergency"]]),
        "disaster": (1000.0, [topics["disaster"]]),
        "AmazonSageMaker": (80.0, [topics["critical"]]),
        "account-222222222222": (60.0, [topics["warning"]]),
    }
    assert len(alarms) == len(names)
    assert boto3.client("cloudwatch").describe_alarms()["MetricAlarms"] == []


def test_the_key_lets_the_services_of_this_account(value):
    policy = client("kms").get_key_policy(
        KeyId=value("kms_key_arn"), PolicyName="default"
    )["Policy"]

    [statement] = [
        s for s in json.loads(policy)["Statement"] if "Service" in s["Principal"]
    ]
    assert set(statement["Principal"]["Service"]) == SERVICES
    assert statement["Condition"] == {"StringEquals": {"aws:SourceAccount": ACCOUNT}}


def test_only_who_tells_a_level_may_publish_to_it(value):
    publishers = {}
    for level, arn in value("topic_arns").items():
        found = client("sns").get_topic_attributes(TopicArn=arn)["Attributes"]
        assert found["KmsMasterKeyId"] == value("kms_key_arn")
        [statement] = json.loads(found["Policy"])["Statement"]
        services = statement["Principal"]["Service"]
        publishers[level] = {services} if isinstance(services, str) else set(services)

    alarms_alone = {"cloudwatch.amazonaws.com"}
    assert publishers == {
        "warning": SERVICES,
        "critical": alarms_alone,
        "emergency": alarms_alone,
        "disaster": alarms_alone,
    }


def test_a_chat_is_told_which_topics_to_list(value):
    assert value("chat_topic_arns") == {
        f"arn:aws:chatbot::{ACCOUNT}:chat-configuration/slack-channel/bill": [
            value("topic_arns")["disaster"]
        ]
    }


def test_the_account_that_watches_may_only_look():
    iam = client("iam")
    name = "CloudWatch-CrossAccountSharingRole"
    trust = iam.get_role(RoleName=name)["Role"]["AssumeRolePolicyDocument"]
    [policy] = iam.list_role_policies(RoleName=name)["PolicyNames"]
    document = iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"]

    assert trust["Statement"][0]["Principal"] == {
        "AWS": "arn:aws:iam::333333333333:root"
    }
    actions = [a for s in document["Statement"] for a in s["Action"]]
    assert all(re.match(r"cloudwatch:(Describe|Get|List)", a) for a in actions)
    assert iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"] == []


def test_the_budget_tells_of_what_is_spent_and_what_will_be(value):
    budgets = client("budgets")
    of = {"AccountId": ACCOUNT, "BudgetName": value("budget_name")}
    budget = budgets.describe_budget(**of)["Budget"]
    notifications = budgets.describe_notifications_for_budget(**of)["Notifications"]

    assert float(budget["BudgetLimit"]["Amount"]) == 1000
    assert {(n["NotificationType"], n["Threshold"]) for n in notifications} == {
        ("ACTUAL", 80.0),
        ("ACTUAL", 100.0),
        ("FORECASTED", 100.0),
    }


def test_each_amount_tells_its_own_people_and_nobody_else(value, control, told):
    names = value("alarm_names")
    told()  # what came before

    heard = {}
    for total in (99.5, 100, 150, 200, 499, 500, 799, 1000):
        control("POST", "billing", {"total_usd": total})
        heard[total] = told()

    month = f"AWS Budgets: {value('budget_name')} has exceeded your alert threshold"
    assert heard == {
        99.5: {},
        100: {"team@example.com": [rings(names["warning"])]},
        150: {},
        200: {
            "team@example.com": [rings(names["critical"])],
            "lead@example.com": [rings(names["critical"])],
        },
        499: {},
        500: {"https://pager.example.com/bill": [rings(names["emergency"])]},
        799: {},
        1000: {
            "board@example.com": [rings(names["disaster"])],
            "team@example.com": [month],
        },
    }


def rings(alarm):
    return f'ALARM: "{alarm}" in {REGION}'


def test_services_accounts_forecasts_and_anomalies_are_told_too(value, control, told):
    names = value("alarm_names")
    told()

    heard = []
    for path, body in (
        ("billing", {"total_usd": 900, "services": {"AmazonSageMaker": 80}}),
        ("billing", {"total_usd": 900, "accounts": {"222222222222": 60}}),
        ("billing", {"total_usd": 900, "forecast_usd": 1001}),
        ("anomalies", {"service": "AmazonSageMaker", "impact_usd": 20}),
        ("anomalies", {"service": "AmazonSageMaker", "impact_usd": 19}),
    ):
        control("POST", path, body)
        heard.append(told())

    assert heard == [
        {
            "team@example.com": [rings(names["AmazonSageMaker"])],
            "lead@example.com": [rings(names["AmazonSageMaker"])],
        },
        {"team@example.com": [rings(names["account-222222222222"])]},
        {
            "team@example.com": [
                f"AWS Budgets: {value('budget_name')} has exceeded your alert threshold"
            ]
        },
        {"team@example.com": ["AWS Cost Management: Cost anomaly detected"]},
        {},
    ]


def test_whoever_lets_two_days_pass_is_asked_again(billing_alarms, control):
    control("POST", "clock", {"advance_seconds": 49 * 3600})

    wanted = changes(billing_alarms)

    assert re.findall(r"# .*\.subscriber\[\"(.*)\"\] will be created", wanted) == [
        "warning away@example.com"
    ]
    assert "Plan: 1 to add, 0 to change, 0 to destroy." in wanted


def test_the_example_of_the_readme_is_valid(tmp_path):
    [example] = re.findall(
        r"```hcl\n(.*?)```",
        (REPO / "modules/billing_alarms/README.md").read_text(),
        re.DOTALL,
    )
    (tmp_path / "main.tf").write_text(
        example.replace("../../modules", f"{REPO}/modules")
    )

    runs = [
        subprocess.run(
            ["terraform", *arguments, "-no-color"],
            cwd=tmp_path,
            env=os.environ,
            check=False,
            capture_output=True,
            text=True,
        )
        for arguments in (["init", "-backend=false"], ["validate"])
    ]

    assert [r.returncode for r in runs] == [0, 0], runs[-1].stdout + runs[-1].stderr


def plan_of(applied):
    """Return what a plan says, in one line."""
    runner = applied.terraform
    run = subprocess.run(
        [runner.tf_bin, "plan", "-input=false", "-no-color"],
        cwd=runner.module_dir,
        env=os.environ | {"TF_DATA_DIR": runner.work_dir, "TF_IN_AUTOMATION": "yes"},
        check=True,
        capture_output=True,
        text=True,
    )
    # Terraform wraps what it says, and warns in a frame.
    return " ".join((run.stdout + run.stderr).replace("│", " ").split())
