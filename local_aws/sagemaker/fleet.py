"""What the containers of a variant and those of a component have in common."""

import threading
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from typing import Protocol

from local_aws.sagemaker.container import Container

Start = Callable[[], Container]
"""Starts a healthy container, or raises DeploymentFailedError."""


class Fleet(Protocol):
    """Containers that serve the same."""

    def lend(self) -> AbstractContextManager[Container]:
        """Lend one for a request.

        Raises:
            AwsError: There is none to be had.

        """

    def tend(self) -> None:
        """Replace what ended, end what nobody uses."""

    def retire(self) -> None:
        """End all in the background, each after the requests that it has."""


def retire(containers: Iterable[Container]) -> None:
    """Let containers end, each in its own time."""
    for container in containers:
        threading.Thread(target=container.retire, daemon=True).start()
