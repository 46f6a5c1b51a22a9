"""S3 replication: what is written after it is set up is found in the other bucket."""

import json
from datetime import datetime, timedelta

import pytest
from botocore.exceptions import ClientError

from tests.support.two_regions import AWAY, HOME

ACTIONS = (
    "s3:GetObjectVersionForReplication",
    "s3:ReplicateDelete",
    "s3:ReplicateObject",
    "kms:Decrypt",
    "kms:Encrypt",
)


@pytest.fixture
def bucket(world):
    """Make a bucket that keeps versions; gives its name."""

    def make(region, *, versions=True):
        name, s3 = world.unique("bucket"), world.client("s3", region)
        s3.create_bucket(
            Bucket=name, CreateBucketConfiguration={"LocationConstraint": region}
        )
        if versions:
            s3.put_bucket_versioning(
                Bucket=name, VersioningConfiguration={"Status": "Enabled"}
            )
        return name

    return make


@pytest.fixture
def role(world):
    def make(*actions, service="s3.amazonaws.com"):
        return world.served.role(world.unique("role"), *actions, service=service)

    return make


def set_up(world, source, target, role, **rule):
    world.client("s3").put_bucket_replication(
        Bucket=source,
        ReplicationConfiguration={
            "Role": role,
            "Rules": [
                {
                    "ID": "all",
                    "Priority": 1,
                    "Filter": {},
                    "Status": "Enabled",
                    "DeleteMarkerReplication": {"Status": "Enabled"},
                    "Destination": {
                        "Bucket": f"arn:aws:s3:::{target}",
                        "Metrics": {"Status": "Enabled"},
                    },
                    **rule,
                }
            ],
        },
    )


@pytest.fixture
def pair(world, bucket, role):
    """Make two buckets of which one is a copy of the other; gives their names."""

    def make(*actions, **rule):
        source, target = bucket(HOME), bucket(AWAY)
        set_up(world, source, target, role(*(actions or ACTIONS)), **rule)
        return source, target

    return make


def versions(world, name):
    found = world.client("s3", AWAY).list_object_versions(Bucket=name)
    return {
        (each["Key"], each["VersionId"])
        for kind in ("Versions", "DeleteMarkers")
        for each in found.get(kind, [])
    }


def put(world, name, key, body, **more):
    return world.client("s3").put_object(Bucket=name, Key=key, Body=body, **more)


def status(world, name, key):
    said = world.client("s3").head_object(Bucket=name, Key=key)
    return said.get("ReplicationStatus")


def test_a_version_arrives_after_the_lag_and_keeps_its_id(world, pair):
    source, target = pair()
    first = put(world, source, "a", b"1", Metadata={"made": "by hand"})["VersionId"]
    put(world, source, "a", b"2")
    waiting, before = status(world, source, "a"), versions(world, target)

    world.advance(3600)

    s3 = world.client("s3", AWAY)
    old = s3.get_object(Bucket=target, Key="a", VersionId=first)
    assert (waiting, before) == ("PENDING", set())
    assert (old["Body"].read(), old["Metadata"]) == (b"1", {"made": "by hand"})
    assert s3.get_object(Bucket=target, Key="a")["Body"].read() == b"2"
    assert (status(world, source, "a"), status(world, target, "a")) == (
        "COMPLETED",
        "REPLICA",
    )


def test_only_what_is_written_after_it_was_set_up_goes(world, bucket, role):
    source, target = bucket(HOME), bucket(AWAY)
    put(world, source, "before", b"1")
    set_up(world, source, target, role(*ACTIONS))
    put(world, source, "after", b"1")

    world.advance(3600)

    assert {key for key, _ in versions(world, target)} == {"after"}
    assert status(world, source, "before") is None


@pytest.mark.parametrize(("wanted", "gone"), [("Enabled", True), ("Disabled", False)])
def test_a_delete_marker_goes_where_the_rule_says_so(world, pair, wanted, gone):
    source, target = pair(DeleteMarkerReplication={"Status": wanted})
    put(world, source, "a", b"1")
    world.client("s3").delete_object(Bucket=source, Key="a")

    world.advance(3600)

    found = world.client("s3", AWAY).list_objects_v2(Bucket=target)
    assert (found["KeyCount"] == 0) is gone


def test_a_version_that_is_deleted_stays_in_the_copy(world, pair):
    source, target = pair()
    version = put(world, source, "a", b"1")["VersionId"]
    world.advance(3600)

    world.client("s3").delete_object(Bucket=source, Key="a", VersionId=version)
    world.advance(3600)

    assert versions(world, target) == {("a", version)}


def test_only_what_the_filter_names_goes(world, pair):
    source, target = pair(Filter={"Prefix": "models/"})
    put(world, source, "models/a", b"1")
    put(world, source, "others/a", b"1")

    world.advance(3600)

    assert {key for key, _ in versions(world, target)} == {"models/a"}


def encrypt(world, name, region):
    arn = world.client("kms", region).create_key()["KeyMetadata"]["Arn"]
    rule = {
        "ApplyServerSideEncryptionByDefault": {
            "SSEAlgorithm": "aws:kms",
            "KMSMasterKeyID": arn,
        }
    }
    world.client("s3", region).put_bucket_encryption(
        Bucket=name, ServerSideEncryptionConfiguration={"Rules": [rule]}
    )
    return arn


@pytest.mark.parametrize("selected", [True, False])
def test_what_is_encrypted_goes_under_the_others_key_if_it_is_selected(
    world, bucket, role, selected
):
    source, target = bucket(HOME), bucket(AWAY)
    encrypt(world, source, HOME)
    key = encrypt(world, target, AWAY)
    rule = {
        "SourceSelectionCriteria": {"SseKmsEncryptedObjects": {"Status": "Enabled"}},
        "Destination": {
            "Bucket": f"arn:aws:s3:::{target}",
            "EncryptionConfiguration": {"ReplicaKmsKeyID": key},
        },
    }
    set_up(world, source, target, role(*ACTIONS), **(rule if selected else {}))
    put(world, source, "a", b"1")

    world.advance(3600)

    assert bool(versions(world, target)) is selected
    if selected:
        said = world.client("s3", AWAY).head_object(Bucket=target, Key="a")
        assert said["SSEKMSKeyId"] == key


def points(world, name, source, start, region=HOME):
    cloudwatch = world.client("cloudwatch", region)
    metrics = cloudwatch.list_metrics(Namespace="AWS/S3", MetricName=name)["Metrics"]
    dimensions = next(
        m["Dimensions"]
        for m in metrics
        if {"Name": "SourceBucket", "Value": source} in m["Dimensions"]
    )
    found = cloudwatch.get_metric_statistics(
        Namespace="AWS/S3",
        MetricName=name,
        Dimensions=dimensions,
        StartTime=start,
        EndTime=start + timedelta(days=1),
        Period=60,
        Statistics=["Maximum"],
    )
    return sorted(point["Maximum"] for point in found["Datapoints"])


def test_a_role_that_may_not_copies_nothing_and_that_is_counted(world, pair):
    source, target = pair("s3:GetObjectVersionForReplication")
    start = datetime.fromisoformat(world.control("clock")["now"])
    put(world, source, "a", b"1")

    world.advance(3600)

    assert (status(world, source, "a"), versions(world, target)) == ("FAILED", set())
    assert points(world, "OperationsFailedReplication", source, start) == [1]


def test_the_lag_is_measured_where_the_copy_is_also_of_what_waits(world, pair):
    world.control("replication", {"paused": True, "service": "s3"})
    source, _ = pair()
    start = datetime.fromisoformat(world.control("clock")["now"])
    put(world, source, "a", b"1")

    world.advance(300)

    assert points(world, "ReplicationLatency", source, start, AWAY)[-1] > 200


def test_nothing_arrives_in_a_region_that_is_cut_off_until_it_is_back(world, pair):
    source, target = pair()
    put(world, source, "a", b"1")
    world.region(AWAY, "failing")
    world.advance(7200)
    meanwhile = status(world, source, "a")

    world.region(AWAY, "up")

    assert (meanwhile, status(world, source, "a")) == ("PENDING", "COMPLETED")
    assert {key for key, _ in versions(world, target)} == {"a"}


def test_replication_is_refused(world, bucket, role):
    source, target, bare = bucket(HOME), bucket(AWAY), bucket(AWAY, versions=False)
    mine = role(*ACTIONS)

    for to, whose, rule, said in (
        (target, mine.replace("role-", "no-"), {}, "role"),
        (bare, mine, {}, "versioning enabled"),
        ("nowhere-at-all", mine, {}, "must exist"),
        (source, mine, {}, "same as the source"),
        (target, mine, {"DeleteMarkerReplication": {}}, "DeleteMarkerReplication"),
        (
            target,
            mine,
            {
                "SourceSelectionCriteria": {
                    "SseKmsEncryptedObjects": {"Status": "Enabled"}
                }
            },
            "ReplicaKmsKeyID",
        ),
    ):
        with pytest.raises(ClientError, match=said):
            set_up(world, source, to, whose, **rule)


def test_a_role_of_another_service_copies_nothing(world, bucket, role):
    source, target = bucket(HOME), bucket(AWAY)
    set_up(world, source, target, role(*ACTIONS, service="lambda.amazonaws.com"))
    put(world, source, "a", b"1")

    world.advance(3600)

    assert (status(world, source, "a"), versions(world, target)) == ("FAILED", set())


def test_a_bucket_may_refuse_the_copy(world, pair):
    source, target = pair()
    deny = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:ReplicateObject",
        "Resource": f"arn:aws:s3:::{target}/*",
    }
    world.client("s3", AWAY).put_bucket_policy(
        Bucket=target,
        Policy=json.dumps({"Version": "2012-10-17", "Statement": [deny]}),
    )
    put(world, source, "a", b"1")

    world.advance(3600)

    assert status(world, source, "a") == "FAILED"


def test_a_version_is_deleted_alone_where_versioning_is_suspended(world, bucket):
    name, s3 = bucket(HOME), world.client("s3")
    first, second = (put(world, name, "a", body)["VersionId"] for body in (b"1", b"2"))
    marker = s3.delete_object(Bucket=name, Key="a")["VersionId"]
    s3.put_bucket_versioning(
        Bucket=name, VersioningConfiguration={"Status": "Suspended"}
    )

    s3.delete_objects(
        Bucket=name,
        Delete={"Objects": [{"Key": "a", "VersionId": v} for v in (marker, second)]},
    )

    left = s3.list_object_versions(Bucket=name)
    assert [v["VersionId"] for v in left["Versions"]] == [first]
    assert "DeleteMarkers" not in left
