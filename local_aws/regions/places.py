"""Where what a request is about is: the Region it fails with."""

import re
from typing import TYPE_CHECKING

from moto.apigateway.models import apigateway_backends
from moto.s3.models import s3_backends

from local_aws.calls import Call
from local_aws.iam.callers import PARTITION

if TYPE_CHECKING:
    from wsgiref.types import WSGIEnvironment

# Their calls are signed for a Region, and are answered everywhere.
_GLOBAL = frozenset({"budgets", "ce", "cloudfront", "iam", "organizations", "route53"})
_API = re.compile(r"/_aws/execute-api/(?P<api>[^/]+)/")


def region_of_call(call: Call) -> str | None:
    """Return where a call is answered; None where no Region can take that away.

    An object is where its bucket is, whatever Region the call was signed for.
    """
    if call.service in _GLOBAL:
        return None
    name = call.params.get("Bucket") if call.service == "s3" else None
    buckets = s3_backends[call.account_id][PARTITION].buckets
    if name in buckets and call.operation != "CreateBucket":
        return str(buckets[name].region_name)
    return call.region


def region_of_api(environ: "WSGIEnvironment", account_id: str) -> str | None:
    """Return where a deployed API is; None for one that there is not."""
    match = _API.match(environ.get("PATH_INFO", ""))
    if match is None:
        return None
    for region, backend in list(apigateway_backends[account_id].items()):
        if match["api"] in backend.apis:
            return str(region)
    return None
