"""What calls of S3 need of the KMS keys that objects are encrypted with.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
"""

from moto.kms.models import Key
from moto.s3.models import FakeBucket, FakeKey

from local_aws.calls import Call
from local_aws.errors import AwsError
from local_aws.iam.keys import find_key, need_through
from local_aws.iam.need import Need

_WRITES = frozenset({"CopyObject", "CreateMultipartUpload", "PutObject"})
_HEADER = "x-amz-server-side-encryption"


def needs_of(call: Call, bucket: FakeBucket, found: FakeKey | None) -> list[Need]:
    """Return what a call needs on keys, for the object it reads or writes.

    Raises:
        AwsError: The key does not exist, or cannot be used now.

    """
    if found is not None and _decrypts(call):
        return _decryption(call, bucket, found)
    if call.operation in _WRITES:
        return _encryption(call, bucket)
    return []


def _decrypts(call: Call) -> bool:
    # Metadata is not encrypted, but for the checksum.
    return call.operation == "GetObject" or call.params.get("ChecksumMode") == "ENABLED"


def _decryption(call: Call, bucket: FakeBucket, found: FakeKey) -> list[Need]:
    # With no key named it is the account's own for S3, open to the account.
    if not str(found.encryption).startswith("aws:kms") or not found.kms_key_id:
        return []
    key = _key(call, bucket, found.kms_key_id)
    shared = str(found.bucket_key_enabled).lower() == "true"
    bound = bucket.arn if shared else f"{bucket.arn}/{found.name}"
    return [need_through("s3", "kms:Decrypt", key, {"aws:s3:arn": bound})]


def _encryption(call: Call, bucket: FakeBucket) -> list[Need]:
    rule = (bucket.encryption or {}).get("Rule", {})
    default = rule.get("ApplyServerSideEncryptionByDefault", {})
    algorithm = call.headers.get(_HEADER) or default.get("SSEAlgorithm", "")
    name = call.headers.get(f"{_HEADER}-aws-kms-key-id")
    if _HEADER not in call.headers:
        name = name or default.get("KMSMasterKeyID")
    if not algorithm.startswith("aws:kms") or not name:
        return []
    key = _key(call, bucket, name)
    shared = str(rule.get("BucketKeyEnabled", "false")).lower() == "true"
    bound = bucket.arn if shared else f"{bucket.arn}/{call.params['Key']}"
    return [need_through("s3", "kms:GenerateDataKey", key, {"aws:s3:arn": bound})]


def _key(call: Call, bucket: FakeBucket, name: str) -> Key:
    key = find_key(call.account_id, bucket.region_name, name)
    if key is None:
        code, text = "KMS.NotFoundException", f"Key '{name}' does not exist"
    elif key.key_state == "Disabled":
        code, text = "KMS.DisabledException", f"{key.arn} is disabled."
    elif key.key_state != "Enabled":
        code = "KMS.KMSInvalidStateException"
        text = f"{key.arn} is pending deletion."
    else:
        return key
    raise AwsError(text, code=code)
