"""The SageMaker front as a process of its own, as the container starts it."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).parents[2]
_SOURCES = ("lambdas/common/src", "lambdas/prediction/src")
# A start imports scikit-learn, on a machine that may be busy.
_READY_SECONDS = 60.0


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What a request was answered with."""

    status: int
    headers: Mapping[str, str]
    body: str

    @property
    def json(self) -> Any:
        """The body, read as JSON."""
        return json.loads(self.body)


@dataclass(frozen=True, kw_only=True)
class Front:
    """A front that was started; it need not answer yet."""

    process: subprocess.Popen[bytes]
    port: int
    output: Path

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Send a request on a connection of its own, so that any worker gets it."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body, dict(headers or {}))
            answer = connection.getresponse()
            return Reply(
                status=answer.status,
                headers=dict(answer.getheaders()),
                body=answer.read().decode(),
            )
        finally:
            connection.close()

    def predict(self, body: bytes = b'["good"]', **headers: str) -> Reply:
        """Send instances; names of headers with underscores."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.ask("POST", "/invocations", body, given)

    def ping(self) -> int | None:
        """Return the status of /ping, None while nothing listens."""
        try:
            return self.ask("GET", "/ping").status
        except ConnectionError:
            assert self.process.poll() is None, self.output.read_text()
            return None

    def wait_for_ping(self, status: int) -> None:
        """Wait until /ping has this status."""
        wait_until(lambda: self.ping() == status)

    def told(self, message: str) -> list[dict[str, Any]]:
        """Return the records of the log with this message."""
        lines = self.output.read_text().splitlines()
        records = [json.loads(line) for line in lines if line.startswith("{")]
        return [record for record in records if record.get("message") == message]

    def workers(self) -> list[int]:
        """Return the ids of the worker processes."""
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in listed.read_text().split()]

    def stop(self) -> int:
        """End it as SageMaker does; return what it ended with."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(_READY_SECONDS)


@contextmanager
def sagemaker_process(folder: Path, variables: Mapping[str, str]) -> Iterator[Front]:
    """Start the front with these variables and nothing else of ours.

    Args:
        folder: Of the test; its log is written there.
        variables: What SageMaker and the model resource set.

    """
    port = _free_port()
    output = folder / "front.log"
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join(str(REPOSITORY / part) for part in _SOURCES),
        "PYTHONUNBUFFERED": "1",
        # As the image has it.
        "OMP_NUM_THREADS": "1",
        "SAGEMAKER_BIND_TO_PORT": str(port),
        **variables,
    }
    with output.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "prediction.sagemaker_front"],
            env=environment,
            cwd=folder,
            stdout=log,
            stderr=subprocess.STDOUT,
            # A group, so that no worker stays behind when a test fails.
            start_new_session=True,
        )
    try:
        yield Front(process=process, port=port, output=output)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait for what another process does."""
    until = time.monotonic() + _READY_SECONDS
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.05)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
