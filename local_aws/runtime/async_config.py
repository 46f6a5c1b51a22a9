"""What a function wants done with events that nobody waits for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_MAX_AGE_SECONDS = 6 * 3600


@dataclass(frozen=True, kw_only=True)
class AsyncConfig:
    """Retries and destinations, with Lambda's defaults.

    Attributes:
        retries: How often a failed event is tried again, 0 to 2.
        max_age_seconds: After which an event is given up.
        on_failure: ARN of the queue for the record of a failure, or None.
        on_success: Likewise for a success.
        dead_letter: ARN of the queue for the event itself, or None.

    """

    retries: int = 2
    max_age_seconds: float = _MAX_AGE_SECONDS
    on_failure: str | None = None
    on_success: str | None = None
    dead_letter: str | None = None


def read_async_config(
    invoke_config: Mapping[str, Any], dead_letter: Mapping[str, Any]
) -> AsyncConfig:
    """Return what PutFunctionEventInvokeConfig and DeadLetterConfig said."""
    destinations = invoke_config.get("DestinationConfig") or {}
    defaults = AsyncConfig()
    return AsyncConfig(
        retries=invoke_config.get("MaximumRetryAttempts", defaults.retries),
        max_age_seconds=invoke_config.get(
            "MaximumEventAgeInSeconds", defaults.max_age_seconds
        ),
        on_failure=(destinations.get("OnFailure") or {}).get("Destination"),
        on_success=(destinations.get("OnSuccess") or {}).get("Destination"),
        dead_letter=dead_letter.get("TargetArn") or None,
    )
