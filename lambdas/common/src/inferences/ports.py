"""What the functions need of the outside; tests bring their own."""

from collections.abc import Iterator
from typing import Protocol

from inferences.record import (
    Answer,
    Attempt,
    Document,
    Failure,
    Record,
    Unattended,
)


class Records(Protocol):
    """The table of records.

    Every write is conditional, so that work done twice leaves one result: a method
    that returns a bool says whether this write was the one that counted.
    `attend_by` is in seconds since 1970: the sweeper looks at a pending record when
    it has passed.

    All raise UnavailableError when the table cannot be reached or refuses.
    """

    def create(self, record: Record, *, attend_by: int) -> Record | None:
        """Write a new record; return the one that is there already, if there is."""
        ...

    def get(self, record_id: str) -> Record | None:
        """Read a record, consistently."""
        ...

    def note(self, record_id: str, attempt: Attempt) -> None:
        """Append an attempt; a record that has ended is left alone."""
        ...

    def begin_run(self, record_id: str, run: int, *, home: str, attend_by: int) -> bool:
        """Set `run`, from run - 1, on a pending record whose home this Region is."""
        ...

    def attend(self, record_id: str, *, attend_by: int) -> bool:
        """Move `attend_by` of a pending record."""
        ...

    def await_window(self, record_id: str, token: str, *, attend_by: int) -> bool:
        """Keep the task token of a pending record that is queued for a window.

        The window that it was in before is forgotten: whatever becomes of that one
        is not for this token.
        """
        ...

    def enter_window(self, record_id: str, window: str, *, attend_by: int) -> bool:
        """Say into which window a pending record goes."""
        ...

    def succeed(self, record_id: str, answer: Answer) -> bool:
        """End a pending record with an answer; it expires 7 days later."""
        ...

    def fail(self, record_id: str, failure: Failure) -> bool:
        """End a pending record with a reason; it expires 7 days later."""
        ...

    def unattended(
        self, before: int, shard: str, *, after: Unattended | None = None
    ) -> Iterator[Unattended]:
        """Query the index of pending records of a shard, the most overdue first.

        Args:
            before: Seconds since 1970; what is to be attended to by then is no more.
            shard: First digit of their IDs.
            after: Goes on behind this one, whatever has become of it.

        """
        ...


class Documents(Protocol):
    """Payloads and results, in the record where they are short, else in S3."""

    def keep(self, record_id: str, kind: str, text: str) -> Document:
        """Store a text: the same key and text again do no harm.

        Args:
            record_id: Of the record.
            kind: "payload" or "result".
            text: JSON.

        Raises:
            UnavailableError: S3 cannot be reached or refuses.

        """
        ...

    def read(self, document: Document) -> str:
        """Return the text.

        Raises:
            DocumentMissingError: It is not in this Region's bucket, or not yet.
            UnavailableError: S3 cannot be reached or refuses.

        """
        ...

    def check(self, document: Document) -> None:
        """Do nothing, if the text can be read.

        Raises:
            DocumentMissingError: It is not in this Region's bucket, or not yet.
            UnavailableError: S3 cannot be reached or refuses.

        """
        ...


class Workflow(Protocol):
    """The state machine that goes on where an attempt stopped."""

    def start(self, record: Record, run: int, *, position: int) -> None:
        """Begin an execution, named by the record and the run.

        One that was begun before under that name is as good.

        Args:
            record: The record, whose chain is followed.
            run: Becomes part of the execution's name.
            position: Index in the chain of the path to begin with.

        Raises:
            UnavailableError: It cannot be reached or refuses.

        """
        ...

    def is_running(self, record_id: str, run: int) -> bool:
        """Say whether that execution is under way.

        Raises:
            UnavailableError: It cannot be reached or refuses.

        """
        ...
