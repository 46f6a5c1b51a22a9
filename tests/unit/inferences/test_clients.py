"""Clients that give up in time."""

import pytest

from inferences.clients import connect
from tests.unit.inferences.names import REGION

# What standard mode waits at most before the second and the third try.
# https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
PAUSES = 1 + 2
GATEWAY_SECONDS = 29


@pytest.mark.parametrize("service", ["dynamodb", "s3", "stepfunctions", "sqs"])
def test_all_tries_of_a_call_take_less_than_half_a_request(credentials, service):
    config = connect(service, REGION).meta.config

    tries = config.retries["total_max_attempts"]
    assert (tries, config.retries["mode"]) == (3, "standard")
    longest = tries * (config.connect_timeout + config.read_timeout) + PAUSES
    assert longest < GATEWAY_SECONDS / 2
