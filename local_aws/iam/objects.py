"""What calls of S3 need."""

from dataclasses import replace
from urllib.parse import unquote

from moto.s3.exceptions import MissingBucket
from moto.s3.models import FakeBucket, FakeKey, s3_backends

from local_aws.calls import Call
from local_aws.iam import object_keys
from local_aws.iam.callers import PARTITION
from local_aws.iam.need import Need
from local_aws.iam.object_actions import action_of

_READS = frozenset({"GetObject", "HeadObject", "GetObjectAttributes"})
_HEADERS = (
    "x-amz-acl",
    "x-amz-content-sha256",
    "x-amz-server-side-encryption",
    "x-amz-server-side-encryption-aws-kms-key-id",
    "x-amz-server-side-encryption-customer-algorithm",
    "x-amz-storage-class",
)


def find_bucket(account_id: str, name: str) -> FakeBucket | None:
    """Return the bucket, or None where the account has none of this name."""
    try:
        return s3_backends[account_id][PARTITION].get_bucket(name)
    except MissingBucket:
        return None


def find_object(call: Call, bucket: FakeBucket) -> FakeKey | None:
    """Return the object, or the version of it, that a call names."""
    return s3_backends[call.account_id][PARTITION].get_object(
        bucket.name, call.params["Key"], call.params.get("VersionId")
    )


def needs_of(call: Call) -> list[Need]:
    """Return what a call of S3 needs, its use of KMS keys as well.

    Raises:
        AwsError: The key an object is to be encrypted with does not exist.

    """
    name = call.params.get("Bucket")
    bucket = find_bucket(call.account_id, name) if name else None
    if bucket is None:
        resource = f"arn:{PARTITION}:s3:::{name}" if name else "*"
        return [Need(action=f"s3:{action_of(call)}", resource=resource)]
    needs = [_need(call, bucket, action, _path(key)) for action, key in _uses(call)]
    found = find_object(call, bucket) if call.operation in _READS else None
    if found is None and call.operation in _READS:
        # Who may not list is not told what does not exist.
        needs.append(_need(call, bucket, "ListBucket", ""))
    needs += object_keys.needs_of(call, bucket, found)
    return needs + (_source_needs(call) if "CopySource" in call.params else [])


def _source_needs(call: Call) -> list[Need]:
    """Return what reading the source of a copy needs, as a read of its own."""
    path, _, version = call.params["CopySource"].partition("?versionId=")
    bucket, _, key = unquote(path).lstrip("/").partition("/")
    source = {"Bucket": bucket, "Key": key, "VersionId": version or None}
    return needs_of(replace(call, operation="GetObject", params=source))


def _uses(call: Call) -> list[tuple[str, str]]:
    """Return action and key of each object that a call is about."""
    if call.operation != "DeleteObjects":
        return [(action_of(call), call.params.get("Key", ""))]
    return [
        (action_of(replace(call, operation="DeleteObject", params=each)), each["Key"])
        for each in call.params["Delete"]["Objects"]
    ]


def _path(key: str) -> str:
    return f"/{key}" if key else ""


def _need(call: Call, bucket: FakeBucket, action: str, path: str) -> Need:
    context = {f"s3:{n}": [call.headers[n]] for n in _HEADERS if n in call.headers}
    if call.operation in ("ListObjects", "ListObjectsV2", "ListObjectVersions"):
        context["s3:prefix"] = [call.params.get("Prefix") or ""]
        context["s3:delimiter"] = [call.params.get("Delimiter") or ""]
    if call.params.get("VersionId"):
        context["s3:VersionId"] = [call.params["VersionId"]]
    return Need(
        action=f"s3:{action}",
        context={**context, "s3:ResourceAccount": [bucket.account_id]},
        resource=f"{bucket.arn}{path}",
        resource_policies=(bucket.policy.decode(),) if bucket.policy else (),
    )
