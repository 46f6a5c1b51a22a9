"""Which endpoints are idle, and why the others are not. No AWS here."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from auto_stop.fleet import IN_SERVICE, Component, Details, Endpoint, Series

PROTECTED_TAG = "ProtectedFromAutoStop"
HEALTH_CHECK_TAG = "HealthCheckRequestsPerHour"
MARK_TAG = "AutoStopMarkedAt"
# A component that never served may go with its endpoint.
_QUIET_STATES = {IN_SERVICE, "Failed"}
# A mark that nobody came back to says nothing any more.
_MARK_LASTS = timedelta(hours=24)


class Reason(StrEnum):
    """Why an endpoint is spared."""

    NOT_IN_SERVICE = "not_in_service"
    YOUNG = "young"
    CHANGED = "changed"
    UNREADABLE = "unreadable"
    PROTECTED = "protected"
    BUSY = "busy"
    # At rest it is for nothing: serverless, or no instance runs.
    COSTS_NOTHING = "costs_nothing"
    # Without deleting it, it can cost no less.
    AT_ITS_LEAST = "at_its_least"
    MARKED = "marked"
    ANOTHER_RUN = "another_run"
    # There was no time left for it.
    OUT_OF_TIME = "out_of_time"
    FAILED = "failed"


def by_state(
    endpoint: Endpoint,
    components: Sequence[Component],
    now: datetime,
    window: timedelta,
) -> Reason | None:
    """Judge by what lists tell; None where that spares nothing."""
    if endpoint.status != IN_SERVICE or any(
        component.status not in _QUIET_STATES for component in components
    ):
        return Reason.NOT_IN_SERVICE
    if now - endpoint.created <= window:
        return Reason.YOUNG
    changes = (endpoint.modified, *(component.modified for component in components))
    return Reason.CHANGED if now - max(changes) <= window else None


def is_protected(tags: Mapping[str, str]) -> bool:
    """Say whether a tag protects: in doubt it does."""
    return tags.get(PROTECTED_TAG, "false").strip().lower() != "false"


def known_requests(tags: Mapping[str, str], window: timedelta) -> float:
    """Return how many requests of a window are health checks, by a tag.

    A value that is no number counts none: then more is taken for use, not less.
    """
    text = tags.get(HEALTH_CHECK_TAG, "0").strip()
    hourly = int(text) if re.fullmatch("[0-9]{1,6}", text) else 0
    return hourly * (window / timedelta(hours=1))


def of_variant(endpoint: str, variant: str) -> Series:
    """Return the requests of a variant."""
    return Series("Invocations", _variant(endpoint, variant))


def of_component(component: str) -> Sequence[Series]:
    """Return the requests of a component, those that found no copy of it too."""
    dimensions = (("InferenceComponentName", component),)
    return (
        Series("Invocations", dimensions),
        Series("NoCapacityInvocationFailures", dimensions),
    )


def of_details(endpoint: str, details: Details) -> Sequence[Series]:
    """Return all series of an endpoint but those of its components.

    An asynchronous endpoint publishes no Invocations (fact S14).
    https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-monitor.html
    """
    names = [*(variant.name for variant in details.variants), *details.shadows]
    if not details.asynchronous:
        return [of_variant(endpoint, name) for name in names]
    backlog = Series("ApproximateBacklogSize", (("EndpointName", endpoint),), "Maximum")
    return [
        backlog,
        *(
            Series(metric, _variant(endpoint, name))
            for metric in ("InvocationsProcessed", "InvocationFailures")
            for name in names
        ),
    ]


def is_marked(tags: Mapping[str, str], now: datetime, window: timedelta) -> bool | None:
    """Say whether a mark is a window old; None for none that counts."""
    try:
        age = now - datetime.fromisoformat(tags.get(MARK_TAG, ""))
    except (ValueError, TypeError):
        return None
    if not timedelta(0) <= age <= window + _MARK_LASTS:
        return None
    return age >= window


def _variant(endpoint: str, variant: str) -> tuple[tuple[str, str], ...]:
    return (("EndpointName", endpoint), ("VariantName", variant))
