"""The environments of a serverless variant: one request at a time in each.

Source: https://docs.aws.amazon.com/sagemaker/latest/dg/serverless-endpoints-how-it-works.html
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from local_aws.clock import Clock
from local_aws.sagemaker.container import Container
from local_aws.sagemaker.fleet import Start, retire
from local_aws.sagemaker.ports import DeploymentFailedError, ServerlessSpec
from local_aws.sagemaker.refusals import not_ready, throttled

logger = logging.getLogger(__name__)


class ServerlessFleet:
    """Starts environments on demand and ends those that nobody uses.

    Where AWS may answer a cold start late or not at all, this is as strict as AWS
    ever is: while nothing is warm, a call begins the start and is refused.

    Args:
        start: Starts a healthy container.
        most: Environments that this machine bears.
        idle_seconds: Of an environment, by the clock.
        wait_seconds: For a free one, where all are at work.
        clock: Tells how long environments were idle.

    Attributes:
        requests: How many there are at the moment.

    """

    def __init__(
        self,
        start: Start,
        *,
        most: int,
        idle_seconds: float,
        wait_seconds: float,
        clock: Clock,
    ) -> None:
        """Start empty."""
        self._start = start
        self._most = most
        self._idle_time = timedelta(seconds=idle_seconds)
        self._wait_seconds = wait_seconds
        self._clock = clock
        self._changed = threading.Condition()
        self._idle: list[tuple[datetime, Container]] = []
        self._busy: list[Container] = []
        self._starting = 0
        self.requests = 0
        self._spec = ServerlessSpec(memory_mb=0, max_concurrency=0)
        self._cold_until: datetime | None = None
        self._closed = False

    @property
    def provisioned_in_use(self) -> float | None:
        """The share of the provisioned concurrency at work; None without any."""
        provisioned = self._spec.provisioned_concurrency
        return min(1.0, self.requests / provisioned) if provisioned else None

    def grow(self, spec: ServerlessSpec) -> None:
        """Have warm what is to be provisioned, and one in any case.

        Raises:
            DeploymentFailedError: A container does not come up.

        """
        while self._warm() < min(max(1, spec.provisioned_concurrency), self._most):
            self._add(self._start())

    def settle(self, spec: ServerlessSpec) -> None:
        """Hold to these limits from now on."""
        self._spec = spec

    def cool(self, seconds: float) -> int:
        """End what is idle, and be cold for a time; returns how many ended."""
        with self._changed:
            self._cold_until = self._clock.now() + timedelta(seconds=seconds)
            ended, self._idle = self._idle, []
        retire(container for _, container in ended)
        return len(ended)

    def tend(self) -> None:
        """End what was idle for long, keep warm what is provisioned."""
        before = self._clock.now() - self._idle_time
        with self._changed:
            keep = self._provisioned()
            ended = [each for each in self._idle if not each[1].alive]
            # The one that was used last is used again first.
            spare = max(0, len(self._idle) + len(self._busy) - keep)
            ended += [each for each in self._idle[:spare] if each[0] < before]
            self._idle = [each for each in self._idle if each not in ended]
            missing = keep - len(self._idle) - len(self._busy) - self._starting
        retire(container for _, container in ended)
        for _ in range(missing if self._cold_until is None else 0):
            self._begin_start()

    @contextmanager
    def lend(self) -> Iterator[Container]:
        """Lend a free environment for a request.

        Raises:
            AwsError: Too many requests, or nothing is warm.

        """
        with self._changed:
            if self.requests >= self._spec.max_concurrency:
                raise throttled()
            self.requests += 1
        try:
            container = self._take()
            try:
                yield container
            finally:
                self._give_back(container)
        finally:
            with self._changed:
                self.requests -= 1

    def retire(self) -> None:
        """End all in the background, each after the request that it has."""
        with self._changed:
            self._closed = True
            every = [*(container for _, container in self._idle), *self._busy]
            self._idle, self._busy = [], []
            self._changed.notify_all()
        retire(every)

    def _take(self) -> Container:
        with self._changed:
            if self._is_cold():
                self._begin_start()
                raise not_ready()
            while self._idle or self._busy:
                while self._idle:
                    _, container = self._idle.pop()
                    if container.borrow():
                        self._busy.append(container)
                        return container
                if not self._busy:
                    break
                self._begin_start()
                if not self._changed.wait(self._wait_seconds):
                    raise throttled()
            self._begin_start()
            raise not_ready()

    def _give_back(self, container: Container) -> None:
        container.give_back()
        # One that left a request is ending, or still at work on it: another request
        # may not meet it.
        usable = container.alive and not container.left_one
        with self._changed:
            if container in self._busy:
                self._busy.remove(container)
                if usable:
                    self._idle.append((self._clock.now(), container))
            self._changed.notify_all()
        if not usable:
            container.close()

    def _is_cold(self) -> bool:
        if self._cold_until is not None and self._clock.now() >= self._cold_until:
            self._cold_until = None
        return self._cold_until is not None

    def _begin_start(self) -> None:
        """Start one in the background, if there is room for it."""
        room = min(self._most, self._spec.max_concurrency)
        with self._changed:
            there = len(self._idle) + len(self._busy) + self._starting
            if there >= room or self._closed:
                return
            self._starting += 1
        threading.Thread(target=self._start_one, daemon=True).start()

    def _start_one(self) -> None:
        try:
            self._add(self._start())
        except DeploymentFailedError as error:
            logger.warning("a serverless environment does not start: %s", error)
        finally:
            with self._changed:
                self._starting -= 1
                self._changed.notify_all()

    def _add(self, container: Container) -> None:
        with self._changed:
            late = self._closed
            if not late:
                self._idle.append((self._clock.now(), container))
                self._changed.notify_all()
        if late:
            container.close()

    def _warm(self) -> int:
        with self._changed:
            return len(self._idle) + len(self._busy)

    def _provisioned(self) -> int:
        return min(self._spec.provisioned_concurrency, self._most)
