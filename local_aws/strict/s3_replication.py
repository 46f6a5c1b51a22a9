"""S3: replication that it does not set up.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-requirements.html
"""

from collections.abc import Mapping
from typing import Any

from local_aws.calls import Call
from local_aws.errors import AwsError
from local_aws.iam.callers import find_role
from local_aws.iam.objects import find_bucket
from local_aws.strict.refusals import Refusals

_MOST_RULES = 1000


def _invalid(text: str) -> AwsError:
    return AwsError(text, code="InvalidRequest")


def _role(call: Call) -> None:
    """Refuse a role that there is not."""
    role = call.params["ReplicationConfiguration"]["Role"]
    if find_role(call.account_id, role) is None:
        text = f"The role {role} does not exist, or S3 may not assume it"
        raise _invalid(text)


def _destinations(call: Call) -> None:
    """Refuse to copy to where no versions are kept, or into the bucket itself."""
    rules = call.params["ReplicationConfiguration"]["Rules"]
    if len(rules) > _MOST_RULES:
        text = "The number of replication rules must not exceed the limit of 1000"
        raise _invalid(text)
    for rule in rules:
        name = rule["Destination"]["Bucket"].rpartition(":")[2]
        if name == call.params["Bucket"]:
            text = "Destination bucket cannot be the same as the source bucket"
            raise _invalid(text)
        bucket = find_bucket(call.account_id, name)
        if bucket is None:
            text = "Destination bucket must exist."
            raise _invalid(text)
        if not bucket.is_versioned:
            text = "Destination bucket must have versioning enabled."
            raise _invalid(text)


def _form(call: Call) -> None:
    """Refuse rules of the newer form that leave out what it wants."""
    for rule in call.params["ReplicationConfiguration"]["Rules"]:
        if "Filter" in rule and not rule.get("DeleteMarkerReplication"):
            text = (
                "DeleteMarkerReplication must be specified for this version of Cross "
                "Region Replication configuration schema."
            )
            raise _invalid(text)
        if "Filter" in rule and rule.get("Priority") is None:
            text = (
                "Priority must be specified for this version of Cross Region "
                "Replication configuration schema."
            )
            raise _invalid(text)
        if _selects_kms(rule) != _names_key(rule):
            text = (
                "ReplicaKmsKeyID must be specified if SseKmsEncryptedObjects tag is "
                "present, and only then."
            )
            raise _invalid(text)


def _selects_kms(rule: Mapping[str, Any]) -> bool:
    chosen = (rule.get("SourceSelectionCriteria") or {}).get("SseKmsEncryptedObjects")
    return (chosen or {}).get("Status") == "Enabled"


def _names_key(rule: Mapping[str, Any]) -> bool:
    encryption = rule["Destination"].get("EncryptionConfiguration") or {}
    return bool(encryption.get("ReplicaKmsKeyID"))


REFUSALS: Refusals = {"PutBucketReplication": (_role, _destinations, _form)}
