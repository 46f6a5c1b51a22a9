"""What a resource is charged for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from costs.lines import Bill, Line
from costs.plan import Resource
from prices import Prices

MILLION = Decimal(1_000_000)


@dataclass(frozen=True, kw_only=True)
class Usage:
    """What a million requests are taken to be.

    Attributes:
        latency_ms: That a function or an endpoint takes for each.
        request_bytes: Of each payload.
        answer_bytes: Of each answer.
        log_bytes: That a function writes for each.

    """

    latency_ms: Decimal = Decimal(50)
    request_bytes: int = 2_000
    answer_bytes: int = 500
    log_bytes: int = 1_500


@dataclass(frozen=True, kw_only=True)
class Charge:
    """What a resource is charged for.

    Attributes:
        at_rest: Lines of a month in which nobody asks anything.
        per_million: Lines of a million requests to it.
        remark: What to know of it; "" for nothing.
        uncounted: What it is charged for that is not in the lines; "" for nothing.

    """

    at_rest: tuple[Line, ...] = ()
    per_million: tuple[Line, ...] = ()
    remark: str = ""
    uncounted: str = ""


@dataclass(frozen=True, kw_only=True)
class Context:
    """What a rule looks at beside the resource itself.

    Attributes:
        prices: What AWS charges.
        usage: What a request is.
        siblings: The resources of the same module, by type.

    """

    prices: Prices
    usage: Usage
    siblings: Mapping[str, Sequence[Resource]] = field(default_factory=dict)

    def bill(self, resource: Resource) -> Bill:
        """Return what makes lines of a resource's Region."""
        return Bill(self.prices, resource.region)

    def sibling(self, kind: str) -> Mapping[str, Any] | None:
        """Return the values of the first resource of a type in the module."""
        found = self.siblings.get(kind)
        return found[0].values if found else None


def block(values: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return a block that is there once or not at all; {} where it is not."""
    found = values.get(name)
    return found[0] if isinstance(found, list) and found else {}
