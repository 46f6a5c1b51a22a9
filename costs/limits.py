"""What a way cannot do, whatever it costs."""

from decimal import ROUND_CEILING, Decimal

from costs.money import HOUR_SECONDS
from costs.workload import Case

_MIB = 2**20
_MILLISECONDS = 1000

# Lambda takes 6 MB each way, and every request comes through a function.
# https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
_FUNCTION_BYTES = 6 * _MIB
_FUNCTION_MB = 10_240

# The gateway waits 29 s for POST /predict.
# https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
_GATEWAY_MS = 29_000

# https://docs.aws.amazon.com/sagemaker/latest/dg/serverless-endpoints.html
_SERVERLESS_BYTES = 4 * _MIB
_SERVERLESS_STEP_MB = 1024
_SERVERLESS_MB = 6 * _SERVERLESS_STEP_MB
_SERVERLESS_CONCURRENCY = 200

# https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html
_ENDPOINT_MS = 60_000


def over_request(case: Case) -> str:
    """Say what no way of POST /inferences can take; "" for nothing."""
    largest = max(case.workload.request_bytes, case.workload.answer_bytes)
    if largest > _FUNCTION_BYTES:
        return f"a payload or answer of {largest:,} bytes: the API takes 6 MiB"
    return ""


def over_function(case: Case) -> str:
    """Say what POST /predict cannot take; "" for nothing."""
    if case.workload.latency_ms > _GATEWAY_MS:
        return f"{case.workload.latency_ms:,} ms a request: the API waits 29 s"
    if case.workload.memory_mb > _FUNCTION_MB:
        return f"{case.workload.memory_mb:,} MB: a function gets 10,240 MB at most"
    return over_request(case)


def over_instance(case: Case) -> str:
    """Say what an endpoint with instances cannot take; "" for nothing."""
    if case.workload.latency_ms > _ENDPOINT_MS:
        return f"{case.workload.latency_ms:,} ms a request: an endpoint is given 60 s"
    return over_request(case)


def over_serverless(case: Case) -> str:
    """Say what a serverless endpoint cannot take; "" for nothing (S13)."""
    workload = case.workload
    largest = max(workload.request_bytes, workload.answer_bytes)
    if largest > _SERVERLESS_BYTES:
        return f"a payload or answer of {largest:,} bytes: it takes 4 MiB"
    if workload.memory_mb > _SERVERLESS_MB:
        return f"{workload.memory_mb:,} MB: it gets 6,144 MB at most"
    needed = serverless_concurrency(case)
    if needed > _SERVERLESS_CONCURRENCY:
        return f"{needed:,} requests at once in the busiest hour: it takes 200"
    return over_instance(case)


def serverless_memory_mb(memory_mb: int) -> int:
    """Return the next size that there is, up from so much memory."""
    return -(-memory_mb // _SERVERLESS_STEP_MB) * _SERVERLESS_STEP_MB


def serverless_concurrency(case: Case) -> int:
    """Return the requests at once that the busiest hour has, with the headroom."""
    workload = case.workload
    busy = workload.traffic.peak * workload.latency_ms / _MILLISECONDS / HOUR_SECONDS
    needed = (busy / case.assumptions.utilisation).to_integral_value(ROUND_CEILING)
    return int(max(Decimal(1), needed))
