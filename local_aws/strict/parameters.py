"""Parameter Store: names and sizes that it refuses.

https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-su-create.html
"""

import re

from local_aws.calls import Call
from local_aws.errors import AwsError
from local_aws.strict.refusals import Refusals

# Bytes of a value, by tier; which one an intelligent one takes is AWS's choice.
_MOST_BYTES = {"Standard": 4096, "Advanced": 8192, "Intelligent-Tiering": 8192}
_MOST_LEVELS = 15


def _name(call: Call) -> None:
    name = call.params["Name"]
    if not re.fullmatch("[a-zA-Z0-9_./-]+", name) or "//" in name:
        text = (
            'Parameter name: can\'t be prefixed with "ssm" (case-insensitive). If'
            " formed as a path, it can consist of sub-paths divided by slash symbol;"
            " each sub-path can be formed as a mix of letters, numbers and the"
            " following 3 symbols .-_"
        )
        raise AwsError(text, code="ValidationException")
    if "/" in name and not name.startswith("/"):
        text = "Parameter name must be a fully qualified name."
        raise AwsError(text, code="ValidationException")
    if name.count("/") > _MOST_LEVELS:
        text = f"The hierarchy of a parameter has {_MOST_LEVELS} levels at most."
        raise AwsError(text, code="HierarchyLevelLimitExceededException")


def _size(call: Call) -> None:
    tier = call.params.get("Tier") or "Standard"
    size = len(call.params["Value"].encode())
    if size > _MOST_BYTES[tier]:
        text = (
            f"{tier} tier parameters support a maximum parameter value of"
            f" {_MOST_BYTES[tier]} characters."
        )
        raise AwsError(text, code="ValidationException")


REFUSALS: Refusals = {"PutParameter": (_name, _size)}
