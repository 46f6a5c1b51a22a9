"""What a request costs before a model sees it: API, functions, record."""

from collections.abc import Iterator
from decimal import ROUND_CEILING, Decimal

from costs.lines import Bill, Line
from costs.money import GB, MB_A_GB
from costs.workload import Case

# What does not fit into a record goes to S3 (inferences.s3_documents).
INLINE_BYTES = 64 * 1024

# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
_WRITE_UNIT = 1024
_READ_UNIT = 4096

# How often inferences.dynamo_records writes a record: create, note an attempt, end.
# One that waits for a window also begins a run, waits, and enters the window. The
# index of unfinished records is written when its attributes change, twice where its
# key does (attendBy).
_WRITES_IN_TIME, _INDEX_WRITES_IN_TIME = 3, 2
_WRITES_LATER, _INDEX_WRITES_LATER = 6, 8

# The window and the results function read a record once each.
_READS_LATER = 2
_DAY_HOURS = 24
_MILLISECONDS = 1000


def predict_front(case: Case) -> Iterator[Line]:
    """Yield what POST /predict costs beside its function."""
    bill = Bill(case.prices, case.region)
    requests = case.workload.traffic.requests_a_month
    yield bill.line("API Gateway requests", "api_gateway_requests", requests)
    yield _logs(bill, "access log", requests, case.assumptions.access_log_bytes)


def function_calls(
    bill: Bill, what: str, calls: Decimal, milliseconds: Decimal, memory_mb: int
) -> Iterator[Line]:
    """Yield what calls of a function cost; it is billed by the millisecond."""
    billed = milliseconds.to_integral_value(ROUND_CEILING)
    gb_seconds = calls * billed / _MILLISECONDS * memory_mb / MB_A_GB
    yield bill.line(f"{what}: requests", "lambda_requests", calls)
    yield bill.line(f"{what}: duration", "lambda_duration", gb_seconds)


def function_logs(bill: Bill, what: str, calls: Decimal, case: Case) -> Line:
    """Return what the logs of a function's calls cost."""
    return _logs(bill, f"{what}: log", calls, case.assumptions.log_bytes)


def inference_front(case: Case, *, later: bool) -> Iterator[Line]:
    """Yield what POST /inferences costs beside its path.

    Args:
        case: Whose requests they are.
        later: Whether the answer is fetched by GET, after a batch window; else the
            routing function waits for it.

    """
    bill = Bill(case.prices, case.region)
    workload, assumed = case.workload, case.assumptions
    requests = workload.traffic.requests_a_month
    polls = requests * assumed.polls if later else Decimal(0)
    waits = Decimal(0) if later else workload.latency_ms
    calls, memory_mb = requests + polls, assumed.routing_memory_mb
    yield bill.line("API Gateway requests", "api_gateway_requests", calls)
    yield _logs(bill, "access log", calls, assumed.access_log_bytes)
    yield from function_calls(
        bill, "routing function", calls, waits + assumed.overhead_ms, memory_mb
    )
    yield function_logs(bill, "routing function", calls, case)
    if later:
        reads = requests * _READS_LATER + polls
        yield bill.line(
            "records: reads",
            "dynamodb_reads",
            reads * _units(_record_bytes(case), _READ_UNIT),
        )
    yield from _documents(bill, case)
    for region in workload.regions:
        yield from _records(Bill(case.prices, region), case, later=later)


def _records(bill: Bill, case: Case, *, later: bool) -> Iterator[Line]:
    """Yield what records cost in a Region: each replica is written again."""
    requests = case.workload.traffic.requests_a_month
    size = _record_bytes(case)
    writes, of_index = (
        (_WRITES_LATER, _INDEX_WRITES_LATER)
        if later
        else (_WRITES_IN_TIME, _INDEX_WRITES_IN_TIME)
    )
    units = requests * (writes * _units(size, _WRITE_UNIT) + of_index)
    kept = _kept_bytes(case, size) / GB
    yield bill.line("records: writes", "dynamodb_writes", units)
    yield bill.line("records: storage", "dynamodb_storage", kept)
    yield bill.line("records: point-in-time recovery", "dynamodb_backup", kept)
    if bill.region != case.region:
        sent = requests * writes * size / GB
        home = Bill(case.prices, case.region)
        yield home.line(f"records: replication to {bill.region}", "replication", sent)


def _documents(bill: Bill, case: Case) -> Iterator[Line]:
    """Yield what payloads and results cost that do not fit into the record."""
    workload = case.workload
    large = [
        size
        for size in (workload.request_bytes, workload.answer_bytes)
        if size > INLINE_BYTES
    ]
    if not large:
        return
    moved = workload.traffic.requests_a_month * len(large)
    kept = _kept_bytes(case, sum(large)) / GB
    yield bill.line("payloads and results: writes", "s3_writes", moved)
    yield bill.line("payloads and results: reads", "s3_reads", moved)
    yield bill.line("payloads and results: storage", "s3_storage", kept)


def kept_line(bill: Bill, what: str, case: Case, size: int) -> Line:
    """Return what so many bytes a request cost in S3 while they are kept."""
    return bill.line(what, "s3_storage", _kept_bytes(case, size) / GB)


def _record_bytes(case: Case) -> int:
    inline = (
        size
        for size in (case.workload.request_bytes, case.workload.answer_bytes)
        if size <= INLINE_BYTES
    )
    return case.assumptions.record_bytes + sum(inline)


def _kept_bytes(case: Case, size: int) -> Decimal:
    """Return the bytes that are there at any time, of so many a request."""
    hours = _DAY_HOURS * case.assumptions.kept_days
    return case.workload.traffic.mean * hours * size


def _units(size: int, unit: int) -> int:
    return -(-size // unit)


def _logs(bill: Bill, what: str, count: Decimal, size: int) -> Line:
    return bill.line(what, "log_ingestion", count * size / GB)
