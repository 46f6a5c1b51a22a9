"""The ways to answer a workload, and what each costs a month."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from costs.bills import of_batch, of_endpoint, of_function, of_serverless
from costs.capacity import Capacity, always, awake, by_office
from costs.limits import over_function, over_instance, over_request, over_serverless
from costs.lines import Line
from costs.workload import Case


class LatencyClass(StrEnum):
    """How soon an answer comes."""

    WARM = "always warm"
    COLD = "cold starts of seconds"
    WAKES = "minutes after a sleep"
    WINDOW = "after the next batch window"


@dataclass(frozen=True, kw_only=True)
class Way:
    """A way to answer.

    Attributes:
        name: In words; each once.
        kind: "lambda", "serverless", "provisioned", "office", "sleeping", "batch".
        latency: How soon an answer comes.
        path: Of the routing config; "" for POST /predict.
        instance_type: Where it has instances, else "".
        refusal: Says why a case cannot go this way; "" if it can.
        bill: Yields the lines of a case.

    """

    name: str
    kind: str
    latency: LatencyClass
    path: str
    instance_type: str
    refusal: Callable[[Case], str]
    bill: Callable[[Case], Iterator[Line]]


def ways(instance_types: tuple[str, ...]) -> list[Way]:
    """Return every way, with each of the instance types where it has instances."""
    found = [
        Way(
            name="Lambda (POST /predict)",
            kind="lambda",
            latency=LatencyClass.COLD,
            path="",
            instance_type="",
            refusal=over_function,
            bill=of_function,
        ),
        Way(
            name="serverless endpoint",
            kind="serverless",
            latency=LatencyClass.COLD,
            path="serverless",
            instance_type="",
            refusal=over_serverless,
            bill=of_serverless,
        ),
    ]
    for one in instance_types:
        found += _with_instances(one)
    return found


def _with_instances(one: str) -> list[Way]:
    def endpoint(
        kind: str,
        name: str,
        latency: LatencyClass,
        hours: Callable[[Capacity], Decimal],
    ) -> Way:
        return Way(
            name=name,
            kind=kind,
            latency=latency,
            path="provisioned",
            instance_type=one,
            refusal=over_instance,
            bill=lambda case: of_endpoint(case, one, hours, standby=kind != "sleeping"),
        )

    warm = LatencyClass.WARM
    return [
        endpoint("provisioned", f"provisioned {one}", warm, always),
        endpoint("office", f"provisioned {one}, by business hours", warm, by_office),
        endpoint("sleeping", f"scale to zero {one}", LatencyClass.WAKES, awake),
        Way(
            name=f"batch {one}",
            kind="batch",
            latency=LatencyClass.WINDOW,
            path="batch",
            instance_type=one,
            refusal=over_request,
            bill=lambda case: of_batch(case, one),
        ),
    ]
