"""S3: what a bucket's replication rules copy, is copied.

moto keeps the rules, and does nothing.
"""

from typing import Any

from moto.s3.models import FakeKey, S3Backend

from local_aws.patches.replacing import Getter, Method, replace, replace_property
from local_aws.replication.objects import status_of, written


def apply() -> None:
    """Change moto's S3."""
    replace(S3Backend, "put_object", _sending)
    replace(S3Backend, "_set_delete_marker", _sending)
    replace_property(FakeKey, "response_dict", _with_status)


def _sending(original: Method) -> Method:
    """Send off a version that was written."""

    def write(self: Any, bucket_name: str, *args: Any, **named: Any) -> Any:  # noqa: ANN401 - moto is untyped
        version = original(self, bucket_name, *args, **named)
        written(self.get_bucket(bucket_name), version)
        return version

    return write


def _with_status(original: Getter) -> Getter:
    """Say how far the replication of an object is."""

    def response_dict(self: Any) -> dict[str, Any]:  # noqa: ANN401 - moto is untyped
        headers: dict[str, Any] = original(self)
        status = status_of(self)
        return {**headers, "x-amz-replication-status": status} if status else headers

    return response_dict
