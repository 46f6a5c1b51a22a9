"""S3: conditions that it does not know."""

from http import HTTPStatus

from local_aws.calls import Call
from local_aws.errors import AwsError
from local_aws.strict.refusals import Refusals


def _condition_on_write(call: Call) -> None:
    """Refuse If-None-Match with an ETag: a write knows "*" alone."""
    wanted = call.headers.get("if-none-match")
    if wanted not in (None, "*"):
        text = "A header you provided implies functionality that is not implemented"
        raise AwsError(text, code="NotImplemented", status=HTTPStatus.NOT_IMPLEMENTED)


REFUSALS: Refusals = {
    "CompleteMultipartUpload": (_condition_on_write,),
    "PutObject": (_condition_on_write,),
}
