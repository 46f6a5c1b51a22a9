"""S3: checksums that are verified, conditional writes that are atomic."""

import base64
import binascii
import hashlib
import re
import zlib
from collections.abc import Callable
from typing import Any

from moto.iam.access_control import PermissionResult
from moto.s3.models import FakeBucket, S3Backend
from moto.s3.responses import S3Response

from local_aws.errors import AwsError
from local_aws.patches.replacing import Method, replace
from local_aws.replication.objects import WRITES

_DIGESTS: dict[str, Callable[[bytes], bytes]] = {
    "crc32": lambda body: zlib.crc32(body).to_bytes(4, "big"),
    "sha1": lambda body: hashlib.sha1(body, usedforsecurity=False).digest(),
    "sha256": lambda body: hashlib.sha256(body).digest(),
}
_HEADER = re.compile(
    r"x-amz-checksum-(crc32|crc32c|crc64nvme|sha1|sha256)", re.IGNORECASE
)


def apply() -> None:
    """Change moto's S3."""
    replace(S3Response, "_get_checksum", _verified_checksum)
    for name in ("put_object", "_key_response_delete", "_key_response_post"):
        replace(S3Response, name, _one_at_a_time)
    replace(FakeBucket, "get_permission", _policies_elsewhere)
    replace(S3Backend, "log_incoming_request", _undelivered_logs)
    replace(S3Backend, "delete_object", _by_version)


def _verified_checksum(original: Method) -> Method:
    """Verify what the client computed, and return it ever after.

    moto stores any value, and only where the SDK's own header names the
    algorithm: a ChecksumSHA256 given by the caller is dropped.
    """

    def get_checksum(
        self: Any,  # noqa: ANN401 - moto is untyped
        response_headers: dict[str, Any],
    ) -> tuple[str, str | None]:
        body = self.body if isinstance(self.body, bytes) else self.body.encode()
        _verify("Content-MD5", "md5", self.headers.get("Content-MD5"), body)
        named = [m for name, _ in self.headers if (m := _HEADER.fullmatch(name))]
        if not named:
            algorithm, value = original(self, response_headers)
        else:
            algorithm, value = named[0][1].upper(), self.headers[named[0][0]]
            response_headers[f"x-amz-checksum-{algorithm.lower()}"] = value
        _verify(algorithm, algorithm.lower(), value, body)
        return algorithm, value

    return get_checksum


def _verify(label: str, algorithm: str, value: str | None, body: bytes) -> None:
    digest = {**_DIGESTS, "md5": _md5}.get(algorithm)
    if value is None or digest is None:
        return
    try:
        wanted = base64.b64decode(value, validate=True)
    except binascii.Error:
        text = f"Value for x-amz-checksum-{algorithm} header is invalid."
        raise AwsError(text, code="InvalidRequest") from None
    if wanted != digest(body):
        text = f"The {label} you specified did not match the calculated checksum."
        if algorithm == "md5":
            text = "The Content-MD5 you specified did not match what we received."
        raise AwsError(text, code="BadDigest")


def _md5(body: bytes) -> bytes:
    return hashlib.md5(body, usedforsecurity=False).digest()


def _one_at_a_time(original: Method) -> Method:
    """Let a condition and the write that depends on it be one step.

    moto looks for the object and writes it in two steps; S3 does both at once.
    """

    def write(self: Any, *args: Any, **options: Any) -> Any:  # noqa: ANN401 - moto is untyped
        with WRITES:
            return original(self, *args, **options)

    return write


def _by_version(original: Method) -> Method:
    """Delete no more than the version that is named, where versioning is suspended.

    moto deletes them all there, and fails on a delete marker: an emptied bucket of
    Terraform's is one, for it suspends versioning first.
    """

    def delete_object(
        self: Any,  # noqa: ANN401 - moto is untyped
        bucket_name: str,
        key_name: str,
        version_id: str | None = None,
        **rest: Any,  # noqa: ANN401 - moto's own
    ) -> tuple[bool, dict[str, Any]]:
        bucket = self.get_bucket(bucket_name)
        if version_id is None or bucket.versioning_status != "Suspended":
            answer: tuple[bool, dict[str, Any]] = original(
                self, bucket_name, key_name, version_id=version_id, **rest
            )
            return answer
        left = [
            v for v in bucket.keys.getlist(key_name, []) if v.version_id != version_id
        ]
        if left:
            bucket.keys.setlist(key_name, left)
        else:
            dict.pop(bucket.keys, key_name, None)
        return True, {"version-id": version_id}

    return delete_object


def _policies_elsewhere(_original: Method) -> Method:
    """Leave bucket policies to `local_aws.access`.

    moto takes an unmet condition for a denial and knows few conditions.
    """

    def get_permission(_self: Any, _action: str, _resource: str) -> PermissionResult:  # noqa: ANN401 - moto is untyped
        return PermissionResult.NEUTRAL

    return get_permission


def _undelivered_logs(original: Method) -> Method:
    """Deliver no access logs into a bucket that encrypts with KMS.

    S3 accepts such a bucket as the target and never writes a log into it.
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
    """

    def log_incoming_request(self: Any, request: Any, bucket_name: str) -> None:  # noqa: ANN401 - moto is untyped
        bucket = self.buckets.get(bucket_name)
        name = bucket.logging.get("TargetBucket") if bucket is not None else None
        target = self.buckets.get(name) if name else None
        if target is None or "aws:kms" in _default_encryption(target):
            return
        original(self, request, bucket_name)

    return log_incoming_request


def _default_encryption(bucket: FakeBucket) -> str:
    rule = (bucket.encryption or {}).get("Rule", {})
    algorithm: str = rule.get("ApplyServerSideEncryptionByDefault", {}).get(
        "SSEAlgorithm", ""
    )
    return algorithm
