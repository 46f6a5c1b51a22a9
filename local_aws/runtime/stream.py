"""The log stream of one execution environment."""

import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from local_aws.runtime.config import FunctionConfig
from local_aws.runtime.owner import LogOwner

# https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html: the last 4 KB.
_TAIL_BYTES = 4096


@dataclass(frozen=True, kw_only=True)
class LogEvents:
    """Lines on their way to CloudWatch Logs.

    Attributes:
        config: Of what wrote them; its role delivers them.
        stream: Name of the log stream.
        timestamp_ms: When they were read.
        lines: In order.

    """

    config: LogOwner
    stream: str
    timestamp_ms: int
    lines: Sequence[str]


class LogStream:
    """Takes lines of the function and of the platform, in their order.

    Args:
        config: Of the function.
        deliver: Called with the lines; does not wait.

    """

    def __init__(
        self, config: FunctionConfig, deliver: Callable[[LogEvents], None]
    ) -> None:
        """Name the stream, as Lambda does."""
        self.name = stream_name(config, time.gmtime(), uuid.uuid4().hex)
        self._config = config
        self._deliver = deliver
        self._recent: list[str] = []

    def write(self, lines: Sequence[str]) -> None:
        """Take lines."""
        self._recent.extend(lines)
        self._deliver(
            LogEvents(
                config=self._config,
                stream=self.name,
                timestamp_ms=time.time_ns() // 1_000_000,
                lines=list(lines),
            )
        )

    def take_tail(self) -> bytes:
        """Return the end of what was written since the last call, at most 4 KB."""
        recent, self._recent = self._recent, []
        return "".join(f"{line}\n" for line in recent).encode()[-_TAIL_BYTES:]


def stream_name(config: FunctionConfig, now: time.struct_time, unique: str) -> str:
    """Return a stream's name; in a group of one's own it names the function.

    Source: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html
    """
    function = config.name if config.custom_log_group else ""
    return f"{time.strftime('%Y/%m/%d', now)}/{function}[{config.version}]{unique}"
