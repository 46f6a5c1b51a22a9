"""Which execution environments there are, and who has which.

Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html
"""

import threading
import time
from collections import Counter
from collections.abc import Callable

from local_aws.runtime.config import FunctionConfig
from local_aws.runtime.environment import ExecutionEnvironment
from local_aws.runtime.errors import throttled
from local_aws.runtime.pool_limits import Concurrency, PoolLimits
from local_aws.runtime.roles import SESSION_SECONDS

_OTHERS = "unreserved"
_REGION_REASON = "ConcurrentInvocationLimitExceeded"
_RESERVED_REASON = "ReservedFunctionConcurrentInvocationLimitExceeded"


class EnvironmentPool:
    """Lends environments out, one invocation each.

    Args:
        limits: Of the machine.
        clock: Seconds that only grow.

    """

    def __init__(
        self, limits: PoolLimits, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Start empty."""
        self._limits = limits
        self._clock = clock
        self._changed = threading.Condition()
        # Oldest first; the last one used is used again first, as on AWS.
        self._idle: list[tuple[float, ExecutionEnvironment]] = []
        self._running: Counter[tuple[str, str]] = Counter()
        self._places = 0
        self._busy: set[ExecutionEnvironment] = set()
        self._closed = False

    def begin(self, config: FunctionConfig, concurrency: Concurrency) -> None:
        """Count an invocation as running.

        Raises:
            InvokeRefusedError: Too many run already (429).

        """
        with self._changed:
            key = _group(config, concurrency)
            if concurrency.reserved is None:
                limit = concurrency.unreserved
                reason = _REGION_REASON
            else:
                limit = concurrency.reserved
                reason = _RESERVED_REASON
            if self._running[key] >= limit:
                raise throttled(reason)
            self._running[key] += 1

    def end(self, config: FunctionConfig, concurrency: Concurrency) -> None:
        """Count it as over."""
        with self._changed:
            self._running[_group(config, concurrency)] -= 1

    def take(self, config: FunctionConfig) -> ExecutionEnvironment | None:
        """Return a free environment of the function's version.

        Returns:
            None if the caller is to make one; it has a place for it then, to be
            filled with `add` or freed with `cancel`.

        Raises:
            InvokeRefusedError: The machine was full all the time.

        """
        unfit: list[ExecutionEnvironment] = []
        try:
            with self._changed:
                until = self._clock() + self._limits.wait_seconds
                while True:
                    unfit += self._remove_unfit(config)
                    environment = self._take_idle(config)
                    if environment is not None:
                        return environment
                    if self._places >= self._limits.environments and self._may_oust(
                        config
                    ):
                        # Another function's, the one unused for longest.
                        unfit.append(self._forget(self._idle[0]))
                    if self._places < self._limits.environments:
                        self._places += 1
                        return None
                    left = until - self._clock()
                    if left <= 0:
                        raise throttled(_REGION_REASON)
                    # Not only for what changes: what is free settles meanwhile.
                    self._changed.wait(min(left, self._limits.settled_seconds))
        finally:
            for environment in unfit:
                environment.close()

    def add(self, environment: ExecutionEnvironment) -> None:
        """Fill a place with an environment, lent to the caller."""
        with self._changed:
            self._busy.add(environment)
            closed = self._closed
        if closed:
            environment.close()

    def cancel(self) -> None:
        """Free a place that stays empty."""
        with self._changed:
            self._places -= 1
            self._changed.notify()

    def give_back(self, environment: ExecutionEnvironment) -> None:
        """Take an environment back, or close one that is of no more use."""
        with self._changed:
            self._busy.discard(environment)
            keep = environment.usable and not self._closed
            if keep:
                self._idle.append((self._clock(), environment))
                # Who waits for another function's cannot take it.
                self._changed.notify_all()
        if not keep:
            environment.close()
            self.cancel()

    def reap(self) -> None:
        """Close what nobody has used for long."""
        before = self._clock() - self._limits.idle_seconds
        self._close_idle(lambda since, _: since < before)

    def recycle(self, function_name: str) -> int:
        """Close a function's idle environments; return how many there were."""
        return self._close_idle(lambda _, it: it.config.name == function_name)

    def close(self) -> None:
        """Close all, also those at work."""
        with self._changed:
            self._closed = True
            every = [*self._busy, *(environment for _, environment in self._idle)]
            self._idle.clear()
        for environment in every:
            environment.close()

    def _close_idle(self, wanted: Callable[[float, ExecutionEnvironment], bool]) -> int:
        with self._changed:
            ended = [self._forget(idle) for idle in list(self._idle) if wanted(*idle)]
        for environment in ended:
            environment.close()
        return len(ended)

    def _take_idle(self, config: FunctionConfig) -> ExecutionEnvironment | None:
        for entry in reversed(self._idle):
            if entry[1].config == config:
                self._idle.remove(entry)
                self._busy.add(entry[1])
                return entry[1]
        return None

    def _may_oust(self, config: FunctionConfig) -> bool:
        """Say whether another function's environment makes room for this one's.

        Of two functions that are both busy, each would wait for a start at every
        call: who has an environment waits for that, while the other's is in use.
        """
        if not self._idle:
            return False
        since, _ = self._idle[0]
        settled = self._clock() - since >= self._limits.settled_seconds
        return settled or all(
            each.config.version_arn != config.version_arn for each in self._busy
        )

    def _remove_unfit(self, config: FunctionConfig) -> list[ExecutionEnvironment]:
        """Remove the dead, and this version's that have another configuration."""
        now = time.monotonic()
        return [
            self._forget(entry)
            for entry in list(self._idle)
            if not entry[1].usable
            # Its credentials run out: Lambda replaces environments for that too.
            or now - entry[1].started > SESSION_SECONDS
            or (
                entry[1].config.version_arn == config.version_arn
                and entry[1].config != config
            )
        ]

    def _forget(
        self, entry: tuple[float, ExecutionEnvironment]
    ) -> ExecutionEnvironment:
        self._idle.remove(entry)
        self._places -= 1
        self._changed.notify()
        return entry[1]


def _group(config: FunctionConfig, concurrency: Concurrency) -> tuple[str, str]:
    reserved = concurrency.reserved is not None
    return (config.region, config.function_arn if reserved else _OTHERS)
