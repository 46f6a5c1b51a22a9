"""The ways to answer a workload, and what each costs a month."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum

from costs.capacity import Capacity, always, awake, by_office, windows
from costs.fronts import (
    function_calls,
    function_logs,
    inference_front,
    kept_line,
    predict_front,
)
from costs.limits import (
    over_function,
    over_instance,
    over_request,
    over_serverless,
    serverless_memory_mb,
)
from costs.lines import Bill, Line
from costs.money import GB, HOUR_SECONDS, MB_A_GB, MONTH_HOURS
from costs.workload import Case

_MILLISECONDS = 1000
_MINUTES_AN_HOUR = 60

# States that definitions/inference.asl.json enters on its way to a window and out.
_TRANSITIONS = 5
# Send, receive, delete.
_QUEUE_REQUESTS = 3
# Manifest, input and output of a transform job.
_JOB_DOCUMENTS = 3


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
            bill=_function,
        ),
        Way(
            name="serverless endpoint",
            kind="serverless",
            latency=LatencyClass.COLD,
            path="serverless",
            instance_type="",
            refusal=over_serverless,
            bill=_serverless,
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
        least: int,
    ) -> Way:
        return Way(
            name=name,
            kind=kind,
            latency=latency,
            path="provisioned",
            instance_type=one,
            refusal=over_instance,
            bill=lambda case: _endpoint(case, one, hours, least),
        )

    warm = LatencyClass.WARM
    return [
        endpoint("provisioned", f"provisioned {one}", warm, always, 1),
        endpoint("office", f"provisioned {one}, by business hours", warm, by_office, 1),
        endpoint("sleeping", f"scale to zero {one}", LatencyClass.WAKES, awake, 0),
        Way(
            name=f"batch {one}",
            kind="batch",
            latency=LatencyClass.WINDOW,
            path="batch",
            instance_type=one,
            refusal=over_request,
            bill=lambda case: _batch(case, one),
        ),
    ]


def _function(case: Case) -> Iterator[Line]:
    bill, workload = Bill(case.prices, case.region), case.workload
    requests, what = workload.traffic.requests_a_month, "prediction function"
    yield from function_calls(
        bill, what, requests, workload.latency_ms, workload.memory_mb
    )
    yield function_logs(bill, what, requests, case)
    yield from predict_front(case)


def _serverless(case: Case) -> Iterator[Line]:
    bill, workload = Bill(case.prices, case.region), case.workload
    requests = workload.traffic.requests_a_month
    memory = Decimal(serverless_memory_mb(workload.memory_mb)) / MB_A_GB
    billed = workload.latency_ms.to_integral_value(ROUND_CEILING) / _MILLISECONDS
    yield bill.line(
        "serverless endpoint: duration",
        "serverless_duration",
        requests * billed * memory,
    )
    yield _data(bill, case)
    if not workload.direct:
        yield from inference_front(case, later=False)


def _endpoint(
    case: Case,
    instance_type: str,
    hours: Callable[[Capacity], Decimal],
    least: int,
) -> Iterator[Line]:
    bill = Bill(case.prices, case.region)
    capacity = Capacity(case=case, instance_type=instance_type)
    what = f"{instance_type} instances"
    yield bill.line(what, "endpoint_instance", hours(capacity), kind=instance_type)
    standby = min(least, 1) * case.assumptions.standby_instances * MONTH_HOURS
    for region in case.workload.regions[1:]:
        yield Bill(case.prices, region).line(
            f"{what} on standby", "endpoint_instance", standby, kind=instance_type
        )
    yield _data(bill, case)
    if not case.workload.direct:
        yield from inference_front(case, later=False)


def _batch(case: Case, instance_type: str) -> Iterator[Line]:
    bill, workload, assumed = (
        Bill(case.prices, case.region),
        case.workload,
        case.assumptions,
    )
    requests, jobs = workload.traffic.requests_a_month, windows(case)
    capacity = Capacity(case=case, instance_type=instance_type)
    busy = workload.latency_ms / _MILLISECONDS / HOUR_SECONDS / capacity.concurrency
    hours = requests * busy + jobs * assumed.job_start_minutes / _MINUTES_AN_HOUR
    yield bill.line(
        f"{instance_type} transform jobs",
        "transform_instance",
        hours,
        kind=instance_type,
    )
    documents = jobs * _JOB_DOCUMENTS
    yield bill.line("transform jobs: writes", "s3_writes", documents)
    yield bill.line("transform jobs: reads", "s3_reads", documents)
    size = workload.request_bytes + workload.answer_bytes
    yield kept_line(bill, "transform jobs: storage", case, size)
    if not workload.direct:
        yield from _window(case, requests, jobs)
        yield from inference_front(case, later=True)


def _window(case: Case, requests: Decimal, jobs: Decimal) -> Iterator[Line]:
    """Yield what it costs to gather requests into windows, and to answer them."""
    bill, assumed = Bill(case.prices, case.region), case.assumptions
    yield bill.line("workflow", "state_transitions", requests * _TRANSITIONS)
    yield bill.line("queue", "sqs_requests", requests * _QUEUE_REQUESTS)
    yield from function_calls(
        bill,
        "step, window and results functions",
        requests + 2 * jobs,
        2 * assumed.overhead_ms,
        assumed.routing_memory_mb,
    )


def _data(bill: Bill, case: Case) -> Line:
    size = case.workload.request_bytes + case.workload.answer_bytes
    moved = case.workload.traffic.requests_a_month * size / GB
    return bill.line("endpoint: data in and out", "inference_data", moved)
