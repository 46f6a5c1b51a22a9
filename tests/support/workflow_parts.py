"""What a run of a workflow is made of: its event, jobs and steps."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Event:
    """What starts a workflow.

    Attributes:
        name: "push", "pull_request", "schedule", "workflow_dispatch".
        sha: The commit.
        branch: That it is on, or is to go to.
        payload: What `github.event` holds.
        inputs: Of a person, for "workflow_dispatch".

    """

    name: str
    sha: str
    branch: str = "main"
    payload: Mapping[str, Any] = field(default_factory=dict)
    inputs: Mapping[str, Any] = field(default_factory=dict)


@dataclass(kw_only=True)
class StepRun:
    """How a step ended: "success", "failure" or "skipped", and what it said."""

    what: str
    outcome: str
    said: str = ""
    outputs: dict[str, str] = field(default_factory=dict)


@dataclass(kw_only=True)
class JobRun:
    """How a job ended, and each of its steps."""

    name: str
    result: str
    steps: list[StepRun] = field(default_factory=list)
    outputs: dict[str, str] = field(default_factory=dict)

    @property
    def failed_step(self) -> StepRun:
        """The step that made it fail."""
        return next(step for step in self.steps if step.outcome == "failure")

    def step(self, what: str) -> StepRun:
        """Return the step that runs this command."""
        return next(step for step in self.steps if step.what == what)


@dataclass(kw_only=True)
class Job:
    """A job under way, as its steps see it.

    Attributes:
        name: Of the job.
        environment: GitHub's environment that it runs in, if any.
        contexts: What its expressions may speak of.
        exported: Variables that an action gave to all later steps.
        folder: Of this machine's own; `workspace` below it is the checkout.
        permissions: Of the job's token.

    """

    name: str
    environment: str | None
    contexts: dict[str, Any]
    folder: Path
    permissions: Mapping[str, str]
    exported: dict[str, str] = field(default_factory=dict)
    steps: list[StepRun] = field(default_factory=list)

    @property
    def workspace(self) -> Path:
        return self.folder / "workspace"

    @property
    def failed(self) -> bool:
        return any(step.outcome == "failure" for step in self.steps)


# An action's stand-in: is given the job and its `with`, and fails by raising.
StandIn = Callable[[Job, Mapping[str, str]], None]


class StandInError(Exception):
    """A stand-in refuses what the real action would refuse."""


@dataclass(frozen=True, kw_only=True)
class Started:
    """One run of a workflow: what began it, and what has ended so far."""

    event: Event
    inputs: Mapping[str, str]
    number: int
    ended: dict[str, JobRun] = field(default_factory=dict)


class StepView(Mapping[str, Any]):
    """What `steps.<id>` holds; an output that a good step did not set is an error."""

    def __init__(self, run: StepRun) -> None:
        self._values = {
            "outcome": run.outcome,
            "conclusion": run.outcome,
            "outputs": run.outputs if run.outcome == "success" else _Unset(),
        }

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


class _Unset(Mapping[str, str]):
    """Outputs of what did not run or failed: GitHub has an empty text for each."""

    def __contains__(self, name: object) -> bool:
        return True

    def __getitem__(self, name: str) -> str:
        return ""

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0
