"""A throw-away local AWS for tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from local_aws.process import down, up
from local_aws.settings import Launcher
from local_aws.state import LocalAws


@contextmanager
def running_local_aws(
    tmp_path: Path, *, launcher: Launcher = "process"
) -> Iterator[LocalAws]:
    """Start one on a free port with its state in a folder, and stop it."""
    state_dir = tmp_path / "local_aws"
    try:
        yield up(state_dir, launcher=launcher)
    finally:
        down(state_dir)
