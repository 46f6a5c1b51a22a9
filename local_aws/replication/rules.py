"""Which rule of a bucket copies an object, and to where.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-add-config.html
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule that is switched on.

    Attributes:
        id: Its name.
        bucket: Name of the bucket it copies to.
        key: ARN of the key that copies are encrypted with; None leaves objects
            that are encrypted with KMS behind.
        markers: Whether delete markers are copied.
        measured: Whether S3 measures it.
        prefix: Of the objects it copies.
        role: ARN of the role that copies.

    """

    id: str
    bucket: str
    key: str | None
    markers: bool
    measured: bool
    prefix: str
    role: str


def rules_of(configuration: Mapping[str, Any]) -> Sequence[Rule]:
    """Return the rules that are switched on, those that come first first."""
    given = [r for r in configuration["Rules"] if r["Status"] == "Enabled"]
    given.sort(key=lambda rule: -int(rule.get("Priority") or 0))
    return [_rule(each, configuration["Role"]) for each in given]


def matching(
    rules: Sequence[Rule], name: str, *, marker: bool, kms: bool
) -> list[Rule]:
    """Return the rules that copy something, one for each bucket it goes to.

    Args:
        rules: Of the bucket, those that come first first.
        name: Of the object.
        marker: Whether it is a delete marker.
        kms: Whether it is encrypted with KMS.

    """
    found: dict[str, Rule] = {}
    for rule in rules:
        if name.startswith(rule.prefix):
            found.setdefault(rule.bucket, rule)
    return [
        rule
        for rule in found.values()
        if (rule.markers or not marker) and (rule.key is not None or not kms)
    ]


def _rule(given: Mapping[str, Any], role: str) -> Rule:
    destination = given["Destination"]
    chosen = given.get("SourceSelectionCriteria") or {}
    encrypted = _enabled(chosen.get("SseKmsEncryptedObjects"))
    encryption = destination.get("EncryptionConfiguration") or {}
    return Rule(
        id=given.get("ID") or "",
        bucket=destination["Bucket"].rpartition(":")[2],
        key=encryption.get("ReplicaKmsKeyID") if encrypted else None,
        markers=_enabled(given.get("DeleteMarkerReplication")),
        measured=_enabled(destination.get("Metrics")),
        prefix=_prefix(given),
        role=role,
    )


def _prefix(given: Mapping[str, Any]) -> str:
    chosen = given.get("Filter") or {}
    within = chosen.get("And") or {}
    if chosen.get("Tag") or within.get("Tags"):
        message = "replication by tags"
        raise NotImplementedError(message)
    return str(
        chosen.get("Prefix") or within.get("Prefix") or given.get("Prefix") or ""
    )


def _enabled(given: Mapping[str, Any] | None) -> bool:
    return (given or {}).get("Status") == "Enabled"
