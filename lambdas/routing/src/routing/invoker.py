"""Invokes an endpoint, in the time that is left and no more."""

import json
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import botocore.session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from urllib3.exceptions import HTTPError

from inferences.failures import AttemptTimedOutError, failure_of
from routing.endpoints import Endpoint
from routing.endpoints_answer import EndpointAnswer, read_answer

if TYPE_CHECKING:
    from botocore.response import StreamingBody
    from mypy_boto3_sagemaker_runtime import SageMakerRuntimeClient

# To reach SageMaker from its own Region; one lost packet is sent again after 1 s.
_CONNECT_SECONDS = 2
# SageMaker gives a container 60 s.
_LONGEST_READ_SECONDS = 65
_PIECE_BYTES = 256 * 1024


class RuntimeClients:
    """Clients of SageMaker's runtime, one a time-out.

    botocore fixes time-outs when a client is made: a client a whole second of time
    left costs 4 ms once. Retries are off: botocore's own would use up time that it
    knows nothing of, and hide what happened from the record (fact I3).
    """

    def __init__(self, *, region: str) -> None:
        """Make no client yet."""
        self._region = region
        self._session = botocore.session.get_session()
        self._clients: dict[int, SageMakerRuntimeClient] = {}

    def __call__(self, read_seconds: int) -> "SageMakerRuntimeClient":
        """Return the client that waits so long for each piece of an answer."""
        if read_seconds not in self._clients:
            self._clients[read_seconds] = self._session.create_client(  # type: ignore[assignment] # botocore's session has no overloads
                "sagemaker-runtime",
                region_name=self._region,
                config=Config(
                    connect_timeout=_CONNECT_SECONDS,
                    read_timeout=read_seconds,
                    retries={"total_max_attempts": 1, "mode": "standard"},
                ),
            )
        return self._clients[read_seconds]


class Invoker:
    """Asks endpoints for predictions."""

    def __init__(
        self,
        clients: Callable[[int], "SageMakerRuntimeClient"],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take clients by their read time-out in seconds, and a monotonic clock."""
        self._clients = clients
        self._clock = clock

    def invoke(
        self, endpoint: Endpoint, payload: str, *, seconds: float
    ) -> EndpointAnswer:
        """Return the predictions.

        Args:
            endpoint: Which one to ask.
            payload: JSON text of {"instances": [...]} and perhaps "parameters".
            seconds: Within which to be back, at least `attempts_once.LEAST_SECONDS`.

        Raises:
            AttemptError: Why there are none, as one of its classes.

        """
        ends_at = self._clock() + seconds
        read_seconds = min(int(seconds) - _CONNECT_SECONDS, _LONGEST_READ_SECONDS)
        client = self._clients(max(1, read_seconds))
        chosen = (
            {"InferenceComponentName": endpoint.component} if endpoint.component else {}
        )
        try:
            answer = client.invoke_endpoint(
                EndpointName=endpoint.name,
                Body=payload.encode(),
                ContentType="application/json",
                Accept="application/json",
                **chosen,
            )
            body = self._read(answer["Body"], ends_at)
        except (ClientError, BotoCoreError, HTTPError, OSError) as error:
            raise failure_of(error) from error
        return read_answer(body, instances=len(json.loads(payload)["instances"]))

    def _read(self, body: "StreamingBody", ends_at: float) -> bytes:
        # The read time-out is for each piece: a slow answer could take for ever.
        pieces = []
        for piece in body.iter_chunks(_PIECE_BYTES):
            pieces.append(piece)
            if self._clock() > ends_at:
                message = "the answer came too slowly"
                raise AttemptTimedOutError(message)
        return b"".join(pieces)
