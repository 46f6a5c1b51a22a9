"""The record of an inference, which is written before anything is tried."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from inferences.paths import Path


class State(StrEnum):
    """How far an inference is. Only PENDING changes, and only once."""

    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True)
class Document:
    """A JSON text that belongs to a record: its payload or its result.

    Attributes:
        text: The text itself, where it is short; otherwise None.
        key: Of the object in the inferences bucket that holds it; otherwise None.

    """

    text: str | None = None
    key: str | None = None


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """One call of an endpoint, or one wait for a window, that has ended.

    Attributes:
        path: What was tried.
        target: Name of the endpoint, or of the transform job.
        began_at: ISO 8601 in UTC.
        milliseconds: How long it took.
        outcome: "succeeded", or the name of the failure, such as "ThrottledError".

    """

    path: Path
    target: str
    began_at: str
    milliseconds: int
    outcome: str


@dataclass(frozen=True, kw_only=True)
class Failure:
    """Why an inference failed.

    Attributes:
        code: For programs, such as "values_refused".
        message: For the caller: what is wrong, without inner text.

    """

    code: str
    message: str


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a path answered.

    Attributes:
        path: The path that did.
        model_name: Of the model that predicted.
        model_version: Its version.
        predictions: JSON text of {"predictions": [...]} and, if asked for,
            "probabilities".

    """

    path: Path
    model_name: str
    model_version: str
    predictions: Document


@dataclass(frozen=True, kw_only=True)
class Record:
    """An inference.

    Attributes:
        id: 32 hexadecimal digits; a client's idempotency key decides them, if there
            is one.
        owner: Who asked, the same in every Region; see `inferences.owner`.
        request_digest: SHA-256 of what was asked, to tell another request under the
            same idempotency key.
        traffic_class: As asked for.
        payload: JSON text of {"instances": [...]} and perhaps "parameters".
        chain: The paths in the order in which they are tried.
        home_region: The Region that works on it: the one that accepted it, or the one
            that took over.
        created_at: ISO 8601 in UTC.
        state: How far it is.
        run: Number of the last execution of the workflow that was begun for it; 0
            for the first, -1 for none yet.
        attempts: The last of them, oldest first.
        attempt_count: How many there were in all.
        task_token: Of the workflow that waits for a batch window; None before.
        window: ID of the batch window that it went into last; None before.
        answer: What SUCCEEDED means.
        failure: What FAILED means.

    """

    id: str
    owner: str
    request_digest: str
    traffic_class: str
    payload: Document
    chain: Sequence[Path]
    home_region: str
    created_at: str
    state: State = State.PENDING
    run: int = -1
    attempts: Sequence[Attempt] = ()
    attempt_count: int = 0
    task_token: str | None = None
    window: str | None = None
    answer: Answer | None = None
    failure: Failure | None = None


@dataclass(frozen=True, kw_only=True)
class Unattended:
    """What the sweeper sees of a record that is pending and overdue.

    Attributes:
        id: Of the record.
        run: As in the record.
        attend_by: Until when somebody was to have acted on it, seconds since 1970.
        window: As in the record.
        home_region: As in the record; None while the index was made without it.

    """

    id: str
    run: int
    attend_by: int
    window: str | None
    home_region: str | None = None
