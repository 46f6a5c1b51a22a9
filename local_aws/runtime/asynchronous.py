"""Events that nobody waits for: retries, and where failures go.

Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
"""

import heapq
import itertools
import json
import logging
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from local_aws.runtime.config import FunctionConfig
from local_aws.runtime.errors import InvokeRefusedError
from local_aws.runtime.invoker import Invocation, Outcome
from local_aws.runtime.roles import Roles

logger = logging.getLogger(__name__)

# Lambda waits a minute before the first retry and two before the second.
RETRY_SECONDS = (60.0, 120.0)
_MAX_AGE_SECONDS = 6 * 3600
_THROTTLED_SECONDS = 1.0
_MAX_THROTTLED_SECONDS = 300.0
_WORKERS = 8


@dataclass(frozen=True, kw_only=True)
class AsyncConfig:
    """What a function wants done with its events.

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


@dataclass(kw_only=True)
class _Pending:
    config: FunctionConfig
    wanted: AsyncConfig
    invocation: Invocation
    run: Callable[[], Outcome]
    accepted: float
    attempts: int = 0
    throttles: int = 0


class EventQueue:
    """Runs events in the background and sends their records.

    Args:
        roles: Gives clients that act as the function.
        retry_seconds: Before each retry.

    """

    def __init__(
        self, roles: Roles, retry_seconds: Sequence[float] = RETRY_SECONDS
    ) -> None:
        """Start the thread that waits for due events."""
        self._roles = roles
        self._retry_seconds = retry_seconds
        self._workers = ThreadPoolExecutor(_WORKERS, thread_name_prefix="lambda-event")
        self._due: list[tuple[float, int, _Pending]] = []
        self._order = itertools.count()
        self._changed = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._schedule, daemon=True)
        self._thread.start()

    def put(
        self,
        config: FunctionConfig,
        wanted: AsyncConfig,
        invocation: Invocation,
        run: Callable[[], Outcome],
    ) -> None:
        """Accept an event; `run` invokes the function with it."""
        pending = _Pending(
            config=config,
            wanted=wanted,
            invocation=invocation,
            run=run,
            accepted=time.monotonic(),
        )
        self._later(0.0, pending)

    def close(self) -> None:
        """Forget what waits; what runs is not waited for."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        self._thread.join()
        self._workers.shutdown(wait=False, cancel_futures=True)

    def _later(self, seconds: float, pending: _Pending) -> None:
        with self._changed:
            entry = (time.monotonic() + seconds, next(self._order), pending)
            heapq.heappush(self._due, entry)
            self._changed.notify()

    def _schedule(self) -> None:
        with self._changed:
            while not self._closed:
                wait = self._due[0][0] - time.monotonic() if self._due else None
                if wait is None or wait > 0:
                    self._changed.wait(wait)
                else:
                    self._workers.submit(self._attempt, heapq.heappop(self._due)[2])

    def _attempt(self, pending: _Pending) -> None:
        age = time.monotonic() - pending.accepted
        if age > pending.wanted.max_age_seconds:
            self._give_up(pending, "EventAgeExceeded", None)
            return
        try:
            outcome = pending.run()
        except InvokeRefusedError as refusal:
            # Throttled events go back into the queue, later each time.
            logger.info("%s: %s", pending.config.function_arn, refusal)
            delay = min(
                _THROTTLED_SECONDS * 2**pending.throttles, _MAX_THROTTLED_SECONDS
            )
            pending.throttles += 1
            self._later(delay, pending)
            return
        pending.attempts += 1
        if outcome.failure is None:
            if pending.wanted.on_success is not None:
                self._send(pending, pending.wanted.on_success, "Success", outcome)
        elif pending.attempts > pending.wanted.retries:
            self._give_up(pending, "RetriesExhausted", outcome)
        else:
            place = min(pending.attempts, len(self._retry_seconds)) - 1
            self._later(self._retry_seconds[place], pending)

    def _give_up(
        self, pending: _Pending, condition: str, outcome: Outcome | None
    ) -> None:
        if pending.wanted.on_failure is not None:
            self._send(pending, pending.wanted.on_failure, condition, outcome)
        if pending.wanted.dead_letter is not None:
            self._send_message(
                pending.config,
                pending.wanted.dead_letter,
                pending.invocation.payload.decode(),
                _dead_letter_attributes(pending, outcome),
            )

    def _send(
        self,
        pending: _Pending,
        destination: str,
        condition: str,
        outcome: Outcome | None,
    ) -> None:
        record = _record(pending, condition, outcome)
        self._send_message(pending.config, destination, json.dumps(record), {})

    def _send_message(
        self,
        config: FunctionConfig,
        destination: str,
        body: str,
        attributes: dict[str, Any],
    ) -> None:
        partition = destination.split(":")
        if partition[2] != "sqs":
            logger.error(
                "%s: the local AWS sends records to SQS queues only, not to %s",
                config.function_arn,
                destination,
            )
            return
        try:
            client = self._roles.client(config, "sqs")
            url = client.get_queue_url(
                QueueName=partition[5], QueueOwnerAWSAccountId=partition[4]
            )["QueueUrl"]
            client.send_message(
                QueueUrl=url, MessageBody=body, MessageAttributes=attributes
            )
        except (BotoCoreError, ClientError) as error:
            # Lambda counts these as DestinationDeliveryFailures and goes on.
            logger.warning("%s: %s: %s", config.function_arn, destination, error)


def _record(
    pending: _Pending, condition: str, outcome: Outcome | None
) -> dict[str, Any]:
    """Return an invocation record.

    Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
    """
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    record: dict[str, Any] = {
        "version": "1.0",
        "timestamp": now.replace("+00:00", "Z"),
        "requestContext": {
            "requestId": pending.invocation.request_id,
            "functionArn": pending.config.version_arn,
            "condition": condition,
            "approximateInvokeCount": pending.attempts,
        },
        "requestPayload": json.loads(pending.invocation.payload),
    }
    if outcome is not None:
        context = {"statusCode": 200, "executedVersion": outcome.executed_version}
        if outcome.failure is not None:
            context["functionError"] = "Unhandled"
        record["responseContext"] = context
        record["responsePayload"] = _json_or_text(outcome.payload)
    return record


def _dead_letter_attributes(
    pending: _Pending, outcome: Outcome | None
) -> dict[str, Any]:
    """Return the attributes of a message with a failed event.

    Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html#invocation-dlq
    """
    answer = _json_or_text(outcome.payload) if outcome is not None else None
    message = answer.get("errorMessage", "") if isinstance(answer, dict) else ""
    return {
        "RequestID": {
            "DataType": "String",
            "StringValue": pending.invocation.request_id,
        },
        "ErrorCode": {"DataType": "Number", "StringValue": "200"},
        "ErrorMessage": {
            "DataType": "String",
            # The first kilobyte; SQS refuses an empty value.
            "StringValue": message[:1024] or "-",
        },
    }


def _json_or_text(payload: bytes) -> Any:  # noqa: ANN401 - any JSON
    try:
        return json.loads(payload)
    except ValueError:
        return payload.decode(errors="replace")
