"""The rule by examples: the whole table of what leads where."""

import pytest

from inferences.paths import Path
from routing.ports import Route, Size
from routing.rule import Available, EffectiveRule, decide

MIB = 1024 * 1024
SMALL = Size(instances=1, bytes=100)
P, S, B = Path.PROVISIONED, Path.SERVERLESS, Path.BATCH
BOTH = Available(provisioned=True, serverless=True)


def rule(preferred=P, *, fallback=True, threshold=1_000, threshold_bytes=6 * MIB):
    return EffectiveRule(
        preferred=preferred,
        batch_threshold=threshold,
        batch_threshold_bytes=threshold_bytes,
        fallback=fallback,
    )


@pytest.mark.parametrize(
    ("preferred", "provisioned", "serverless", "chain", "reason"),
    [
        (P, True, True, (P, S, B), "preferred"),
        (P, True, False, (P, B), "preferred"),
        (P, False, True, (S, B), "preferred_not_deployed"),
        (P, False, False, (B,), "preferred_not_deployed"),
        (S, True, True, (S, B), "preferred"),
        (S, True, False, (P, B), "preferred_not_deployed"),
        (S, False, True, (S, B), "preferred"),
        (S, False, False, (B,), "preferred_not_deployed"),
        (B, True, True, (B,), "preferred"),
        (B, True, False, (B,), "preferred"),
        (B, False, True, (B,), "preferred"),
        (B, False, False, (B,), "preferred"),
    ],
)
def test_what_is_there(preferred, provisioned, serverless, chain, reason):
    available = Available(provisioned=provisioned, serverless=serverless)

    route = decide(SMALL, rule(preferred), available)
    alone = decide(SMALL, rule(preferred, fallback=False), available)

    assert route == Route(chain=chain, reason=reason)
    assert alone == Route(chain=chain[:1], reason=reason)


@pytest.mark.parametrize(
    ("instances", "size", "chain", "reason"),
    [
        (1_000, 100, (P, S, B), "preferred"),
        (1_001, 100, (B,), "batch_threshold"),
        (1_001, 5_001, (B,), "batch_threshold"),
        (1, 5_000, (P, S, B), "preferred"),
        (1, 5_001, (B,), "batch_threshold_bytes"),
    ],
)
def test_thresholds_are_still_small(instances, size, chain, reason):
    route = decide(
        Size(instances=instances, bytes=size), rule(threshold_bytes=5_000), BOTH
    )

    assert route == Route(chain=chain, reason=reason)


@pytest.mark.parametrize(
    ("preferred", "size", "chain", "reason"),
    [
        (P, 4 * MIB, (P, S, B), "preferred"),
        (P, 4 * MIB + 1, (P, B), "preferred"),
        (P, 6 * MIB, (P, B), "preferred"),
        (P, 6 * MIB + 1, (B,), "too_large_for_preferred"),
        (S, 4 * MIB, (S, B), "preferred"),
        (S, 4 * MIB + 1, (P, B), "too_large_for_preferred"),
        (S, 6 * MIB + 1, (B,), "too_large_for_preferred"),
        (B, 9 * MIB, (B,), "preferred"),
    ],
)
def test_what_an_endpoint_takes(preferred, size, chain, reason):
    """AWS's limits, whatever the threshold allows."""
    route = decide(
        Size(instances=1, bytes=size), rule(preferred, threshold_bytes=9 * MIB), BOTH
    )

    assert route == Route(chain=chain, reason=reason)
