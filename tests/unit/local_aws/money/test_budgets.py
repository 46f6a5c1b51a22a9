"""Budgets and anomalies: what Terraform asks for, and who is told."""

from datetime import UTC, datetime

import pytest
from botocore.exceptions import ClientError

from local_aws.money.budgets import review
from local_aws.money.charges import Charges

BUDGETS = "budgets.amazonaws.com"
COST_ALERTS = "costalerts.amazonaws.com"


@pytest.fixture
def budget(account, unique):
    """Make a monthly budget of 200 USD that tells somebody; gives its name."""

    def make(*subscribers, kind="ACTUAL", percent=100):
        name = unique("budget")
        account.client("budgets").create_budget(
            AccountId=account.id,
            Budget={
                "BudgetName": name,
                "BudgetType": "COST",
                "TimeUnit": "MONTHLY",
                "BudgetLimit": {"Amount": "200", "Unit": "USD"},
            },
            NotificationsWithSubscribers=[
                {
                    "Notification": notification(kind, percent),
                    "Subscribers": [
                        {
                            "SubscriptionType": "EMAIL" if "@" in each else "SNS",
                            "Address": each,
                        }
                        for each in subscribers
                    ],
                }
            ],
            ResourceTags=[{"Key": "Project", "Value": "inferway"}],
        )
        return name

    return make


def notification(kind, percent):
    return {
        "NotificationType": kind,
        "ComparisonOperator": "GREATER_THAN",
        "Threshold": percent,
        "ThresholdType": "PERCENTAGE",
    }


@pytest.mark.parametrize(
    ("publisher", "key_user", "told"),
    [(BUDGETS, BUDGETS, 1), (COST_ALERTS, BUDGETS, 0), (BUDGETS, COST_ALERTS, 0)],
)
def test_a_budget_tells_what_lets_it(  # noqa: PLR0913, PLR0917 - what may, and what comes of it
    account, topic, budget, publisher, key_user, told
):
    arn, address = topic(KmsMasterKeyId=account.key(key_user))
    account.let_publish(arn, publisher)
    budget(arn, percent=80)

    account.bill(159)
    before = account.received(address)
    account.bill(161)
    account.bill(170)

    assert before == []
    assert len(account.received(address)) == told


def test_the_policy_that_a_topic_has_from_sns_lets_no_budget(account, topic, budget):
    arn, address = topic()
    budget(arn)

    account.bill(300)

    assert account.received(address) == []


def test_a_forecast_is_told_when_there_is_one(account, unique, budget):
    address = f"{unique('payer')}@example.com"
    name = budget(address, kind="FORECASTED")

    account.bill(10)
    without = account.received(address)
    account.bill(20, forecast_usd=240)

    assert without == []
    [message] = account.received(address)
    assert message["subject"] == (
        f"AWS Budgets: {name} has exceeded your alert threshold"
    )
    found = account.client("budgets").describe_budget(
        AccountId=account.id, BudgetName=name
    )
    assert found["Budget"]["CalculatedSpend"]["ForecastedSpend"]["Amount"] == "240.0"


def test_each_month_is_told_anew(account, unique, budget):
    address = f"{unique('payer')}@example.com"
    budget(address)

    for month, day in ((7, 2), (7, 30), (8, 2)):
        at = datetime(2026, month, day, tzinfo=UTC)
        review(account.id, Charges(total_usd=300), at)

    assert [m["at"][:7] for m in account.received(address)] == ["2026-07", "2026-08"]


def test_a_budget_is_changed_and_keeps_whom_it_tells(account, budget):
    budgets, name = account.client("budgets"), budget("payer@example.com")
    of = {"AccountId": account.id, "BudgetName": name}
    budgets.update_budget(
        AccountId=account.id,
        NewBudget={
            "BudgetName": name,
            "BudgetType": "COST",
            "TimeUnit": "MONTHLY",
            "BudgetLimit": {"Amount": "500", "Unit": "USD"},
        },
    )

    changed = budgets.describe_budget(**of)["Budget"]
    [told] = budgets.describe_notifications_for_budget(**of)["Notifications"]
    subscribers = budgets.describe_subscribers_for_notification(
        **of, Notification=notification("ACTUAL", 100)
    )["Subscribers"]
    arn = f"arn:aws:budgets::{account.id}:budget/{name}"
    tags = budgets.list_tags_for_resource(ResourceARN=arn)["ResourceTags"]

    assert changed["BudgetLimit"]["Amount"] == "500"
    assert told["NotificationState"] == "OK"
    assert [s["Address"] for s in subscribers] == ["payer@example.com"]
    assert tags == [{"Key": "Project", "Value": "inferway"}]

    budgets.delete_notification(**of, Notification=told)
    assert budgets.describe_notifications_for_budget(**of)["Notifications"] == []


def test_a_notification_is_there_once_and_ten_are_enough(account, budget):
    budgets, name = account.client("budgets"), budget("payer@example.com", percent=1)

    def add(percent):
        budgets.create_notification(
            AccountId=account.id,
            BudgetName=name,
            Notification=notification("ACTUAL", percent),
            Subscribers=[{"SubscriptionType": "EMAIL", "Address": "b@example.com"}],
        )

    with pytest.raises(budgets.exceptions.DuplicateRecordException):
        add(1)
    for percent in range(2, 11):
        add(percent)
    with pytest.raises(budgets.exceptions.CreationLimitExceededException):
        add(11)


@pytest.fixture
def ce(account):
    client = account.client("ce")
    yield client
    for found in client.get_anomaly_subscriptions()["AnomalySubscriptions"]:
        client.delete_anomaly_subscription(SubscriptionArn=found["SubscriptionArn"])
    for found in client.get_anomaly_monitors()["AnomalyMonitors"]:
        client.delete_anomaly_monitor(MonitorArn=found["MonitorArn"])


def monitor(ce, name):
    return ce.create_anomaly_monitor(
        AnomalyMonitor={
            "MonitorName": name,
            "MonitorType": "DIMENSIONAL",
            "MonitorDimension": "SERVICE",
        }
    )["MonitorArn"]


def subscription(monitor_arn, address, *, kind, frequency, least="20"):
    return {
        "SubscriptionName": "unusual",
        "MonitorArnList": [monitor_arn],
        "Subscribers": [{"Type": kind, "Address": address}],
        "Frequency": frequency,
        "ThresholdExpression": {
            "Dimensions": {
                "Key": "ANOMALY_TOTAL_IMPACT_ABSOLUTE",
                "MatchOptions": ["GREATER_THAN_OR_EQUAL"],
                "Values": [least],
            }
        },
    }


def test_an_anomaly_that_is_large_enough_is_told(account, topic, ce):
    arn, address = topic(KmsMasterKeyId=account.key(COST_ALERTS))
    account.let_publish(arn, COST_ALERTS)
    given = subscription(
        monitor(ce, "services"), arn, kind="SNS", frequency="IMMEDIATE"
    )
    made = ce.create_anomaly_subscription(AnomalySubscription=given)

    small = account.control(
        "POST", "anomalies", {"service": "AmazonSageMaker", "impact_usd": 19}
    )
    large = account.control(
        "POST", "anomalies", {"service": "AmazonSageMaker", "impact_usd": 20}
    )

    assert (small["told"], large["told"]) == ([], [made["SubscriptionArn"]])
    [message] = account.received(address)
    assert "AmazonSageMaker" in message["message"]


def test_an_account_has_one_monitor_of_services(ce):
    monitor(ce, "services")

    with pytest.raises(ce.exceptions.LimitExceededException):
        monitor(ce, "again")


@pytest.mark.parametrize(
    ("kind", "frequency"), [("SNS", "DAILY"), ("EMAIL", "IMMEDIATE")]
)
def test_topics_hear_at_once_and_people_in_summaries(ce, kind, frequency):
    given = subscription(
        monitor(ce, "services"), "payer@example.com", kind=kind, frequency=frequency
    )

    with pytest.raises(ClientError, match="ValidationException"):
        ce.create_anomaly_subscription(AnomalySubscription=given)
