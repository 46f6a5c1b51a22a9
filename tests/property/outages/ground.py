"""What outlives an outage: tables and buckets that replicate, DNS, moto beneath."""

import itertools
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from moto import mock_aws
from moto.core import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models import dynamodb_backends
from moto.s3.models import s3_backends

from inferences.dynamo_records import INDEX
from local_aws import patches
from local_aws.dns import answers
from local_aws.dns.health import Ask, HealthChecks
from local_aws.iam.callers import PARTITION
from local_aws.replication.tables import make_global
from routing.config_table import INDEX as CLASSES
from tests.property.outages.reach import Clients

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import CreateTableInputTypeDef

HOME, AWAY = "eu-west-1", "eu-central-1"
DOMAIN = "api.example.com"
INTERVAL_SECONDS, THRESHOLD = 10, 3
TTL_SECONDS = 60
_TARGETS = {HOME: "home.example.net", AWAY: "away.example.net"}
_numbers = itertools.count(1)


class Ground:
    """An account of moto's, with what takes long to make made once."""

    def __init__(self) -> None:
        self.clients = Clients()
        self.buckets = {HOME: "outages-home", AWAY: "outages-away"}
        self._replicate_buckets()
        route53 = self.clients.get("route53", AWAY, AWAY)
        made = route53.create_hosted_zone(Name="example.com", CallerReference="1")
        self.zone = made["HostedZone"]["Id"]

    def tables(self) -> tuple[str, str]:
        """Make the tables of one outage in both Regions; return their names."""
        number = next(_numbers)
        records, config = f"outages-records-{number}", f"outages-config-{number}"
        self._table(
            TableName=records,
            AttributeDefinitions=[
                {"AttributeName": "id", "AttributeType": "S"},
                {"AttributeName": "unfinished", "AttributeType": "S"},
                {"AttributeName": "attendBy", "AttributeType": "N"},
            ],
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            GlobalSecondaryIndexes=[
                {
                    "IndexName": INDEX,
                    "KeySchema": [
                        {"AttributeName": "unfinished", "KeyType": "HASH"},
                        {"AttributeName": "attendBy", "KeyType": "RANGE"},
                    ],
                    "Projection": {
                        "ProjectionType": "INCLUDE",
                        "NonKeyAttributes": ["run", "window", "homeRegion"],
                    },
                }
            ],
        )
        self._table(
            TableName=config,
            AttributeDefinitions=[
                {"AttributeName": "configKey", "AttributeType": "S"},
                {"AttributeName": "trafficClass", "AttributeType": "S"},
            ],
            KeySchema=[{"AttributeName": "configKey", "KeyType": "HASH"}],
            GlobalSecondaryIndexes=[
                {
                    "IndexName": CLASSES,
                    "KeySchema": [{"AttributeName": "trafficClass", "KeyType": "HASH"}],
                    "Projection": {"ProjectionType": "ALL"},
                }
            ],
        )
        return records, config

    def drop(self, *tables: str) -> None:
        """Forget tables: an outage's own are of no use to the next."""
        for region in (HOME, AWAY):
            for name in tables:
                del dynamodb_backends[DEFAULT_ACCOUNT_ID][region].tables[name]

    def items(self, table: str, region: str) -> dict[str, dict[str, Any]]:
        """Return what a replica has, past the API: whether it is cut off or not."""
        found = dynamodb_backends[DEFAULT_ACCOUNT_ID][region].tables[table]
        items = [item.to_json()["Attributes"] for item in found.items.values()]
        return {item[found.hash_key_attr]["S"]: item for item in items}

    def has_object(self, region: str, key: str) -> bool:
        """Tell whether a Region's bucket has an object."""
        buckets = s3_backends[DEFAULT_ACCOUNT_ID][PARTITION].buckets
        return key in buckets[self.buckets[region]].keys

    def checks(self, ask: Ask) -> "Checks":
        """Make the health checks and failover records of one outage."""
        return Checks(self, ask)

    def _table(self, **what: Any) -> None:
        table: CreateTableInputTypeDef = {
            "BillingMode": "PAY_PER_REQUEST",
            "StreamSpecification": {
                "StreamEnabled": True,
                "StreamViewType": "NEW_AND_OLD_IMAGES",
            },
            **what,  # type: ignore[typeddict-item] # the rest of it
        }
        made = []
        for region in (HOME, AWAY):
            self.clients.get("dynamodb", region, region).create_table(**table)
            tables = dynamodb_backends[DEFAULT_ACCOUNT_ID][region].tables
            made.append(tables[table["TableName"]])
        home, away = made
        make_global(home).add(away)

    def _replicate_buckets(self) -> None:
        iam = self.clients.get("iam", AWAY, AWAY)
        role = iam.create_role(
            RoleName="outages-replication",
            AssumeRolePolicyDocument=_policy(
                {
                    "Action": "sts:AssumeRole",
                    "Principal": {"Service": "s3.amazonaws.com"},
                }
            ),
        )["Role"]["Arn"]
        iam.put_role_policy(
            RoleName="outages-replication",
            PolicyName="all",
            PolicyDocument=_policy({"Action": "s3:*", "Resource": "*"}),
        )
        for region, name in self.buckets.items():
            s3 = self.clients.get("s3", region, region)
            s3.create_bucket(
                Bucket=name, CreateBucketConfiguration={"LocationConstraint": region}
            )
            s3.put_bucket_versioning(
                Bucket=name, VersioningConfiguration={"Status": "Enabled"}
            )
        for region, other in ((HOME, AWAY), (AWAY, HOME)):
            self.clients.get("s3", region, region).put_bucket_replication(
                Bucket=self.buckets[region],
                ReplicationConfiguration={
                    "Role": role,
                    "Rules": [
                        {
                            "ID": "all",
                            "Status": "Enabled",
                            "Priority": 1,
                            "Filter": {"Prefix": ""},
                            "DeleteMarkerReplication": {"Status": "Disabled"},
                            "Destination": {
                                "Bucket": f"arn:aws:s3:::{self.buckets[other]}"
                            },
                        }
                    ],
                },
            )


class Checks:
    """Route 53 as modules/failover sets it up, polled by who is asked.

    Attributes:
        checks: The account's health checks.
        ids: Of each, by its name.

    """

    def __init__(self, ground: Ground, ask: Ask) -> None:
        self.checks = HealthChecks(DEFAULT_ACCOUNT_ID, ask)
        self._route53 = ground.clients.get("route53", AWAY, AWAY)
        self._zone = ground.zone
        self.ids: dict[str, str] = {}
        for name, region in (("endpoint", HOME), ("standby", AWAY)):
            self.ids[name] = self._make(
                Type="HTTPS",
                FullyQualifiedDomainName=f"{region}.example.net",
                ResourcePath="/v1/health/ready",
                Port=443,
                RequestInterval=INTERVAL_SECONDS,
                FailureThreshold=THRESHOLD,
            )
        endpoint = self.ids["endpoint"]
        self.ids["switch"] = self._make(
            Type="CALCULATED",
            Disabled=True,
            HealthThreshold=1,
            ChildHealthChecks=[endpoint],
        )
        both = [endpoint, self.ids["switch"]]
        self.ids["home"] = self._make(
            Type="CALCULATED", HealthThreshold=2, ChildHealthChecks=both
        )
        self._change("UPSERT")

    def answer(self) -> str:
        """Return the Region that a resolver is sent to now."""
        [found] = answers.answers(DEFAULT_ACCOUNT_ID, self.checks, DOMAIN)
        assert found["ttl"] == TTL_SECONDS
        return {target: region for region, target in _TARGETS.items()}[found["alias"]]

    def unhealthy_since(self, start: float) -> bool:
        """Tell whether the home Region was unhealthy in the minute that begins then."""
        named = frozenset({("HealthCheckId", self.ids["home"])})
        return self.checks.history.value("HealthCheckStatus", named, start) == 0

    def remove(self) -> None:
        """Take all of it away."""
        self._change("DELETE")
        for check in self.ids.values():
            self._route53.delete_health_check(HealthCheckId=check)

    def _make(self, **config: Any) -> str:
        made = self._route53.create_health_check(
            CallerReference=f"outages-{next(_numbers)}", HealthCheckConfig=config
        )
        return str(made["HealthCheck"]["Id"])

    def _change(self, action: str) -> None:
        records = {
            "PRIMARY": (HOME, self.ids["home"]),
            "SECONDARY": (AWAY, self.ids["standby"]),
        }
        changes = [
            {
                "Action": action,
                "ResourceRecordSet": {
                    "Name": DOMAIN,
                    "Type": "A",
                    "SetIdentifier": role,
                    "Failover": role,
                    "HealthCheckId": check,
                    "AliasTarget": {
                        "HostedZoneId": "Z1",
                        "DNSName": _TARGETS[region],
                        "EvaluateTargetHealth": True,
                    },
                },
            }
            for role, (region, check) in records.items()
        ]
        self._route53.change_resource_record_sets(
            HostedZoneId=self._zone, ChangeBatch={"Changes": changes}
        )


@contextmanager
def grounded() -> Iterator[Ground]:
    """Give an account of its own."""
    patches.apply()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", "testing")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
        patch.setenv("AWS_DEFAULT_REGION", AWAY)
        for variable in ("AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_SESSION_TOKEN"):
            patch.delenv(variable, raising=False)
        with mock_aws():
            yield Ground()


def _policy(statement: dict[str, Any]) -> str:
    return json.dumps(
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]}
    )
