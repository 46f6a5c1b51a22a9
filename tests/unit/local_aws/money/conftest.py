"""A local AWS with an account that pays, and people who are told."""

import itertools
import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import datetime, timedelta

import boto3
import pytest
from moto.cloudwatch.models import cloudwatch_backends
from moto.core import DEFAULT_ACCOUNT_ID

from tests.support.served import Served, serving

REGION = "us-east-1"
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Account:
    """A served local AWS, and shortcuts."""

    served: Served

    @property
    def id(self):
        return self.served.local.account_id

    def client(self, service, region=REGION):
        keys = self.served.local.environment(region)
        return boto3.client(
            service,
            endpoint_url=self.served.local.url,
            region_name=region,
            aws_access_key_id=keys["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=keys["AWS_SECRET_ACCESS_KEY"],
        )

    def control(self, method, path, body=None):
        """Call a test control; gives what it answers, and its status."""
        request = urllib.request.Request(  # noqa: S310 - our own http URL
            f"{self.served.local.url}/_local/{path}",
            data=None if body is None else json.dumps(body).encode(),
            method=method,
        )
        try:
            with urllib.request.urlopen(request) as answer:  # noqa: S310
                return json.load(answer)
        except urllib.error.HTTPError as error:
            return {"status": error.code, **json.load(error)}

    def bill(self, total_usd, **more):
        return self.control("POST", "billing", {"total_usd": total_usd, **more})

    def confirm(self, endpoint):
        return self.control("POST", "subscriptions/confirm", {"endpoint": endpoint})

    def received(self, endpoint, kind="Notification"):
        """Return the messages of a kind to an address."""
        messages = self.control("GET", "messages")["messages"].get(endpoint, [])
        return [m for m in messages if m["type"] == kind]

    def advance(self, **by):
        seconds = timedelta(**by).total_seconds()
        return self.control("POST", "clock", {"advance_seconds": seconds})

    def now(self):
        return datetime.fromisoformat(self.control("GET", "clock")["now"])

    def key(self, *services):
        """Make a key that the services may use."""
        statements = [
            {
                "Effect": "Allow",
                "Principal": {"AWS": f"arn:aws:iam::{self.id}:root"},
                "Action": "kms:*",
                "Resource": "*",
            },
            *(
                {
                    "Effect": "Allow",
                    "Principal": {"Service": service},
                    "Action": ["kms:Decrypt", "kms:GenerateDataKey*"],
                    "Resource": "*",
                    "Condition": {"StringEquals": {"aws:SourceAccount": self.id}},
                }
                for service in services
            ),
        ]
        policy = json.dumps({"Version": "2012-10-17", "Statement": statements})
        made = self.client("kms").create_key(Policy=policy)
        return made["KeyMetadata"]["Arn"]

    def let_publish(self, topic_arn, *services):
        """Let only these services publish."""
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": list(services)},
            "Action": "sns:Publish",
            "Resource": topic_arn,
            "Condition": {"StringEquals": {"aws:SourceAccount": self.id}},
        }
        self.client("sns").set_topic_attributes(
            TopicArn=topic_arn,
            AttributeName="Policy",
            AttributeValue=json.dumps(
                {"Version": "2012-10-17", "Statement": [statement]}
            ),
        )

    def subscribe(self, topic_arn, endpoint, protocol="email"):
        made = self.client("sns").subscribe(
            TopicArn=topic_arn,
            Protocol=protocol,
            Endpoint=endpoint,
            ReturnSubscriptionArn=True,
        )
        return made["SubscriptionArn"]

    def alarm(
        self, name, topic_arn, amount, *, region=REGION, tells_end=False, **dimensions
    ):
        """Make an alarm of what the month has cost."""
        self.client("cloudwatch", region).put_metric_alarm(
            AlarmName=name,
            Namespace="AWS/Billing",
            MetricName="EstimatedCharges",
            Dimensions=[
                {"Name": k, "Value": v}
                for k, v in {"Currency": "USD", **dimensions}.items()
            ],
            ComparisonOperator="GreaterThanOrEqualToThreshold",
            EvaluationPeriods=1,
            Period=21600,
            Statistic="Maximum",
            Threshold=amount,
            TreatMissingData="ignore",
            AlarmActions=[topic_arn],
            OKActions=[topic_arn] if tells_end else [],
        )

    def state(self, name, region=REGION):
        [found] = self.client("cloudwatch", region).describe_alarms(AlarmNames=[name])[
            "MetricAlarms"
        ]
        return found["StateValue"]


# Not longer than a file: of several servers in a process the newest acts.
@pytest.fixture(scope="module")
def account(tmp_path_factory):
    # moto's state is one for the process: another file's clock, which went ahead,
    # has left bills of what is the future here.
    cloudwatch_backends[DEFAULT_ACCOUNT_ID][REGION].metric_data.clear()
    with serving(tmp_path_factory.mktemp("money")) as served:
        yield Account(served)


@pytest.fixture(autouse=True)
def nothing_left(request):
    """Take alarms, budgets and messages away: the bill is one for all."""
    yield
    if "account" not in request.fixturenames:
        return
    account = request.getfixturevalue("account")
    for region in (REGION, "eu-west-1"):
        cloudwatch = account.client("cloudwatch", region)
        alarms = cloudwatch.describe_alarms()["MetricAlarms"]
        cloudwatch.delete_alarms(AlarmNames=[a["AlarmName"] for a in alarms])
    budgets = account.client("budgets")
    for budget in budgets.describe_budgets(AccountId=account.id)["Budgets"]:
        budgets.delete_budget(AccountId=account.id, BudgetName=budget["BudgetName"])
    account.control("DELETE", "messages")
    # Alarms look back at what the bill was.
    account.advance(hours=24)


@pytest.fixture
def unique():
    """Make names that no other test uses, of other folders neither: moto is shared."""
    return lambda prefix: f"{prefix}-m{next(_numbers)}"


@pytest.fixture
def topic(account, unique):
    """Make topics in us-east-1 with a confirmed reader; gives ARN and address."""

    def make(**attributes):
        name = unique("topic")
        arn = account.client("sns").create_topic(Name=name, Attributes=attributes)[
            "TopicArn"
        ]
        address = f"{name}@example.com"
        account.subscribe(arn, address)
        account.confirm(address)
        return arn, address

    return make
