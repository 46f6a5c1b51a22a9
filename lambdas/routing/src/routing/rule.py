"""The rule: which paths an inference goes, in which order.

Total and without memory: the same size, rule and endpoints give the same route,
whatever they are. What cannot be decided otherwise goes to batch, which loses
nothing: its queue waits, and its window runs again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from inferences.paths import Path
from routing.ports import Route, Size

_MIB = 1024 * 1024

# Where each path goes on to, itself first. Batch is the end of all: a window
# that failed runs again, and then the record says why it failed.
CHAINS: Mapping[Path, tuple[Path, ...]] = MappingProxyType(
    {
        Path.PROVISIONED: (Path.PROVISIONED, Path.SERVERLESS, Path.BATCH),
        Path.SERVERLESS: (Path.SERVERLESS, Path.BATCH),
        Path.BATCH: (Path.BATCH,),
    }
)

# What stands in for a path that is not there, or takes no such payload.
STAND_INS: Mapping[Path, tuple[Path, ...]] = MappingProxyType(
    {
        Path.PROVISIONED: (Path.SERVERLESS, Path.BATCH),
        Path.SERVERLESS: (Path.PROVISIONED, Path.BATCH),
        Path.BATCH: (),
    }
)

# Bytes that one call takes; a path without a limit is not named.
# https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html
# https://docs.aws.amazon.com/sagemaker/latest/dg/serverless-endpoints.html
PAYLOAD_LIMITS: Mapping[Path, int] = MappingProxyType(
    {Path.PROVISIONED: 6 * _MIB, Path.SERVERLESS: 4 * _MIB}
)


class Reason(StrEnum):
    """Why a route begins where it does."""

    PREFERRED = "preferred"
    BATCH_THRESHOLD = "batch_threshold"
    BATCH_THRESHOLD_BYTES = "batch_threshold_bytes"
    NOT_DEPLOYED = "preferred_not_deployed"
    TOO_LARGE = "too_large_for_preferred"


@dataclass(frozen=True, kw_only=True)
class EffectiveRule:
    """What is configured for a traffic class, all layers taken together.

    Attributes:
        preferred: The path to take where nothing speaks against it.
        batch_threshold: More instances than these go to batch.
        batch_threshold_bytes: A payload of more bytes goes to batch.
        fallback: Whether a path that fails hands over to the next.

    """

    preferred: Path
    batch_threshold: int
    batch_threshold_bytes: int
    fallback: bool


@dataclass(frozen=True, kw_only=True)
class Available:
    """Which endpoints this environment has; batch is always there."""

    provisioned: bool
    serverless: bool

    def __contains__(self, path: Path) -> bool:
        """Say whether a path is there."""
        return {
            Path.PROVISIONED: self.provisioned,
            Path.SERVERLESS: self.serverless,
            Path.BATCH: True,
        }[path]


def decide(size: Size, rule: EffectiveRule, available: Available) -> Route:
    """Decide where an inference goes.

    Returns:
        The paths to try, none twice, each there and large enough. With fallback
        the last is batch; without it there is one path, and when that has failed
        for good, the record says so.

    """
    first, reason = _first(size, rule, available)
    if not rule.fallback:
        return Route(chain=(first,), reason=reason)
    chain = tuple(
        path for path in CHAINS[first] if path in available and _fits(path, size)
    )
    return Route(chain=chain, reason=reason)


def _first(
    size: Size, rule: EffectiveRule, available: Available
) -> tuple[Path, Reason]:
    preferred = rule.preferred
    if preferred is Path.BATCH:
        return preferred, Reason.PREFERRED
    if size.instances > rule.batch_threshold:
        return Path.BATCH, Reason.BATCH_THRESHOLD
    if size.bytes > rule.batch_threshold_bytes:
        return Path.BATCH, Reason.BATCH_THRESHOLD_BYTES
    if preferred in available and _fits(preferred, size):
        return preferred, Reason.PREFERRED
    reason = Reason.TOO_LARGE if preferred in available else Reason.NOT_DEPLOYED
    for path in STAND_INS[preferred]:
        if path in available and _fits(path, size):
            return path, reason
    return Path.BATCH, reason


def _fits(path: Path, size: Size) -> bool:
    limit = PAYLOAD_LIMITS.get(path)
    return limit is None or size.bytes <= limit
