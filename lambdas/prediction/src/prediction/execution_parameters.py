"""What a batch transform asks before its first record.

https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-batch-code.html
"""

from http_contract.body_text import MAX_BYTES

# Of one request, which its body cannot pass.
PAYLOAD_MB = MAX_BYTES // 1024**2

# SageMaker refuses jobs with more on their way at once.
# https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateTransformJob.html
_ALL_PAYLOADS_MB = 100


def execution_parameters(workers: int) -> dict[str, int | str]:
    """Return what a job does that does not say it itself: a request a worker."""
    return {
        "MaxConcurrentTransforms": min(workers, _ALL_PAYLOADS_MB // PAYLOAD_MB),
        "BatchStrategy": "MULTI_RECORD",
        "MaxPayloadInMB": PAYLOAD_MB,
    }
