"""S3: versions of objects, and delete markers, that go to a bucket elsewhere.

Only what is written after a rule was set up goes; it keeps its version id. What is
deleted by its version stays in the copy, and so does what a copy got from elsewhere.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-what-is-isnot-replicated.html
"""

import copy
import logging
import threading
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from moto.s3.models import FakeBucket, FakeDeleteMarker, FakeKey, s3_backends

from local_aws.access import check_trust, role_may
from local_aws.errors import AwsError
from local_aws.iam.callers import PARTITION
from local_aws.iam.keys import find_key
from local_aws.iam.need import Need
from local_aws.replication import hook, measures
from local_aws.replication.rules import Rule, matching, rules_of
from local_aws.replication.shipments import Shipment

_SERVICE = "s3.amazonaws.com"
_STATUS = "replication_status"

logger = logging.getLogger(__name__)

# Whoever writes objects takes it.
WRITES = threading.RLock()

# moto's versions: objects or delete markers.
_Version = Any


class _RefusedError(Exception):
    """Something cannot be copied; the message says why."""


@dataclass(frozen=True, kw_only=True)
class _Owner:
    account_id: str
    region: str
    name: str
    role_arn: str


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
            except _RefusedError as refused:
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
        _RefusedError: The bucket is gone or keeps no versions, or the role may not.

    """
    target = _bucket(source.account_id, rule.bucket)
    if target is None or not target.is_versioned:
        message = f"{rule.bucket} is not there, or keeps no versions"
        raise _RefusedError(message)
    _check_role(source, target, rule, version)
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


def _check_role(
    source: FakeBucket, target: FakeBucket, rule: Rule, version: _Version
) -> None:
    """Refuse what the rule's role may not do.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html

    Raises:
        _RefusedError: It may not.

    """
    marker = isinstance(version, FakeDeleteMarker)
    write = "s3:ReplicateDelete" if marker else "s3:ReplicateObject"
    needs = [_need(target, version, write)]
    if not marker:
        needs.append(_need(source, version, "s3:GetObjectVersionForReplication"))
        if version.kms_key_id:
            needs.append(_use(source, "kms:Decrypt", version.kms_key_id))
            needs.append(_use(target, "kms:Encrypt", rule.key or ""))
    owner = _Owner(
        account_id=source.account_id,
        region=str(source.region_name),
        name="s3-replication",
        role_arn=rule.role,
    )
    try:
        check_trust(source.account_id, rule.role, _SERVICE)
    except AwsError as error:
        raise _RefusedError(error.message) from error
    refused = next((n for n in needs if not role_may(owner, n)), None)
    if refused is not None:
        message = f"{rule.role} may not {refused.action} on {refused.resource}"
        raise _RefusedError(message)


def _need(bucket: FakeBucket, version: _Version, action: str) -> Need:
    return Need(
        action=action,
        resource=f"{bucket.arn}/{version.name}",
        resource_policies=(bucket.policy.decode(),) if bucket.policy else (),
    )


def _use(bucket: FakeBucket, action: str, key_name: str) -> Need:
    region = str(bucket.region_name)
    key = find_key(bucket.account_id, region, key_name)
    if key is None:
        message = f"there is no key {key_name} in {region}"
        raise _RefusedError(message)
    return Need(
        action=action,
        context={
            "kms:EncryptionContext:aws:s3:arn": [bucket.arn],
            "kms:ViaService": [f"s3.{region}.amazonaws.com"],
        },
        owned_by_policy=True,
        resource=key.arn,
        resource_policies=(key.policy,),
    )


def _bucket(account_id: str, name: str) -> FakeBucket | None:
    buckets = s3_backends[account_id][PARTITION].buckets
    return buckets.get(name)
