"""Which messages go into a window. No AWS here."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

from batch.ports import Job, Message
from inferences.record import Record, State


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How much goes into one window.

    Attributes:
        records: At most.
        bytes: Of all lines together, at most.
        line_bytes: Of one line with its line feed: what one request of the job
            may carry.

    """

    records: int
    bytes: int
    line_bytes: int


class Verdict(Enum):
    """What becomes of a message."""

    TAKE = "take"
    # Another window, or another message, sees to it.
    DROP = "drop"


def record_id_of(message: Message) -> str | None:
    """Return the ID that a message names; None for what is no message of ours."""
    try:
        content = json.loads(message.body)
    except ValueError:
        return None
    record_id = content.get("id") if isinstance(content, dict) else None
    return record_id if isinstance(record_id, str) else None


def judge(
    record: Record | None, window: str, job: Job | None, *, region: str
) -> Verdict:
    """Decide over a message by its record.

    Args:
        record: As it is now.
        window: Which is being gathered.
        job: Of the window that the record went into last.
        region: This one: what another has taken over is no longer in this queue.

    """
    if record is None or record.state is not State.PENDING:
        return Verdict.DROP
    if record.home_region != region:
        return Verdict.DROP
    if record.window in (None, window):
        return Verdict.TAKE
    # Where that window has a job, its end ends the record or sends it back to the
    # queue with a message of its own. Where it never got one, or the job failed,
    # nobody may see to it.
    if job is None or job.gave_up:
        return Verdict.TAKE
    return Verdict.DROP


def line_of(payload: str) -> str:
    """Return a payload as one line; between its tokens, JSON may be broken up."""
    return payload.replace("\n", " ")


def size_of(line: str) -> int:
    """Return how many bytes a line takes, with its line feed."""
    return len(line.encode()) + 1


@dataclass(kw_only=True)
class Gathered:
    """What a window has so far.

    Attributes:
        limits: That it keeps to.
        lines: The payloads by the IDs of their records, in the order of arrival.
        taken: Messages to delete when the job is there.
        dropped: Messages to delete in any case.
        bytes: Of all lines.

    """

    limits: Limits
    lines: dict[str, str] = field(default_factory=dict)
    taken: list[Message] = field(default_factory=list)
    dropped: list[Message] = field(default_factory=list)
    bytes: int = 0

    @property
    def room(self) -> int:
        """How many records may still come."""
        if self.bytes >= self.limits.bytes:
            return 0
        return self.limits.records - len(self.lines)

    def fits(self, line: str) -> bool:
        """Say whether a line can still go in; the first one always can."""
        return not self.lines or (
            len(self.lines) < self.limits.records
            and self.bytes + size_of(line) <= self.limits.bytes
        )

    def take(self, record_id: str, line: str, message: Message) -> None:
        """Put a record into the window, once."""
        self.lines[record_id] = line
        self.bytes += size_of(line)
        self.taken.append(message)

    @property
    def messages(self) -> Sequence[Message]:
        """All that can be deleted when the job is there."""
        return [*self.dropped, *self.taken]
