"""Delivers lines to CloudWatch Logs, with the roles of those that wrote them.

A role that may not write logs has none, as on AWS: the function runs all the
same. Embedded metrics are read from what was delivered.
"""

import logging
import queue
import threading
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from local_aws.runtime import metrics
from local_aws.runtime.embedded_metrics import metrics_of
from local_aws.runtime.roles import Roles
from local_aws.runtime.stream import LogEvents

logger = logging.getLogger(__name__)

_STOP_SECONDS = 10
_LINGER_SECONDS = 0.05
# https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
_BATCH_EVENTS = 1000


class LogDelivery:
    """Takes lines at once and delivers them from a thread of its own."""

    def __init__(self, roles: Roles) -> None:
        """Start the thread."""
        self._roles = roles
        self._queue: queue.SimpleQueue[LogEvents | None] = queue.SimpleQueue()
        self._known: set[tuple[str, str, str]] = set()
        self._refused: set[tuple[str, str]] = set()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._deliver_all, daemon=True)
        self._thread.start()

    def deliver(self, events: LogEvents) -> None:
        """Take lines."""
        self._queue.put(events)

    def close(self) -> None:
        """Deliver what waits, and stop."""
        self._closing.set()
        self._queue.put(None)
        self._thread.join(_STOP_SECONDS)

    def _deliver_all(self) -> None:
        while True:
            waiting = [self._queue.get()]
            # Those that follow at once go with it.
            self._closing.wait(_LINGER_SECONDS)
            while not self._queue.empty() and len(waiting) < _BATCH_EVENTS:
                waiting.append(self._queue.get())
            for batch in _by_stream([each for each in waiting if each is not None]):
                self._put(batch)
            if None in waiting:
                return

    def _put(self, batch: list[LogEvents]) -> None:
        config = batch[0].config
        stream = (config.region, config.log_group, batch[0].stream)
        try:
            client = self._roles.client(config, "logs")
            if stream not in self._known:
                _create_stream(client, config.log_group, batch[0].stream)
                self._known.add(stream)
            client.put_log_events(
                logGroupName=config.log_group,
                logStreamName=batch[0].stream,
                logEvents=[
                    {"timestamp": each.timestamp_ms, "message": line}
                    for each in batch
                    for line in each.lines
                ],
            )
        except (BotoCoreError, ClientError) as error:
            if (config.region, config.log_group) not in self._refused:
                self._refused.add((config.region, config.log_group))
                logger.warning("%s gets no lines: %s", config.log_group, error)
            return
        for each in batch:
            for line in each.lines:
                data = metrics_of(line)
                if data:
                    metrics.put(config.account_id, config.region, data)


def _by_stream(waiting: list[LogEvents]) -> list[list[LogEvents]]:
    batches: dict[str, list[LogEvents]] = {}
    for events in waiting:
        batches.setdefault(events.stream, []).append(events)
    return list(batches.values())


def _create_stream(client: Any, group: str, stream: str) -> None:  # noqa: ANN401 - untyped client
    names = {"logGroupName": group, "logStreamName": stream}
    try:
        client.create_log_stream(**names)
    except client.exceptions.ResourceNotFoundException:
        client.create_log_group(logGroupName=group)
        client.create_log_stream(**names)
