"""What a transform job is told (S15)."""

import pytest

from http_contract.body_text import MAX_BYTES
from prediction.execution_parameters import execution_parameters


def test_a_request_a_worker():
    assert execution_parameters(2) == {
        "MaxConcurrentTransforms": 2,
        "BatchStrategy": "MULTI_RECORD",
        "MaxPayloadInMB": 6,
    }


@pytest.mark.parametrize("workers", range(1, 257))
def test_a_job_with_them_is_never_refused(workers):
    """AWS takes 100 MB on the way at once, and no more."""
    told = execution_parameters(workers)

    assert 1 <= told["MaxConcurrentTransforms"] <= workers
    assert told["MaxConcurrentTransforms"] * told["MaxPayloadInMB"] <= 100


def test_the_largest_payload_is_one_that_the_front_takes():
    assert execution_parameters(1)["MaxPayloadInMB"] * 1024**2 <= MAX_BYTES
