"""The rule for any input, and exhaustively where there are finitely many."""

from itertools import product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from inferences.paths import Path
from routing.ports import Size
from routing.rule import (
    CHAINS,
    PAYLOAD_LIMITS,
    STAND_INS,
    Available,
    EffectiveRule,
    decide,
)

PROVISIONED_LIMIT = 6 * 1024 * 1024
SERVERLESS_LIMIT = 4 * 1024 * 1024
THRESHOLD = 1_000

sizes = st.builds(Size, instances=st.integers(), bytes=st.integers())
rules = st.builds(
    EffectiveRule,
    preferred=st.sampled_from(Path),
    batch_threshold=st.integers(),
    batch_threshold_bytes=st.integers(),
    fallback=st.booleans(),
)
environments = st.builds(Available, provisioned=st.booleans(), serverless=st.booleans())


def beside(*thresholds):
    """Below, at and above each."""
    return sorted({one + step for one in thresholds for step in (-1, 0, 1)})


ENVIRONMENTS = [
    Available(provisioned=provisioned, serverless=serverless)
    for provisioned, serverless in product([True, False], repeat=2)
]
# Between two limits, and at each of them, the threshold may be.
BYTE_THRESHOLDS = [
    SERVERLESS_LIMIT - 10,
    SERVERLESS_LIMIT,
    5 * 1024 * 1024,
    PROVISIONED_LIMIT,
    PROVISIONED_LIMIT + 10,
]
FINITE = [
    (
        Size(instances=instances, bytes=size),
        EffectiveRule(
            preferred=preferred,
            batch_threshold=THRESHOLD,
            batch_threshold_bytes=threshold,
            fallback=fallback,
        ),
        environment,
    )
    for preferred, fallback, environment, threshold in product(
        Path, [True, False], ENVIRONMENTS, BYTE_THRESHOLDS
    )
    for instances in beside(THRESHOLD)
    for size in beside(threshold, SERVERLESS_LIMIT, PROVISIONED_LIMIT)
]


def check(size, rule, environment):
    """Hold a decision against what is true of each."""
    route = decide(size, rule, environment)
    chain = route.chain

    # Exactly one way, the same each time.
    assert decide(size, rule, environment) == route
    assert route.reason
    # Finite, and no path comes back.
    assert 1 <= len(chain) <= len(Path)
    assert len(set(chain)) == len(chain)
    # Only downhill: no chain of any input leads where another one came from.
    assert list(chain) == sorted(chain, key=list(Path).index)
    # Each path is there and takes the payload.
    for path in chain:
        assert path is Path.BATCH or getattr(environment, path.value)
        assert size.bytes <= PAYLOAD_LIMITS.get(path, size.bytes)
    # It ends where nothing is lost; without fallback the record says what failed.
    assert chain[-1] is Path.BATCH if rule.fallback else len(chain) == 1
    # What is too much for an endpoint goes to none.
    if size.instances > rule.batch_threshold or size.bytes > rule.batch_threshold_bytes:
        assert chain == (Path.BATCH,)
    # What is preferred, and can be had, is what comes first.
    elif rule.preferred in environment and size.bytes <= SERVERLESS_LIMIT:
        assert chain[0] is rule.preferred
    # Batch is not chosen for want of thinking: an endpoint that can, does.
    elif rule.preferred is not Path.BATCH and chain[0] is Path.BATCH:
        fits = [path for path in PAYLOAD_LIMITS if size.bytes <= PAYLOAD_LIMITS[path]]
        assert not any(path in environment for path in fits)
    # Only what comes first changes with the switch.
    switched = EffectiveRule(
        preferred=rule.preferred,
        batch_threshold=rule.batch_threshold,
        batch_threshold_bytes=rule.batch_threshold_bytes,
        fallback=not rule.fallback,
    )
    other = decide(size, switched, environment)
    assert (other.chain[0], other.reason) == (chain[0], route.reason)


def test_every_finite_case():
    assert len(FINITE) == 3 * 2 * 4 * 3 * (9 + 6 + 9 + 6 + 9)
    for case in FINITE:
        check(*case)


@given(sizes, rules, environments)
@example(
    Size(instances=0, bytes=0),
    EffectiveRule(
        preferred=Path.PROVISIONED,
        batch_threshold=0,
        batch_threshold_bytes=0,
        fallback=True,
    ),
    Available(provisioned=False, serverless=False),
)
def test_every_input(size, rule, environment):
    check(size, rule, environment)


@given(rules, environments, sizes, sizes)
def test_more_never_leaves_batch(rule, environment, one, other):
    """Of two sizes, one no smaller in both: batch for the less is batch for it."""
    less = Size(
        instances=min(one.instances, other.instances), bytes=min(one.bytes, other.bytes)
    )
    more = Size(
        instances=max(one.instances, other.instances), bytes=max(one.bytes, other.bytes)
    )
    if decide(less, rule, environment).chain[0] is Path.BATCH:
        assert decide(more, rule, environment).chain == (Path.BATCH,)


@given(sizes, rules, environments, environments)
def test_another_endpoint_never_sends_to_batch(size, rule, one, other):
    both = Available(
        provisioned=one.provisioned or other.provisioned,
        serverless=one.serverless or other.serverless,
    )
    if decide(size, rule, both).chain[0] is Path.BATCH:
        assert decide(size, rule, one).chain == (Path.BATCH,)


@pytest.mark.parametrize("path", Path)
def test_chains_are_data_for_each_path(path):
    """The tables themselves: each chain begins with its path and ends in batch."""
    chain = CHAINS[path]
    assert (chain[0], chain[-1]) == (path, Path.BATCH)
    assert len(set(chain)) == len(chain)
    # The rest of a chain is the chain of its second: one order for all.
    if len(chain) > 1:
        assert chain[1:] == CHAINS[chain[1]]
    assert path not in STAND_INS[path]
    assert path is Path.BATCH or STAND_INS[path][-1] is Path.BATCH
