"""One execution environment: a sandbox that takes one event at a time.

Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
"""

import threading
import time
from collections.abc import Callable, Mapping
from http import HTTPStatus

from local_aws.runtime import errors
from local_aws.runtime.code import FunctionCode
from local_aws.runtime.config import FunctionConfig
from local_aws.runtime.errors import FunctionFailure
from local_aws.runtime.output import OutputReader
from local_aws.runtime.runtime_api import Event, RuntimeApi
from local_aws.runtime.sandbox import Launcher
from local_aws.runtime.stream import LogStream

# https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
RESPONSE_LIMIT = 6 * 1024 * 1024 + 100


class ExecutionEnvironment:
    """Starts a runtime, and hands it events once it asks for them.

    Whoever uses it calls `boot` once, then `run` as long as `usable`, one call
    at a time, and `close` at the end.

    Args:
        config: Of the function's version.
        code: What runs.
        launcher: Starts the sandbox.
        variables: Makes the environment's variables for a Runtime API address.
        log: Where its lines go.
        freezes: Whether the sandbox stands still between events, as on AWS.

    """

    def __init__(  # noqa: PLR0913 - all that an environment is
        self,
        *,
        config: FunctionConfig,
        code: FunctionCode,
        launcher: Launcher,
        variables: Callable[[str], Mapping[str, str]],
        log: LogStream,
        freezes: bool,
    ) -> None:
        """Start the sandbox: the INIT phase begins."""
        self.config = config
        self.log = log
        self.started = time.monotonic()
        self._freezes = freezes
        self._changed = threading.Condition()
        self._pending: Event | None = None
        self._current: str | None = None
        self._outcome: bytes | FunctionFailure | None = None
        self._init_failure: FunctionFailure | None = None
        self._asking = False
        self._frozen = False
        self._closed = False
        self._exit_code: int | None = None
        self._api = RuntimeApi(self)
        try:
            self._sandbox = launcher.launch(
                config, code, variables(f"127.0.0.1:{self._api.port}")
            )
        except BaseException:
            self._api.close()
            raise
        self._output = OutputReader(self._sandbox.output, log.write)
        threading.Thread(target=self._await_exit, daemon=True).start()

    @property
    def usable(self) -> bool:
        """Whether the runtime waits for an event."""
        return self._asking and self._exit_code is None and not self._closed

    @property
    def max_memory_mb(self) -> int | None:
        """The most memory used so far."""
        return self._sandbox.max_memory_mb()

    def boot(self, request_id: str, seconds: float) -> FunctionFailure | None:
        """Wait until the runtime asks for an event.

        Returns:
            None, or why it never will.

        """
        with self._changed:
            self._changed.wait_for(self._is_booted, seconds)
            if self._asking:
                failure = None
            elif self._init_failure is not None:
                failure = self._init_failure
            elif self._exit_code is not None:
                failure = errors.exited(request_id, self._exit_code)
            else:
                failure = errors.timed_out(request_id, seconds)
        self._output.drain()
        return failure

    def run(self, event: Event, seconds: float) -> bytes | FunctionFailure:
        """Hand the event over and wait for the answer.

        The invocation is over when the runtime asks for the next event, not
        when it has answered: only then is the environment free again.
        """
        until = time.monotonic() + seconds
        with self._changed:
            self._outcome = None
            self._current = event.request_id
            self._pending = event
            self._asking = False
            self._thaw()
            self._changed.notify_all()
            self._changed.wait_for(
                lambda: self._outcome is not None or self._exit_code is not None,
                seconds,
            )
            outcome = self._outcome
            if outcome is not None:
                self._changed.wait_for(
                    lambda: self._asking or self._exit_code is not None,
                    max(0.0, until - time.monotonic()),
                )
            elif self._exit_code is not None:
                outcome = errors.exited(event.request_id, self._exit_code)
            else:
                outcome = errors.timed_out(event.request_id, seconds)
            self._current = None
        self._output.drain(whole=True)
        return outcome

    def rest(self) -> None:
        """Let the sandbox stand still until the next event."""
        with self._changed:
            if self._freezes and self.usable and not self._frozen:
                self._sandbox.freeze()
                self._frozen = True

    def kill(self) -> None:
        """End the sandbox as a crash does: whoever waits for it is told so."""
        self._sandbox.kill()

    def close(self) -> None:
        """End the sandbox and all that belongs to it. May be called twice."""
        with self._changed:
            if self._closed:
                return
            self._closed = True
            self._changed.notify_all()
        self._sandbox.kill()
        self._output.close()
        self._api.close()

    def next_event(self) -> Event | None:
        """Runtime API: the runtime asks for an event."""
        with self._changed:
            self._asking = True
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._pending is not None or self._closed)
            event, self._pending = self._pending, None
            return None if self._closed else event

    def answer(self, request_id: str, payload: bytes) -> HTTPStatus:
        """Runtime API: the function's answer."""
        if len(payload) > RESPONSE_LIMIT:
            self._end(request_id, errors.response_too_large(RESPONSE_LIMIT))
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        return self._end(request_id, payload)

    def fail(
        self, request_id: str, error_type: str | None, payload: bytes
    ) -> HTTPStatus:
        """Runtime API: the function's error."""
        return self._end(request_id, errors.reported(error_type, payload))

    def fail_init(self, error_type: str | None, payload: bytes) -> None:
        """Runtime API: the code could not be loaded."""
        with self._changed:
            self._init_failure = errors.reported(error_type, payload)
            self._changed.notify_all()

    def _end(self, request_id: str, outcome: bytes | FunctionFailure) -> HTTPStatus:
        with self._changed:
            if request_id != self._current or self._outcome is not None:
                return HTTPStatus.BAD_REQUEST
            self._outcome = outcome
            self._changed.notify_all()
            return HTTPStatus.ACCEPTED

    def _is_booted(self) -> bool:
        return (
            self._asking
            or self._init_failure is not None
            or self._exit_code is not None
        )

    def _thaw(self) -> None:
        if self._frozen:
            self._sandbox.thaw()
            self._frozen = False

    def _await_exit(self) -> None:
        code = self._sandbox.wait()
        with self._changed:
            self._exit_code = code
            self._changed.notify_all()
