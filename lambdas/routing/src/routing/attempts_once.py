"""One attempt: an endpoint is asked, and the record told."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol

from inferences.failures import (
    AttemptError,
    ClientFaultError,
    EndpointGoneError,
)
from inferences.paths import Path
from inferences.ports import Documents, Records
from inferences.record import Answer, Attempt, Failure, Record
from routing.endpoints import Endpoint, Endpoints
from routing.endpoints_answer import EndpointAnswer
from routing.ports import Ended, Refused, Succeeded

# Below it an attempt is not worth its price: what is asked would be done, and
# nobody would hear of it.
LEAST_SECONDS = 3
# Of an attempt that found no endpoint behind its path.
_NO_TARGET = "none"


class EndpointInvoker(Protocol):
    """What asks an endpoint; see `routing.invoker`."""

    def invoke(
        self, endpoint: Endpoint, payload: str, *, seconds: float
    ) -> EndpointAnswer:
        """Return the predictions.

        Raises:
            AttemptError: Why there are none.

        """
        ...


class AttemptTelemetry(Protocol):
    """Who is told of attempts."""

    def attempted(
        self, record_id: str, attempt: Attempt, failure: AttemptError | None
    ) -> None:
        """Tell of an attempt and, where it failed, why."""
        ...


class SingleAttempts:
    """Asks an endpoint once for a record, and ends the record with what comes."""

    def __init__(  # noqa: PLR0913 - the parts are wired once, in a front
        self,
        records: Records,
        documents: Documents,
        endpoints: Endpoints,
        invoker: EndpointInvoker,
        telemetry: AttemptTelemetry,
        *,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Take the parts, a monotonic clock in seconds and the time of day."""
        self._records = records
        self._documents = documents
        self._endpoints = endpoints
        self._invoker = invoker
        self._telemetry = telemetry
        self._clock = clock
        self._now = now

    def run(
        self, record: Record, path: Path, payload: str, *, seconds: float
    ) -> Succeeded | Refused | Ended:
        """Ask the endpoint behind a path; the record has ended if this returns.

        Args:
            record: For which one.
            path: Not batch.
            payload: What `record.payload` holds.
            seconds: As `Invoker.invoke` has it.

        Returns:
            Ended where somebody else ended the record meanwhile.

        Raises:
            AttemptError: Why there is no answer; it is noted in the record, which
                goes on. Never a ClientFaultError.
            UnavailableError: The table or the bucket cannot be reached.

        """
        endpoint = self._endpoints.get(path)
        began_at, began = self._now(), self._clock()

        def note(failure: AttemptError | None) -> None:
            attempt = Attempt(
                path=path,
                target=endpoint.target if endpoint else _NO_TARGET,
                began_at=began_at.isoformat(),
                milliseconds=round((self._clock() - began) * 1000),
                outcome=type(failure).__name__ if failure else "succeeded",
            )
            self._telemetry.attempted(record.id, attempt, failure)
            self._records.note(record.id, attempt)

        try:
            answer = self._ask(endpoint, path, payload, seconds)
        except ClientFaultError as fault:
            note(fault)
            return self._refuse(record, fault)
        except AttemptError as failure:
            note(failure)
            raise
        note(None)
        return self._succeed(record, path, answer)

    def _ask(
        self, endpoint: Endpoint | None, path: Path, payload: str, seconds: float
    ) -> EndpointAnswer:
        if endpoint is None:
            # The record was written before a deployment took it away.
            message = f"there is no {path} endpoint"
            raise EndpointGoneError(message)
        return self._invoker.invoke(endpoint, payload, seconds=seconds)

    def _refuse(self, record: Record, fault: ClientFaultError) -> Refused | Ended:
        failure = Failure(code=fault.code, message=fault.message)
        if not self._records.fail(record.id, failure):
            return Ended()
        return Refused(status=fault.status, code=fault.code, message=fault.message)

    def _succeed(
        self, record: Record, path: Path, found: EndpointAnswer
    ) -> Succeeded | Ended:
        text = found.predictions_text
        answer = Answer(
            path=path,
            model_name=found.model_name,
            model_version=found.model_version,
            predictions=self._documents.keep(record.id, "result", text),
        )
        if not self._records.succeed(record.id, answer):
            return Ended()
        return Succeeded(answer=answer, predictions_text=text)
