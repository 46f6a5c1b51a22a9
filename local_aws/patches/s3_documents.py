"""S3: configurations that come back as they were given.

moto keeps of a lifecycle, logging or replication configuration what it has a
use for, and answers with that: Terraform then waits for the rest to appear.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from moto.core.parse import PROTOCOL_PARSERS
from moto.core.responses import ActionResult
from moto.core.routing import get_service_router
from moto.s3.models import FakeBucket
from moto.s3.responses import S3Response

from local_aws.patches.replacing import Method, replace


@dataclass(frozen=True, kw_only=True)
class _Document:
    """One kind of configuration.

    Attributes:
        argument: Of the call that puts it, which holds all there is.
        getter: moto's method that answers with it.
        operation: The call that gets it.
        state: moto's attribute of the bucket, empty when there is none.
        wrapped: Whether the answer holds it as a member of the argument's name.

    """

    argument: str
    getter: str
    operation: str
    state: str
    wrapped: bool


_DOCUMENTS: Mapping[str, _Document] = {
    "PutBucketLifecycleConfiguration": _Document(
        argument="LifecycleConfiguration",
        getter="get_bucket_lifecycle",
        operation="GetBucketLifecycleConfiguration",
        state="rules",
        wrapped=False,
    ),
    "PutBucketLogging": _Document(
        argument="BucketLoggingStatus",
        getter="get_bucket_logging",
        operation="GetBucketLogging",
        state="logging",
        wrapped=False,
    ),
    "PutBucketReplication": _Document(
        argument="ReplicationConfiguration",
        getter="get_bucket_replication",
        operation="GetBucketReplication",
        state="replication",
        wrapped=True,
    ),
}
# Given beside the configuration, and answered beside it. Of a member that an
# answer does not have, nothing is written.
_BESIDE = "TransitionDefaultMinimumObjectSize"
_BESIDE_DEFAULT = "all_storage_classes_128K"


def apply() -> None:
    """Change moto's S3."""
    replace(S3Response, "_bucket_response_put", _keeping)
    for document in _DOCUMENTS.values():
        replace(S3Response, document.getter, _answering(document))


def _keeping(original: Method) -> Method:
    """Keep what is put, once moto has accepted it."""

    def put(self: Any, *args: Any, **options: Any) -> Any:  # noqa: ANN401 - moto is untyped
        answer = original(self, *args, **options)
        operation, params = _read(self)
        document = _DOCUMENTS.get(operation)
        if document is not None:
            bucket = self.backend.get_bucket(self.bucket_name)
            given = params[document.argument]
            result = {document.argument: given} if document.wrapped else given
            beside = {_BESIDE: params.get(_BESIDE) or _BESIDE_DEFAULT}
            _kept(bucket)[document.argument] = {**beside, **result}
        return answer

    return put


def _answering(document: _Document) -> Any:  # noqa: ANN401 - a decorator
    """Answer with what was kept, while moto has it too."""

    def make(original: Method) -> Method:
        def get(self: Any, *args: Any, **options: Any) -> Any:  # noqa: ANN401 - moto is untyped
            answer = original(self, *args, **options)
            bucket = self.backend.get_bucket(self.bucket_name)
            kept = _kept(bucket).get(document.argument)
            if kept is None or not getattr(bucket, document.state, None):
                return answer
            self.data["Action"] = document.operation
            return self.serialized(ActionResult(kept))

        return get

    return make


def _kept(bucket: FakeBucket) -> dict[str, Any]:
    kept: dict[str, Any] = bucket.__dict__.setdefault("documents_as_given", {})
    return kept


def _read(response: Any) -> tuple[str, Mapping[str, Any]]:  # noqa: ANN401 - moto is untyped
    request = response.normalized_request
    operation, uri_params = get_service_router("s3").match(request)
    params = PROTOCOL_PARSERS["rest-xml"](operation, map_type=dict).parse(
        {
            "method": request.method,
            "values": request.values,
            "headers": request.headers,
            "body": request.get_data(),
            "url_path": request.path,
            "url_params": uri_params,
        }
    )
    return str(operation.name), params
