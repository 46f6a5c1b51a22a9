"""Who runs the transform jobs that the control plane creates."""

from collections.abc import Callable
from typing import Protocol

from local_aws.sagemaker.transform.job import TransformJob


class Runner(Protocol):
    """Runs jobs."""

    def start(self, job: TransformJob) -> None:
        """Run a job in the background."""


_runners: list[Runner] = []


def install(runner: Runner) -> Callable[[], None]:
    """Let jobs be run by it from now on; returns what undoes that."""
    _runners.append(runner)

    def undo() -> None:
        _runners.remove(runner)

    return undo


def current() -> Runner:
    """Return the runner that was installed last.

    Raises:
        NotImplementedError: There is none.

    """
    if not _runners:
        text = "running transform jobs without a data plane"
        raise NotImplementedError(text)
    return _runners[-1]
