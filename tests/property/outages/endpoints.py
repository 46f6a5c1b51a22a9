"""Endpoints and transform jobs that answer in capitals, and are busy now and then."""

import json
import random
from collections.abc import Iterator
from typing import Any

from botocore.exceptions import ClientError

MODEL = {"name": "upper", "version": "0123456789abcdef"}
_BUSY_SHARE = 0.15


def predicted(instances: list[str]) -> list[str]:
    """Return what any path is to answer."""
    return [text.upper() for text in instances]


class FlakyRuntime:
    """What botocore's client of SageMaker's runtime does, of what we ask."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng

    def invoke_endpoint(self, *, Body: bytes, **_: Any) -> dict[str, Any]:  # noqa: N803 - botocore's name
        if self._rng.random() < _BUSY_SHARE:
            error = {"Code": "ThrottlingException", "Message": "m"}
            metadata: Any = {"HTTPStatusCode": 429}
            response: Any = {"Error": error, "ResponseMetadata": metadata}
            raise ClientError(response, "InvokeEndpoint")
        instances = json.loads(Body)["instances"]
        content = {"predictions": predicted(instances), "model": MODEL}
        return {"Body": _Body(json.dumps(content).encode())}


class _Body:
    def __init__(self, data: bytes) -> None:
        self._data = data

    def iter_chunks(self, _: int) -> Iterator[bytes]:
        yield self._data


def answer_line(line: str) -> str:
    """Answer a line of a job's input as the container does."""
    instances = json.loads(line)["instances"]
    return json.dumps({"predictions": predicted(instances), "model": MODEL})
