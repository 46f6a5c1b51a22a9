"""S3: versions of objects, and delete markers, that go to a bucket elsewhere.

Only what is written after a rule was set up goes; it keeps its version id. What is
deleted by its version stays in the copy, and so does what a copy got from elsewhere.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-what-is-isnot-replicated.html
"""

import copy
import logging
import threading
from datetime import datetime
from typing import Any

from moto.s3.models import FakeBucket, FakeDeleteMarker, FakeKey, s3_backends

from local_aws.iam.callers import PARTITION
from local_aws.replication import hook, measures
from local_aws.replication.permissions import RefusedError, check_role
from local_aws.replication.rules import Rule, matching, rules_of
from local_aws.replication.shipments import Shipment

_STATUS = "replication_status"

logger = logging.getLogger(__name__)

# Whoever writes objects takes it.
WRITES = threading.RLock()

# moto's versions: objects or delete markers.
_Version = Any


def status_of(version: _Version) -> str | None:
    """Return PENDING, COMPLETED, FAILED or REPLICA; None of what is not copied."""
    found: str | None = vars(version).get(_STATUS)
    return found


def written(bucket: FakeBucket, version: _Version) -> None:
    """Send off what was written, to wherever the bucket's rules say."""
    carrier = hook.current()
    if carrier is None or not getattr(bucket, "replication", None):
        return
    documents: Any = vars(bucket)["documents_as_given"]
    rules = rules_of(documents["ReplicationConfiguration"]["ReplicationConfiguration"])
    marker = isinstance(version, FakeDeleteMarker)
    kms = not marker and str(version.encryption or "").startswith("aws:kms")
    for rule in matching(rules, version.name, marker=marker, kms=kms):
        target = _bucket(bucket.account_id, rule.bucket)
        setattr(version, _STATUS, "PENDING")
        if target is not None:
            carrier.ship(_shipment(carrier, bucket, target, rule, version))


def _shipment(
    carrier: hook.Carrier,
    source: FakeBucket,
    target: FakeBucket,
    rule: Rule,
    version: _Version,
) -> Shipment:
    account_id = source.account_id

    def deliver(now: datetime) -> None:
        with WRITES:
            try:
                _copy(source, rule, version)
            except RefusedError as refused:
                logger.warning("%s: %s: %s", source.name, version.name, refused)
                setattr(version, _STATUS, "FAILED")
                if rule.measured:
                    measures.object_failed(account_id, rule.id, shipment, now)
                return
        setattr(version, _STATUS, "COMPLETED")
        measure(now)

    def measure(now: datetime) -> None:
        if rule.measured:
            measures.object_latency(account_id, rule.id, shipment, now)

    shipment = Shipment(
        service="s3",
        source=str(source.region_name),
        destination=str(target.region_name),
        accepted=carrier.now(),
        deliver=deliver,
        label=f"{source.name} to {target.name}",
        measure=measure,
    )
    return shipment


def _copy(source: FakeBucket, rule: Rule, version: _Version) -> None:
    """Put a version into the other bucket.

    Raises:
        RefusedError: The bucket is gone or keeps no versions, or the role may not.

    """
    target = _bucket(source.account_id, rule.bucket)
    if target is None or not target.is_versioned:
        message = f"{rule.bucket} is not there, or keeps no versions"
        raise RefusedError(message)
    check_role(source, target, rule, version)
    if isinstance(version, FakeDeleteMarker):
        made: _Version = copy.copy(version)
    else:
        made = _replica(target, rule, version)
    setattr(made, _STATUS, "REPLICA")
    before = target.keys.getlist(version.name, [])
    target.keys.setlist(version.name, [*before, made])


def _replica(target: FakeBucket, rule: Rule, version: FakeKey) -> FakeKey:
    made = FakeKey(
        name=version.name,
        bucket_name=target.name,
        value=version.value,
        account_id=version.account_id,
        region_name=target.region_name,
        storage=version.storage_class,
        etag=version.etag.strip('"'),
        is_versioned=True,
        version_id=version.version_id,
        encryption=version.encryption,
        kms_key_id=rule.key if version.kms_key_id else None,
        bucket_key_enabled=version.bucket_key_enabled,
        checksum_value=version.checksum_value,
    )
    made.checksum_algorithm = version.checksum_algorithm
    made.last_modified = version.last_modified
    made.set_metadata(version.metadata)
    return made


def _bucket(account_id: str, name: str) -> FakeBucket | None:
    buckets = s3_backends[account_id][PARTITION].buckets
    return buckets.get(name)
