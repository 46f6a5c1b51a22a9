"""One running container: a front that answers HTTP on a port of its own."""

import http.client
import threading
import time
from collections.abc import Callable, Sequence
from http import HTTPStatus

from local_aws.runtime.output import OutputReader
from local_aws.runtime.sandbox import Sandbox
from local_aws.sagemaker.exchange import (
    AnswerTimeoutError,
    ContainerAnswer,
    ContainerRequest,
    NoAnswerError,
)

# SageMaker waits 2 s for each answer to /ping, and 30 s between SIGTERM and SIGKILL.
# https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-inference-code.html
_PING_SECONDS = 2.0
_STOP_SECONDS = 30.0
_BETWEEN_PINGS = 0.1
# From a process's last sign to the news of its end.
_EXIT_SECONDS = 1.0
_LONGEST_REQUEST = 60.0


class Container:
    """Asks a container, and ends it.

    Args:
        sandbox: What was started.
        port: On the loopback interface.
        log_stream: Where its lines go.
        write: Takes its lines.
        release: Called once it has ended.

    Attributes:
        left_one: Whether it left a request without an answer, at least in time.
        log_stream: As given.
        users: How many borrow it.

    """

    def __init__(
        self,
        *,
        sandbox: Sandbox,
        port: int,
        log_stream: str,
        write: Callable[[Sequence[str]], None],
        release: Callable[[], None],
    ) -> None:
        """Begin to read its lines."""
        self.left_one = False
        self.log_stream = log_stream
        self._sandbox = sandbox
        self._port = port
        self._release = release
        self._changed = threading.Condition()
        self.users = 0
        self._leaving = False
        self._closed = False
        self._ended = threading.Event()
        self._output = OutputReader(sandbox.output, write)
        threading.Thread(target=self._await_exit, daemon=True).start()

    @property
    def alive(self) -> bool:
        """Whether it runs and is to go on running."""
        return not (self._ended.is_set() or self._leaving or self._closed)

    @property
    def closed(self) -> bool:
        """Whether it is over and done with."""
        return self._closed

    def answers_ping(self, seconds: float) -> bool:
        """Wait until it is healthy; False if it ended or never was."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and self.alive:
            try:
                ping = ContainerRequest(method="GET", path="/ping")
                if self._exchange(ping, _PING_SECONDS).status == HTTPStatus.OK:
                    return True
            except (NoAnswerError, AnswerTimeoutError):
                pass
            self._ended.wait(_BETWEEN_PINGS)
        return False

    def ask(
        self, request: ContainerRequest, seconds: float = _LONGEST_REQUEST
    ) -> ContainerAnswer:
        """Send a request and wait for the answer.

        Raises:
            NoAnswerError: The connection failed.
            AnswerTimeoutError: There was none in time.

        """
        try:
            return self._exchange(request, seconds)
        except AnswerTimeoutError:
            self.left_one = True
            raise
        except NoAnswerError:
            self.left_one = True
            # It may have ended: then it is to be known before the next request.
            self._ended.wait(_EXIT_SECONDS)
            raise

    def _exchange(self, request: ContainerRequest, seconds: float) -> ContainerAnswer:
        connection = http.client.HTTPConnection(
            "127.0.0.1", self._port, timeout=seconds
        )
        try:
            connection.request(
                request.method, request.path, request.body, dict(request.headers)
            )
            answer = connection.getresponse()
            return ContainerAnswer(
                status=answer.status,
                headers={name.lower(): value for name, value in answer.getheaders()},
                body=answer.read(),
            )
        except TimeoutError as error:
            raise AnswerTimeoutError from error
        except (OSError, http.client.HTTPException) as error:
            raise NoAnswerError(str(error)) from error
        finally:
            connection.close()

    def borrow(self) -> bool:
        """Keep it from being stopped; False if it is too late for that."""
        with self._changed:
            if not self.alive:
                return False
            self.users += 1
            return True

    def give_back(self) -> None:
        """End a borrowing."""
        with self._changed:
            self.users -= 1
            self._changed.notify_all()

    def retire(self) -> None:
        """Let it finish what it has, then stop it as SageMaker does."""
        with self._changed:
            self._leaving = True
            self._changed.wait_for(
                lambda: not self.users or self._closed, _LONGEST_REQUEST
            )
        if not self._closed:
            self._sandbox.terminate()
            self._ended.wait(_STOP_SECONDS)
        self.close()

    def close(self) -> None:
        """End it at once. May be called twice, by several threads."""
        with self._changed:
            if self._closed:
                return
            self._closed = True
            self._changed.notify_all()
        self._sandbox.kill()
        self._ended.set()
        self._output.close()
        self._release()

    def _await_exit(self) -> None:
        self._sandbox.wait()
        self._ended.set()
