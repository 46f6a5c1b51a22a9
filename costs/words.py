"""What was taken for granted, in sentences with units."""

from collections.abc import Iterator

from costs.capacity import Capacity
from costs.money import MONTH_HOURS
from costs.workload import Case


def assumptions(case: Case) -> list[str]:
    """Return every assumption that the amounts rest on."""
    return [*_always(), *_of_traffic(case), *_of_instances(case), *_of_the_rest(case)]


def _always() -> Iterator[str]:
    yield (
        f"a month has {MONTH_HOURS} hours, so that each hour of the week comes"
        f" {MONTH_HOURS} / 168 times"
    )
    yield (
        "amounts are on-demand prices in US dollars, before tax, free tiers, savings"
        " plans and the discounts of large volumes"
    )
    yield "each line is rounded to the cent, and a total is the sum of its lines"
    yield "a GB is 2^30 bytes, and 1,024 MB of memory"


def _of_traffic(case: Case) -> Iterator[str]:
    workload = case.workload
    hours = workload.office
    yield (
        f"a request has {workload.request_bytes:,} bytes, its answer"
        f" {workload.answer_bytes:,} bytes, on average"
    )
    yield (
        f"the model takes {workload.latency_ms:,} ms a request, warm, wherever it runs;"
        " cold starts are not counted"
    )
    yield (
        f"business hours are {hours.opens}:00 to {hours.closes}:00, Monday to Friday"
    )


def _of_instances(case: Case) -> Iterator[str]:
    assumed = case.assumptions
    for one in case.workload.instance_types:
        capacity = Capacity(case=case, instance_type=one)
        yield (
            f"an {one} answers {capacity.concurrency} requests at once: it is planned"
            f" for {capacity.an_hour:,.0f} requests an hour, {assumed.utilisation:.0%}"
            " of what it could do"
        )
    yield (
        "an endpoint in real time has one instance at least, outside business hours too"
    )
    yield (
        f"an endpoint that sleeps is billed for {assumed.awake_minutes} minutes once a"
        " request has woken it, or for what its requests need"
    )
    yield (
        f"a transform job is billed for {assumed.job_start_minutes} minutes before it"
        f" predicts; there is one a window of {assumed.window_minutes} minutes that has"
        " requests"
    )
    if len(case.workload.regions) > 1:
        yield (
            f"another Region keeps {assumed.standby_instances} instance(s) where the"
            " way is always warm; requests go to the first Region alone"
        )


def _of_the_rest(case: Case) -> Iterator[str]:
    assumed = case.assumptions
    yield "POST /predict records nothing: what fails, its caller sends again"
    if case.workload.direct:
        yield "endpoints and transform jobs are called directly, without API and record"
    else:
        yield (
            "POST /inferences: the routing function waits for the answer, and takes"
            f" {assumed.overhead_ms} ms more, with {assumed.routing_memory_mb:,} MB;"
            f" one that came later is asked for {assumed.polls} times"
        )
        yield (
            f"a record has {assumed.record_bytes:,} bytes beside what of payload and"
            f" result fits into it, and stays {assumed.kept_days} days"
        )
    yield (
        f"a function writes {assumed.log_bytes:,} bytes of log a call, the gateway"
        f" {assumed.access_log_bytes:,} bytes a request; to keep them is not counted"
    )
    yield (
        f"the stack has {assumed.keys} keys, {assumed.alarms} alarms and"
        f" {assumed.custom_metrics} metrics of its own in each Region,"
        f" {assumed.dashboards} dashboards and {assumed.health_checks} health checks"
    )
    yield (
        "not counted: requests to KMS, traffic to the internet, images and models in"
        " store, the volumes of instances"
    )
