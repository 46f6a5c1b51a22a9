"""How a job asks its container, where the job or the container says so.

https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-batch-code.html
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from local_aws.sagemaker.container import Container
from local_aws.sagemaker.exchange import (
    AnswerTimeoutError,
    ContainerRequest,
    NoAnswerError,
)

_MOST_MB = 100
_DEFAULT_MB = 6
_SECONDS = 2.0
_STRATEGIES = {"MULTI_RECORD": "MultiRecord", "SINGLE_RECORD": "SingleRecord"}


class BadMannerError(Exception):
    """Job and container together ask for what cannot be."""


@dataclass(frozen=True, kw_only=True)
class Manner:
    """How requests are made.

    Attributes:
        concurrent: Requests at once to an instance.
        payload_mb: Of a request; 0 for no limit.
        strategy: "SingleRecord" or "MultiRecord".

    """

    concurrent: int
    payload_mb: int
    strategy: str


def manner_of(given: Mapping[str, Any], container: Container) -> Manner:
    """Return how the job's requests are made.

    What the job leaves open the container decides, and where that is silent,
    SageMaker's defaults hold.

    Raises:
        BadMannerError: Together they need more than 100 MB at once.

    """
    concurrent = given.get("MaxConcurrentTransforms") or 0
    payload = given.get("MaxPayloadInMB")
    strategy = given.get("BatchStrategy")
    if not concurrent or payload is None or strategy is None:
        said = _ask(container)
        concurrent = concurrent or int(said.get("MaxConcurrentTransforms") or 1)
        if payload is None:
            payload = int(said.get("MaxPayloadInMB", _DEFAULT_MB))
        strategy = strategy or _STRATEGIES.get(
            str(said.get("BatchStrategy")), "MultiRecord"
        )
    if concurrent * payload > _MOST_MB:
        text = (
            f"MaxConcurrentTransforms {concurrent} x MaxPayloadInMB {payload} is over "
            f"{_MOST_MB} MB"
        )
        raise BadMannerError(text)
    return Manner(concurrent=concurrent, payload_mb=payload, strategy=strategy)


def variables_of(given: Mapping[str, Any]) -> dict[str, str]:
    """Return what the container is told by its environment."""
    strategies = {name: constant for constant, name in _STRATEGIES.items()}
    told = {
        "SAGEMAKER_MAX_CONCURRENT_TRANSFORMS": given.get("MaxConcurrentTransforms"),
        "SAGEMAKER_MAX_PAYLOAD_IN_MB": given.get("MaxPayloadInMB"),
        "SAGEMAKER_BATCH_STRATEGY": strategies.get(given.get("BatchStrategy", "")),
    }
    return {
        **given.get("Environment", {}),
        "SAGEMAKER_BATCH": "true",
        **{name: str(value) for name, value in told.items() if value is not None},
    }


def _ask(container: Container) -> Mapping[str, Any]:
    """Return what /execution-parameters says; nothing where there is none."""
    request = ContainerRequest(method="GET", path="/execution-parameters")
    try:
        answer = container.ask(request, _SECONDS)
        said = json.loads(answer.body) if answer.status == HTTPStatus.OK else {}
    except (AnswerTimeoutError, NoAnswerError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}
