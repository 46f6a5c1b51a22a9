"""One invocation from beginning to end: cold or warm start, run, report.

Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
"""

import time
from collections.abc import Callable

from local_aws.runtime import platform_log
from local_aws.runtime.config import FunctionConfig
from local_aws.runtime.environment import ExecutionEnvironment
from local_aws.runtime.errors import FunctionFailure
from local_aws.runtime.invocation import Invocation, Outcome
from local_aws.runtime.platform_log import Report
from local_aws.runtime.pool import EnvironmentPool
from local_aws.runtime.runtime_api import Event
from local_aws.runtime.stream import LogStream


class Invoker:
    """Runs invocations in a pool's environments.

    Args:
        pool: Lends environments.
        make: Starts a new one, with the log stream that it is given.
        make_log: Opens a log stream.
        init_seconds: How long the INIT phase may take: 10 on AWS.

    """

    def __init__(
        self,
        pool: EnvironmentPool,
        make: Callable[[FunctionConfig, LogStream], ExecutionEnvironment],
        make_log: Callable[[FunctionConfig], LogStream],
        init_seconds: float,
    ) -> None:
        """Take the parts."""
        self._init_seconds = init_seconds
        self._pool = pool
        self._make = make
        self._make_log = make_log

    def invoke(self, config: FunctionConfig, invocation: Invocation) -> Outcome:
        """Run the function; its own failure is an outcome.

        Raises:
            InvokeRefusedError: It was not run.

        """
        environment = self._pool.take(config)
        if environment is not None:
            environment.log.take_tail()
            return self._run(environment, invocation, init_ms=None, spent=0.0)
        return self._cold_start(config, invocation)

    def _cold_start(self, config: FunctionConfig, invocation: Invocation) -> Outcome:
        """Boot an environment; if that fails, once more within the invocation.

        The INIT phase has 10 s of its own. Afterwards Lambda tries again when it
        handles the event, under the function's time-out, and only the second
        failure is the caller's answer.
        """
        log = self._make_log(config)
        environment = self._start(config, log)
        began = time.monotonic()
        failure = environment.boot(invocation.request_id, self._init_seconds)
        init_ms = (time.monotonic() - began) * 1000
        if failure is None:
            return self._run(environment, invocation, init_ms=init_ms, spent=0.0)
        _log_failed_init(environment, failure, init_ms, "init")
        self._pool.give_back(environment)
        began = time.monotonic()
        # The failed one's place in the pool may be taken by now.
        environment = self._pool.take(config) or self._start(config, log)
        environment.log.write(platform_log.start(config, invocation.request_id))
        failure = environment.boot(invocation.request_id, config.timeout_seconds)
        spent = time.monotonic() - began
        if failure is None:
            return self._run(
                environment, invocation, init_ms=None, spent=spent, announce=False
            )
        _log_failed_init(environment, failure, spent * 1000, "invoke")
        return self._finish(environment, invocation, failure, spent * 1000, None)

    def _start(self, config: FunctionConfig, log: LogStream) -> ExecutionEnvironment:
        try:
            environment = self._make(config, log)
        except BaseException:
            self._pool.cancel()
            raise
        self._pool.add(environment)
        return environment

    def _run(
        self,
        environment: ExecutionEnvironment,
        invocation: Invocation,
        *,
        init_ms: float | None,
        spent: float,
        announce: bool = True,
    ) -> Outcome:
        config = environment.config
        if announce:
            environment.log.write(platform_log.start(config, invocation.request_id))
        seconds = max(0.0, config.timeout_seconds - spent)
        began = time.monotonic()
        outcome = environment.run(
            Event(
                request_id=invocation.request_id,
                payload=invocation.payload,
                deadline_ms=int((time.time() + seconds) * 1000),
                function_arn=invocation.function_arn,
                trace_id=invocation.trace_id,
                client_context=invocation.client_context,
            ),
            seconds,
        )
        duration_ms = (time.monotonic() - began + spent) * 1000
        return self._finish(environment, invocation, outcome, duration_ms, init_ms)

    def _finish(
        self,
        environment: ExecutionEnvironment,
        invocation: Invocation,
        outcome: bytes | FunctionFailure,
        duration_ms: float,
        init_ms: float | None,
    ) -> Outcome:
        config = environment.config
        failure = outcome if isinstance(outcome, FunctionFailure) else None
        report = Report(
            request_id=invocation.request_id,
            duration_ms=duration_ms,
            init_ms=init_ms,
            max_memory_mb=environment.max_memory_mb,
            status=failure.status if failure else None,
            error_type=failure.error_type if failure else None,
        )
        environment.log.write(platform_log.end(config, report))
        tail = environment.log.take_tail()
        environment.rest()
        self._pool.give_back(environment)
        return Outcome(
            payload=outcome.payload
            if isinstance(outcome, FunctionFailure)
            else outcome,
            failure=failure,
            executed_version=config.version,
            log_tail=tail,
            duration_ms=duration_ms,
        )


def _log_failed_init(
    environment: ExecutionEnvironment,
    failure: FunctionFailure,
    init_ms: float,
    phase: str,
) -> None:
    environment.log.write(
        platform_log.init_report(
            environment.config,
            init_ms,
            phase=phase,
            status=failure.status or "error",
            error_type=failure.error_type,
        )
    )
