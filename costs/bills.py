"""What each way costs a month, line by line."""

from collections.abc import Callable, Iterator
from decimal import ROUND_CEILING, Decimal

from costs.capacity import Capacity, windows
from costs.fronts import (
    function_calls,
    function_logs,
    inference_front,
    kept_line,
    predict_front,
)
from costs.limits import serverless_memory_mb
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


def of_function(case: Case) -> Iterator[Line]:
    """Yield the bill of POST /predict."""
    bill, workload = Bill(case.prices, case.region), case.workload
    requests, what = workload.traffic.requests_a_month, "prediction function"
    yield from function_calls(
        bill, what, requests, workload.latency_ms, workload.memory_mb
    )
    yield function_logs(bill, what, requests, case)
    yield from predict_front(case)


def of_serverless(case: Case) -> Iterator[Line]:
    """Yield the bill of a serverless endpoint."""
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


def of_endpoint(
    case: Case,
    instance_type: str,
    hours: Callable[[Capacity], Decimal],
    *,
    standby: bool,
) -> Iterator[Line]:
    """Yield the bill of an endpoint with instances.

    Args:
        case: Whose.
        instance_type: Of the endpoint.
        hours: Returns instance-hours a month.
        standby: Whether other Regions keep instances too.

    """
    bill = Bill(case.prices, case.region)
    capacity = Capacity(case=case, instance_type=instance_type)
    what = f"{instance_type} instances"
    yield bill.line(what, "endpoint_instance", hours(capacity), kind=instance_type)
    idle = case.assumptions.standby_instances * MONTH_HOURS
    for region in case.workload.regions[1:] if standby else ():
        yield Bill(case.prices, region).line(
            f"{what} on standby", "endpoint_instance", idle, kind=instance_type
        )
    yield _data(bill, case)
    if not case.workload.direct:
        yield from inference_front(case, later=False)


def of_batch(case: Case, instance_type: str) -> Iterator[Line]:
    """Yield the bill of transform jobs, one a window that has requests."""
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
