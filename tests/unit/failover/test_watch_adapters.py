"""The watch's adapters, on an AWS in process."""

import json
from dataclasses import replace

import boto3
import pytest
from moto import mock_aws

from failover.dynamo_memory import DynamoMemory
from failover.dynamo_replicas import DynamoReplicas
from failover.route53_settings import Route53Settings
from failover.s3_models import S3Models, Store
from failover.sns_topic import SnsTopic
from failover.watch_ports import CheckSetting, Memory
from inferences.errors import UnavailableError
from model_store.pointer import LiveModel, PinnedObject, Pointer
from tests.unit.failover.conftest import HERE, HOME

CONFIG = "failover-watch-config"
POINTER = "live.json"


@pytest.fixture
def aws(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    # A service of a server elsewhere would not be the one in process.
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        yield


@pytest.fixture
def table(aws):
    client = boto3.client("dynamodb", region_name=HERE)
    client.create_table(
        TableName=CONFIG,
        KeySchema=[{"AttributeName": "configKey", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "configKey", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    return client


def test_what_was_told_is_remembered(table):
    memory = DynamoMemory(table, CONFIG)
    assert memory.read() == Memory()
    known = Memory(keys=frozenset({"a", "b"}), told_at=1.5, mark="m", marked_at=2.0)

    memory.write(known)

    assert memory.read() == known


@pytest.mark.parametrize("text", ["none", "[]", '{"keys": 3}', '{"other": []}'])
def test_a_memory_that_is_none_is_forgotten(table, text):
    table.put_item(
        TableName=CONFIG,
        Item={"configKey": {"S": "failover#watch"}, "memory": {"S": text}},
    )

    assert DynamoMemory(table, CONFIG).read() == Memory()


def test_a_table_without_a_replica_has_none(table):
    assert DynamoReplicas(table, [CONFIG], home=HOME).states() == {CONFIG: None}
    with pytest.raises(UnavailableError):
        DynamoReplicas(table, ["no-such-table"], home=HOME).states()


def test_settings_of_checks_are_read(aws):
    route53 = boto3.client("route53", region_name="us-east-1")
    made = route53.create_health_check(
        CallerReference="watch",
        HealthCheckConfig={
            "Type": "HTTPS",
            "FullyQualifiedDomainName": "a.example.com",
            "Port": 443,
            "Inverted": True,
        },
    )["HealthCheck"]["Id"]
    gone = "00000000-0000-0000-0000-000000000000"

    found = Route53Settings(route53, {"home": made, "standby": gone}).settings()

    assert found == {
        "home": CheckSetting(id=made, disabled=False, inverted=True),
        "standby": None,
    }


def pinned(key, version_id):
    return PinnedObject(key=key, version_id=version_id, sha256="0" * 64, size=3)


@pytest.fixture
def stores(aws):
    """Two stores with what a live model pins, each under versions of its own."""
    found = {}
    for name, region in (("home", HOME), ("standby", HERE)):
        client = boto3.client("s3", region_name=region)
        bucket = f"failover-watch-{name}"
        client.create_bucket(
            Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": region}
        )
        client.put_bucket_versioning(
            Bucket=bucket, VersioningConfiguration={"Status": "Enabled"}
        )
        found[name] = Store(client=client, bucket=bucket)
    return found


def publish(store, files):
    versions = {
        key: store.client.put_object(Bucket=store.bucket, Key=key, Body=b"abc")[
            "VersionId"
        ]
        for key in files
    }
    pins = {key: pinned(key, version) for key, version in versions.items()}
    live = LiveModel(
        name="news",
        version="2",
        promoted_at="2026-11-22T06:00:00+00:00",
        manifest=pins["manifest.json"],
        files={"model.pkl": pins["model.pkl"]},
        archive=pins["model.tar.gz"],
    )
    put_pointer(store, live)
    return live


def put_pointer(store, live):
    store.client.put_object(
        Bucket=store.bucket,
        Key=POINTER,
        Body=Pointer(live=live, previous=None).to_json(),
    )


FILES = ("manifest.json", "model.pkl", "model.tar.gz")


def test_what_the_second_store_lacks_is_named(stores):
    models = S3Models(stores["home"], stores["standby"], POINTER)
    assert models.look().home is None

    live = publish(stores["home"], FILES)
    found = models.look()
    assert (found.home.model, found.standby) == ("news 2", None)
    assert sorted(found.missing) == sorted(FILES)

    # Moto's stores have versions of their own: a copy would have the same.
    theirs = publish(stores["standby"], FILES)
    put_pointer(stores["home"], replace(live, manifest=theirs.manifest))
    found = models.look()
    assert found.home.version_id != found.standby.version_id
    assert sorted(found.missing) == ["model.pkl", "model.tar.gz"]


def test_a_pointer_that_is_none_is_told(stores):
    home = stores["home"]
    home.client.put_object(Bucket=home.bucket, Key=POINTER, Body=b"[]")

    with pytest.raises(UnavailableError, match=home.bucket):
        S3Models(home, stores["standby"], POINTER).look()


def test_people_are_told_by_the_topic(aws):
    sns = boto3.client("sns", region_name=HERE)
    sqs = boto3.client("sqs", region_name=HERE)
    topic = sns.create_topic(Name="failover-watch")["TopicArn"]
    queue = sqs.create_queue(QueueName="failover-watch")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])
    sns.subscribe(
        TopicArn=topic, Protocol="sqs", Endpoint=arn["Attributes"]["QueueArn"]
    )

    SnsTopic(sns, topic).tell("a subject", "a message")

    [message] = sqs.receive_message(QueueUrl=queue)["Messages"]
    assert json.loads(message["Body"])["Message"] == "a message"
    with pytest.raises(UnavailableError):
        SnsTopic(sns, f"{topic}-gone").tell("a subject", "a message")
