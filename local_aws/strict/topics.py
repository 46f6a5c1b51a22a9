"""SNS: addresses that are none, and subscriptions that are not there yet.

https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
"""

import re

from moto.sns.models import sns_backends

from local_aws.calls import Call
from local_aws.errors import AwsError
from local_aws.strict.refusals import Refusals
from local_aws.topics.subscriptions import is_pending

_CODE = "InvalidParameter"
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


def _endpoint(call: Call) -> None:
    """Refuse an endpoint that is not of its protocol."""
    protocol = call.params.get("Protocol", "")
    endpoint = call.params.get("Endpoint") or ""
    if protocol.startswith("email") and not _EMAIL.fullmatch(endpoint):
        text = "Invalid parameter: Email address"
        raise AwsError(text, code=_CODE)
    if protocol in ("http", "https") and not endpoint.startswith(f"{protocol}://"):
        text = "Invalid parameter: Endpoint must match the specified protocol"
        raise AwsError(text, code=_CODE)


def _unconfirmed(call: Call) -> None:
    """Refuse to end what has not begun: it ends by itself after two days."""
    arn = call.params.get("SubscriptionArn") or ""
    found = sns_backends[call.account_id][call.region].subscriptions.get(arn)
    if found is not None and is_pending(found):
        text = (
            "Invalid parameter: SubscriptionArn Reason: Cannot unsubscribe a "
            "subscription that is pending confirmation"
        )
        raise AwsError(text, code=_CODE)


REFUSALS: Refusals = {"Subscribe": (_endpoint,), "Unsubscribe": (_unconfirmed,)}
