"""The containers of a variant with instances, or of a component's copies.

Many requests at once go to each, as on AWS: nobody waits for a free one here.
"""

import itertools
import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from local_aws.sagemaker.container import Container
from local_aws.sagemaker.fleet import Start, retire
from local_aws.sagemaker.ports import DeploymentFailedError
from local_aws.sagemaker.refusals import unavailable

# One that ends whenever it is started is not to keep the machine busy.
_RETRY_SECONDS = 10.0

logger = logging.getLogger(__name__)


class InstanceFleet:
    """Keeps as many containers as are wanted, at most a few real ones.

    Args:
        start: Starts a healthy container.
        most: Of real containers.

    """

    def __init__(self, start: Start, most: int) -> None:
        """Start empty."""
        self._start = start
        self._most = most
        self._lock = threading.Lock()
        self._tending = threading.Lock()
        self._turn = itertools.count()
        self._containers: list[Container] = []
        self._wanted = 0
        self._next_try = 0.0
        self._closed = False

    def grow(self, count: int) -> None:
        """Have at least so many.

        Raises:
            DeploymentFailedError: A container does not come up.

        """
        with self._tending:
            self._fill(count)

    def settle(self, count: int) -> None:
        """Have so many from now on, without those that are too many."""
        with self._tending:
            with self._lock:
                self._wanted = count
                keep = min(count, self._most)
                rest, self._containers = (
                    self._containers[keep:],
                    self._containers[:keep],
                )
            retire(rest)

    def tend(self) -> None:
        """Replace containers that have ended."""
        if not self._tending.acquire(blocking=False):
            return
        try:
            if time.monotonic() >= self._next_try:
                self._fill(self._wanted)
        except DeploymentFailedError as error:
            logger.warning("a container that ended is not replaced: %s", error)
            self._next_try = time.monotonic() + _RETRY_SECONDS
        finally:
            self._tending.release()

    @property
    def requests(self) -> int:
        """How many there are at the moment."""
        with self._lock:
            return sum(each.users for each in self._containers)

    @contextmanager
    def lend(self) -> Iterator[Container]:
        """Lend one of the containers for a request.

        Raises:
            AwsError: None is healthy.

        """
        container = self._pick()
        try:
            yield container
        finally:
            container.give_back()

    def retire(self) -> None:
        """End all in the background, each after the requests that it has."""
        with self._lock:
            self._closed = True
            containers, self._containers = self._containers, []
        retire(containers)

    def _fill(self, count: int) -> None:
        with self._lock:
            ended = [each for each in self._containers if not each.alive]
            self._containers = [each for each in self._containers if each.alive]
            missing = min(count, self._most) - len(self._containers)
            if self._closed:
                missing = 0
        for container in ended:
            container.close()
        for _ in range(missing):
            container = self._start()
            with self._lock:
                late = self._closed
                if not late:
                    self._containers.append(container)
            if late:
                container.close()

    def _pick(self) -> Container:
        with self._lock:
            containers = list(self._containers)
        first = next(self._turn)
        for offset in range(len(containers)):
            container = containers[(first + offset) % len(containers)]
            if container.borrow():
                return container
        raise unavailable()
