"""Queue, jobs and windows in memory, telemetry that says nothing, and faults."""

import io
import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from batch.manifest import Manifest
from batch.ports import Job, JobLimitError, JobStatus, Message
from functions.environment import TelemetrySettings
from functions.telemetry import LogStream
from inferences.errors import UnavailableError

VISIBILITY_SECONDS = 720


class Clock:
    """Seconds since 1970, which a test moves."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


class DiedError(Exception):
    """The invocation is over, between two steps of it."""


class Fuse:
    """Does something at one of an invocation's calls, before or after its effect.

    Attributes:
        calls: How many were made since it was set.

    """

    def __init__(self) -> None:
        self.calls = 0
        self._at: int | None = None
        self._after = False
        self._action: Callable[[], None] = _nothing

    def set(self, at: int, action: Callable[[], None], *, after: bool = False) -> None:
        """Let something happen at the call with this number, from 0.

        Args:
            at: The number.
            action: Raises, or lets another invocation run meanwhile.
            after: Whether the call takes effect before.

        """
        self.calls, self._at, self._after, self._action = 0, at, after, action

    def clear(self) -> None:
        """Let nothing happen any more."""
        self._at = None

    def burn(self, *, after: bool) -> None:
        """Do it, if it is this call's turn."""
        if self.calls - 1 == self._at and self._after == after:
            # Once, and not within what it does.
            self.clear()
            self._action()

    def wire(self, part: Any) -> Any:
        """Return a part whose calls count."""
        return _Wired(part, self)


def _nothing() -> None:
    pass


class _Wired:
    def __init__(self, part: Any, fuse: Fuse) -> None:
        self._part = part
        self._fuse = fuse

    def __getattr__(self, name: str) -> Callable[..., Any]:
        call = getattr(self._part, name)

        def counted(*args: Any, **named: Any) -> Any:
            self._fuse.calls += 1
            self._fuse.burn(after=False)
            answer = call(*args, **named)
            if isinstance(answer, Iterator):
                answer = iter(list(answer))
            self._fuse.burn(after=True)
            return answer

        return counted


class MemoryQueue:
    """Hides what was received for a while; only the last handle deletes.

    Attributes:
        hold: Handles that cannot be deleted now.

    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._messages: dict[int, tuple[str, float, int]] = {}
        self._next = 0
        self.hold: set[str] = set()

    def __len__(self) -> int:
        return len(self._messages)

    @property
    def bodies(self) -> list[str]:
        """What is in it, hidden or not."""
        return [body for body, _, _ in self._messages.values()]

    def send(self, record_id: str) -> None:
        self.put(json.dumps({"id": record_id}))

    def put(self, body: str) -> None:
        """Send a message of any form."""
        self._messages[self._next] = (body, 0.0, 0)
        self._next += 1

    def drop(self, index: int) -> None:
        """Lose a message."""
        del self._messages[list(self._messages)[index]]

    def receive(self, most: int) -> Sequence[Message]:
        found = []
        for number, (body, visible_at, times) in list(self._messages.items()):
            if len(found) < min(most, 10) and visible_at <= self._clock():
                hidden = self._clock() + VISIBILITY_SECONDS
                self._messages[number] = (body, hidden, times + 1)
                found.append(Message(body=body, handle=f"{number}-{times + 1}"))
        return found

    def delete(self, messages: Sequence[Message]) -> int:
        held = [message for message in messages if message.handle in self.hold]
        for message in messages:
            number, times = map(int, message.handle.split("-"))
            there = self._messages.get(number)
            if message not in held and there is not None and there[2] == times:
                del self._messages[number]
        return len(held)


class MemoryWindows:
    """What windows hold.

    Attributes:
        manifests: By window.
        inputs: Lines by window.
        outputs: Texts by window.

    """

    def __init__(self) -> None:
        self.manifests: dict[str, Manifest] = {}
        self.inputs: dict[str, list[str]] = {}
        self.outputs: dict[str, str] = {}

    def manifest(self, window: str) -> Manifest | None:
        return self.manifests.get(window)

    def create_manifest(self, manifest: Manifest) -> bool:
        return self.manifests.setdefault(manifest.window, manifest) is manifest

    def write_input(self, window: str, lines: Sequence[str]) -> None:
        assert not any("\n" in line for line in lines)
        self.inputs[window] = list(lines)

    def output(self, window: str) -> str | None:
        return self.outputs.get(window)


class MemoryJobs:
    """Transform jobs, which work when a test says so.

    Attributes:
        jobs: By window.
        refusals: How many calls in a row meet the account's limit.

    """

    def __init__(self, windows: MemoryWindows) -> None:
        self._windows = windows
        self.jobs: dict[str, Job] = {}
        self.refusals = 0

    def create(self, window: str) -> bool:
        if window in self.jobs:
            return False
        if self.refusals:
            self.refusals -= 1
            message = "the account-level service limit is 0 instances"
            raise JobLimitError(message)
        assert window in self._windows.inputs, "a job without input fails at once"
        self.jobs[window] = _job(JobStatus.IN_PROGRESS)
        return True

    def find(self, window: str) -> Job | None:
        return self.jobs.get(window)

    def complete(self, window: str, answer: Callable[[str], str]) -> None:
        """Let a job answer each line."""
        lines = self._windows.inputs[window]
        self._windows.outputs[window] = "".join(answer(line) + "\n" for line in lines)
        self.jobs[window] = _job(JobStatus.COMPLETED)

    def end(self, window: str, status: JobStatus) -> None:
        """Let a job end without output."""
        self.jobs[window] = _job(status)


def _job(status: JobStatus) -> Job:
    ended = status is not JobStatus.IN_PROGRESS
    return Job(
        status=status,
        began_at="2026-11-22T03:05:00.000000+00:00",
        milliseconds=180_000 if ended else 0,
        reason="AlgorithmError" if status is JobStatus.FAILED else "",
    )


class MemoryResults:
    """Remembers which windows were asked for."""

    def __init__(self) -> None:
        self.windows: list[str] = []

    def collect(self, window: str) -> None:
        self.windows.append(window)


class Unreachable:
    """A part none of whose calls is answered."""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def refuse(*_: Any, **__: Any) -> Any:
            raise UnavailableError(name)

        return refuse


def log_stream(stream: io.StringIO, service: str) -> LogStream:
    """Return a log that goes into a text."""
    settings = TelemetrySettings(
        log_level="INFO", namespace="Inferway", service=service
    )
    return LogStream(settings, stream)


def plenty() -> float:
    """Return as much time as an invocation ever has left."""
    return 900.0
