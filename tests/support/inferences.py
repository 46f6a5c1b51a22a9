"""Records, documents and workflow in memory, which behave as the ports say.

The contract tests of `tests/unit/inferences` run on these and on the real
adapters: what passes here by a kinder rule would fail there.
"""

import hashlib
import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from inferences.errors import DocumentMissingError, UnavailableError
from inferences.owner import owner_of
from inferences.paths import Path
from inferences.record import (
    Answer,
    Attempt,
    Document,
    Failure,
    Record,
    State,
    Unattended,
)

_INLINE_BYTES = 64 * 1024
_ATTEMPTS_KEPT = 20


class _Refusing:
    """Whatever can be out of reach.

    Attributes:
        unavailable: Names of the methods that raise UnavailableError.

    """

    def __init__(self) -> None:
        self.unavailable: set[str] = set()
        self._lock = threading.RLock()

    def _reach(self, method: str) -> None:
        if method in self.unavailable:
            message = f"{type(self).__name__} cannot be reached"
            raise UnavailableError(message)


class MemoryRecords(_Refusing):
    """The table.

    Attributes:
        attend_by: Of each pending record, by ID.

    """

    def __init__(self, *records: Record) -> None:
        """Begin with these; they are to be attended to at 0."""
        super().__init__()
        self._records = {record.id: record for record in records}
        self.attend_by = {
            record.id: 0 for record in records if record.state is State.PENDING
        }

    def all(self) -> list[Record]:
        """Return every record, for a test to look at."""
        with self._lock:
            return list(self._records.values())

    def create(self, record: Record, *, attend_by: int) -> Record | None:
        self._reach("create")
        with self._lock:
            there = self._records.get(record.id)
            if there is None:
                self._records[record.id] = record
                self.attend_by[record.id] = attend_by
            return there

    def get(self, record_id: str) -> Record | None:
        self._reach("get")
        with self._lock:
            return self._records.get(record_id)

    def note(self, record_id: str, attempt: Attempt) -> None:
        self._reach("note")
        with self._lock:
            record = self._pending(record_id)
            if record is not None:
                self._records[record_id] = replace(
                    record,
                    attempts=(*record.attempts, attempt)[-_ATTEMPTS_KEPT:],
                    attempt_count=record.attempt_count + 1,
                )

    def begin_run(self, record_id: str, run: int, *, home: str, attend_by: int) -> bool:
        self._reach("begin_run")
        with self._lock:
            record = self._pending(record_id)
            if record is None or (record.run, record.home_region) != (run - 1, home):
                return False
            return self._change(record_id, attend_by, run=run)

    def move(self, record_id: str, region: str) -> None:
        """Give a pending record another home, as a failover's adoption does."""
        with self._lock:
            before = self._records[record_id]
            self._records[record_id] = replace(
                before,
                home_region=region,
                run=before.run + 1,
                task_token=None,
                window=None,
            )

    def arrive(self, record: Record, attend_by: int | None) -> None:
        """Take a record as another Region has it."""
        with self._lock:
            self._records[record.id] = record
            if attend_by is None or record.state is not State.PENDING:
                self.attend_by.pop(record.id, None)
            else:
                self.attend_by[record.id] = attend_by

    def attend(self, record_id: str, *, attend_by: int) -> bool:
        self._reach("attend")
        return self._change(record_id, attend_by)

    def await_window(self, record_id: str, token: str, *, attend_by: int) -> bool:
        self._reach("await_window")
        return self._change(record_id, attend_by, task_token=token, window=None)

    def enter_window(self, record_id: str, window: str, *, attend_by: int) -> bool:
        self._reach("enter_window")
        return self._change(record_id, attend_by, window=window)

    def succeed(self, record_id: str, answer: Answer) -> bool:
        self._reach("succeed")
        return self._end(record_id, state=State.SUCCEEDED, answer=answer)

    def fail(self, record_id: str, failure: Failure) -> bool:
        self._reach("fail")
        return self._end(record_id, state=State.FAILED, failure=failure)

    def unattended(
        self, before: int, shard: str, *, after: Unattended | None = None
    ) -> Iterator[Unattended]:
        self._reach("unattended")
        with self._lock:
            overdue = sorted(
                (attend_by, record_id)
                for record_id, attend_by in self.attend_by.items()
                if record_id.startswith(shard)
                and attend_by < before
                and (after is None or (attend_by, record_id) > _place(after))
            )
            found = [
                Unattended(
                    id=record_id,
                    run=self._records[record_id].run,
                    attend_by=attend_by,
                    window=self._records[record_id].window,
                    home_region=self._records[record_id].home_region,
                )
                for attend_by, record_id in overdue
            ]
        yield from found

    def _pending(self, record_id: str) -> Record | None:
        record = self._records.get(record_id)
        return record if record and record.state is State.PENDING else None

    def _change(self, record_id: str, attend_by: int, **changes: Any) -> bool:
        with self._lock:
            record = self._pending(record_id)
            if record is None:
                return False
            self._records[record_id] = replace(record, **changes)
            self.attend_by[record_id] = attend_by
            return True

    def _end(self, record_id: str, **changes: Any) -> bool:
        with self._lock:
            record = self._pending(record_id)
            if record is None:
                return False
            self._records[record_id] = replace(record, **changes)
            del self.attend_by[record_id]
            return True


class MemoryDocuments(_Refusing):
    """Texts.

    Attributes:
        objects: The long ones, by key.

    """

    def __init__(self) -> None:
        super().__init__()
        self.objects: dict[str, str] = {}

    def keep(self, record_id: str, kind: str, text: str) -> Document:
        self._reach("keep")
        if len(text.encode()) <= _INLINE_BYTES:
            return Document(text=text)
        digest = hashlib.sha256(text.encode()).hexdigest()[:16]
        key = f"{kind}s/{record_id}-{digest}.json"
        self.objects[key] = text
        return Document(key=key)

    def read(self, document: Document) -> str:
        self._reach("read")
        if document.text is not None:
            return document.text
        if document.key not in self.objects:
            message = f"there is no {document.key}"
            raise DocumentMissingError(message)
        return self.objects[document.key]

    def check(self, document: Document) -> None:
        self._reach("check")
        self.read(document)


def _place(found: Unattended) -> tuple[int, str]:
    return found.attend_by, found.id


class MemoryWorkflow(_Refusing):
    """The state machine, which only remembers what it was asked to begin.

    Attributes:
        started: (record, run, position) of each execution, in their order; a
            second start under the same name is none.

    """

    def __init__(self) -> None:
        super().__init__()
        self.started: list[tuple[str, int, int]] = []
        self._running: set[tuple[str, int]] = set()
        self._names: set[tuple[str, int]] = set()

    def start(self, record: Record, run: int, *, position: int) -> None:
        self._reach("start")
        with self._lock:
            name = (record.id, run)
            if name not in self._names:
                self._names.add(name)
                self._running.add(name)
                self.started.append((record.id, run, position))

    def is_running(self, record_id: str, run: int) -> bool:
        self._reach("is_running")
        return (record_id, run) in self._running

    @property
    def running(self) -> frozenset[tuple[str, int]]:
        """Which executions are under way, by record and run."""
        return frozenset(self._running)

    def end(self, record_id: str, run: int) -> None:
        """End an execution, however; its name stays taken."""
        self._running.remove((record_id, run))

    def forget(self, record_id: str) -> None:
        """End all executions of a record, as when their Region is lost."""
        self._running = {name for name in self._running if name[0] != record_id}


def a_record(number: int = 0, **changes: Any) -> Record:
    """Return a pending record that goes by all paths; `number` makes its ID."""
    record = Record(
        id=f"{number:032x}",
        owner=owner_of("key-1"),
        request_digest="0" * 64,
        traffic_class="standard",
        payload=Document(text='{"instances":["some text"]}'),
        chain=(Path.PROVISIONED, Path.SERVERLESS, Path.BATCH),
        home_region="eu-west-1",
        created_at="2026-11-22T03:00:00.000000+00:00",
    )
    return replace(record, **changes)


def an_answer(path: Path = Path.SERVERLESS, **changes: Any) -> Answer:
    """Return an answer to `a_record`."""
    answer = Answer(
        path=path,
        model_name="newsgroups",
        model_version="0123456789abcdef",
        predictions=Document(text='{"predictions":["alt.atheism"]}'),
    )
    return replace(answer, **changes)


def an_attempt(number: int = 0, **changes: Any) -> Attempt:
    """Return an attempt that failed; `number` makes it differ."""
    attempt = Attempt(
        path=Path.SERVERLESS,
        target="endpoint-1",
        began_at=f"2026-11-22T03:00:{number:02d}.000000+00:00",
        milliseconds=number,
        outcome="ThrottledError",
    )
    return replace(attempt, **changes)
