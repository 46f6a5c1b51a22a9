"""What batch windows need of the outside, beside the ports of `inferences`."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from batch.manifest import Manifest


@dataclass(frozen=True, kw_only=True)
class Message:
    """A message of the queue.

    Attributes:
        body: JSON text of {"id": ...}. It only says where to look: the record is
            the truth.
        handle: For its deletion, of this delivery alone.

    """

    body: str
    handle: str


class Queue(Protocol):
    """The queue of what waits for a window.

    A message that is received stays hidden for a while and comes back unless it is
    deleted.
    """

    def receive(self, most: int) -> Sequence[Message]:
        """Return some messages, not more than `most`; none when it seems empty.

        Raises:
            UnavailableError: It cannot be reached or refuses.

        """
        ...

    def delete(self, messages: Sequence[Message]) -> int:
        """Delete messages; return how many could not be: they come back.

        Raises:
            UnavailableError: It cannot be reached or refuses.

        """
        ...


class JobStatus(StrEnum):
    """What SageMaker says of a transform job."""

    IN_PROGRESS = "InProgress"
    STOPPING = "Stopping"
    COMPLETED = "Completed"
    FAILED = "Failed"
    STOPPED = "Stopped"


@dataclass(frozen=True, kw_only=True)
class Job:
    """A transform job.

    Attributes:
        status: How far it is.
        began_at: When it was created, ISO 8601 in UTC.
        milliseconds: From then to its end; 0 before.
        reason: Why it failed, for the log; empty otherwise.

    """

    status: JobStatus
    began_at: str
    milliseconds: int = 0
    reason: str = ""

    @property
    def ended(self) -> bool:
        """Whether it will never change again."""
        return self.status not in (JobStatus.IN_PROGRESS, JobStatus.STOPPING)

    @property
    def gave_up(self) -> bool:
        """Whether it ended without answers."""
        return self.status in (JobStatus.FAILED, JobStatus.STOPPED)


class JobLimitError(Exception):
    """The account has as many instances at work as it may."""


class JobFinder(Protocol):
    """The transform jobs of windows, each named by its window."""

    def find(self, window: str) -> Job | None:
        """Return the job of a window; None if there never was one.

        Raises:
            UnavailableError: SageMaker cannot be reached or refuses.

        """
        ...


class Jobs(JobFinder, Protocol):
    """The same, for who may begin one."""

    def create(self, window: str) -> bool:
        """Begin the job of a window; False if it was begun before.

        Raises:
            JobLimitError: Not now; the queue keeps what was to be done.
            UnavailableError: SageMaker cannot be reached or refuses.

        """
        ...


class Windows(Protocol):
    """What windows hold.

    All raise UnavailableError when S3 cannot be reached or refuses.
    """

    def manifest(self, window: str) -> Manifest | None:
        """Return a window's manifest; None if it has none."""
        ...

    def create_manifest(self, manifest: Manifest) -> bool:
        """Write a manifest where there is none; say whether this one counts."""
        ...

    def write_input(self, window: str, lines: Sequence[str]) -> None:
        """Write what the job reads."""
        ...

    def output(self, window: str) -> str | None:
        """Return what the job wrote; None if it wrote nothing."""
        ...


class Tokens(Protocol):
    """Executions that wait for a window.

    An execution that waits no more, or not for this token, is left alone. Both raise
    UnavailableError when Step Functions cannot be reached or refuses.
    """

    def succeed(self, token: str, outcome: str) -> None:
        """Tell an execution how its record ended."""
        ...

    def fail(self, token: str, error: str, cause: str) -> None:
        """Tell an execution that its window failed."""
        ...


class TimeLeft(Protocol):
    """How long this invocation may still take."""

    def __call__(self) -> float:
        """Return it in seconds."""
        ...


class Results(Protocol):
    """The results function, asked by name."""

    def collect(self, window: str) -> None:
        """Have the results of a window collected, soon.

        Raises:
            UnavailableError: Lambda cannot be reached or refuses.

        """
        ...
