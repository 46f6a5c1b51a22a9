"""Queues of asynchronous endpoints.

https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference.html
"""

import logging
import threading
import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable

from local_aws.errors import AwsError
from local_aws.sagemaker.async_request import AsyncRequest
from local_aws.sagemaker.deployed import DeployedEndpoint
from local_aws.sagemaker.plane import Key, SageMakerPlane
from local_aws.sagemaker.service_metrics import ServiceMetrics
from local_aws.sagemaker.settings import SageMakerSettings

_LOOK_SECONDS = 0.2
# SageMaker tells of the backlog every minute.
_TELL_SECONDS = 10.0

logger = logging.getLogger(__name__)

Work = Callable[[DeployedEndpoint, AsyncRequest], None]
"""Answers a request; AwsError puts it back."""


class AsyncQueues:
    """Holds requests until an instance of their endpoint is free."""

    def __init__(
        self,
        plane: SageMakerPlane,
        settings: SageMakerSettings,
        metrics: ServiceMetrics,
        work: Work,
    ) -> None:
        """Start the thread that hands requests out."""
        self._plane = plane
        self._most = settings.real_containers
        self._metrics = metrics
        self._work = work
        self._changed = threading.Condition()
        self._waiting: dict[Key, deque[AsyncRequest]] = defaultdict(deque)
        self._running: Counter[Key] = Counter()
        self._closed = False
        settings.clock.listen(lambda _, __: self._tell_all())
        self._thread = threading.Thread(target=self._hand_out, daemon=True)
        self._thread.start()

    def put(self, key: Key, request: AsyncRequest) -> None:
        """Accept a request."""
        with self._changed:
            self._waiting[key].append(request)
            self._changed.notify_all()
        self._tell(key)

    def close(self) -> None:
        """Forget what waits."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._thread.join()

    def _hand_out(self) -> None:
        told = time.monotonic()
        while not self._closed:
            for key in list(self._waiting):
                self._start_some(key)
            if time.monotonic() - told > _TELL_SECONDS:
                self._tell_all()
                told = time.monotonic()
            with self._changed:
                if not self._closed:
                    self._changed.wait(_LOOK_SECONDS)

    def _start_some(self, key: Key) -> None:
        endpoint = self._plane.endpoint(key)
        if endpoint is None or endpoint.spec.asynchronous is None:
            # Its endpoint is gone, and the queue with it.
            with self._changed:
                self._waiting.pop(key, None)
            return
        # At most as many at once as the containers behind the count take.
        instances = min(_instances(endpoint), self._most)
        room = instances * endpoint.spec.asynchronous.max_concurrent
        while self._waiting[key] and self._running[key] < room:
            with self._changed:
                request = self._waiting[key].popleft()
                self._running[key] += 1
            threading.Thread(
                target=self._run, args=(key, endpoint, request), daemon=True
            ).start()

    def _run(self, key: Key, endpoint: DeployedEndpoint, request: AsyncRequest) -> None:
        again = False
        try:
            self._work(endpoint, request)
        except AwsError as error:
            logger.info("%s: %s waits on", request.endpoint_name, error)
            again = True
        finally:
            with self._changed:
                self._running[key] -= 1
                if again:
                    self._waiting[key].appendleft(request)
                else:
                    self._changed.notify_all()
            self._tell(key)

    def _tell_all(self) -> None:
        for key in list(self._waiting):
            self._tell(key)

    def _tell(self, key: Key) -> None:
        endpoint = self._plane.endpoint(key)
        if endpoint is not None:
            backlog = len(self._waiting[key]) + self._running[key]
            self._metrics.backlog(key, backlog, _instances(endpoint))


def _instances(endpoint: DeployedEndpoint) -> int:
    return sum(each.spec.instance_count for each in endpoint.variants.values())
