"""Test controls of what SNS delivers, below `/_local/`.

GET    /_local/messages what reached addresses outside the account, by address:
                        {"messages": {"ops@example.com": [{"type", "protocol",
                        "topic_arn", "subject", "message", "at"}]}}; a request to
                        confirm has a "token" too
DELETE /_local/messages forget it
POST   /_local/subscriptions/confirm
                        whoever reads there confirms: {"endpoint": "..."}
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from local_aws.control import Answer, Control
from local_aws.topics import outbox
from local_aws.topics.outbox import Message
from local_aws.topics.subscriptions import confirm_endpoint


def topic_controls(account_id: str) -> Sequence[Control]:
    """Return the controls of an account's messages, of whichever Region."""

    def read(_: Mapping[str, str], __: object) -> Answer:
        by_endpoint: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for message in outbox.messages():
            by_endpoint[message.endpoint].append(_shown(message))
        return HTTPStatus.OK, {"messages": by_endpoint}

    def clear(_: Mapping[str, str], __: object) -> Answer:
        outbox.clear()
        return HTTPStatus.OK, {}

    def confirm(_: Mapping[str, str], body: Any) -> Answer:  # noqa: ANN401 - any JSON
        return HTTPStatus.OK, {
            "confirmed": confirm_endpoint(account_id, body["endpoint"])
        }

    return [
        Control(method=method, path=re.compile(path), handle=handle)
        for method, path, handle in (
            ("GET", "messages", read),
            ("DELETE", "messages", clear),
            ("POST", "subscriptions/confirm", confirm),
        )
    ]


def _shown(message: Message) -> dict[str, Any]:
    return {
        "type": message.kind,
        "protocol": message.protocol,
        "topic_arn": message.source,
        "subject": message.subject,
        "message": message.text,
        "at": message.at.isoformat(),
        **({"token": message.token} if message.token else {}),
    }
