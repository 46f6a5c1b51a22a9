"""Containers of the prediction image, confined as AWS confines them."""

import http.client
import json
import subprocess
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.docker_engine import DockerEngine

_READY_SECONDS = 60.0
MEMORY_MB = 512

# Read-only, with /tmp; an unprivileged user without capabilities; no swap.
CONFINED = (
    *("--read-only", "--tmpfs", "/tmp:rw,noexec,nosuid,size=64m"),  # noqa: S108
    *("--user", "993:990", "--cap-drop", "ALL"),
    *("--security-opt", "no-new-privileges"),
    *("--memory", f"{MEMORY_MB}m", "--memory-swap", f"{MEMORY_MB}m"),
    *("--pids-limit", "128"),
)

# Sends requests from inside: a container without a network is reached by nobody
# else. Reads [[method, path, headers, body in hex]...] and prints the answers.
_CALLER = """
import http.client, json, sys
out = []
for method, path, headers, body in json.load(sys.stdin):
    connection = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]), timeout=60)
    body = bytes.fromhex(body) if body is not None else None
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    out.append([answer.status, dict(answer.getheaders()), answer.read().decode()])
print(json.dumps(out))
"""


@dataclass(frozen=True, kw_only=True)
class Image:
    """An image of an engine."""

    engine: DockerEngine
    tag: str

    def inspect(self) -> dict[str, Any]:
        """Return what the engine knows of it."""
        [image] = json.loads(self.engine.run("image", "inspect", self.tag).stdout)
        assert isinstance(image, dict)
        return image

    def python(self, program: str) -> str:
        """Return what a Python program prints in it."""
        return self.engine.run(
            *("run", "--rm", "--network", "none", *CONFINED),
            *("--entrypoint", "python3", self.tag, "-c", program),
        ).stdout

    @contextmanager
    def started(
        self, options: Sequence[str], arguments: Sequence[str]
    ) -> Iterator["Container"]:
        """Run it in the background, confined; remove it at the end."""
        name = f"inferway-test-{uuid.uuid4().hex[:12]}"
        self.engine.run(
            *("run", "--detach", "--name", name, *CONFINED),
            *options,
            self.tag,
            *arguments,
        )
        try:
            yield Container(engine=self.engine, name=name)
        finally:
            self.engine.run("rm", "--force", name)


@dataclass(frozen=True, kw_only=True)
class Container:
    """A container that runs."""

    engine: DockerEngine
    name: str

    def log(self) -> str:
        """Return what it wrote so far."""
        done = self.engine.run("logs", self.name)
        return done.stdout + done.stderr

    def ask(
        self,
        port: int,
        requests: Sequence[tuple[str, str, Mapping[str, str], bytes | None]],
    ) -> list[tuple[int, dict[str, str], Any]]:
        """Send requests from inside to a server inside.

        Returns status, headers and body of each answer, a body of JSON read.
        """
        given = [
            [method, path, dict(headers), None if body is None else body.hex()]
            for method, path, headers, body in requests
        ]
        done = subprocess.run(
            self.engine.command(
                *("exec", "--interactive", self.name),
                *("python3", "-c", _CALLER, str(port)),
            ),
            input=json.dumps(given),
            capture_output=True,
            text=True,
            check=True,
        )
        return [
            (
                status,
                headers,
                json.loads(body)
                if headers["Content-Type"] == "application/json"
                else body,
            )
            for status, headers, body in json.loads(done.stdout)
        ]


class Emulated:
    """A function behind the Runtime Interface Emulator."""

    def __init__(self, container: Container, port: int) -> None:
        """Take the container and the port that the emulator listens on."""
        self.container = container
        self._port = port

    def invoke(self, event: object) -> Any:
        """Return the function's answer to an event; the first boots it."""
        deadline = time.monotonic() + _READY_SECONDS
        while True:
            try:
                return self._invoke(json.dumps(event).encode())
            except ConnectionError:
                if time.monotonic() > deadline:
                    raise AssertionError(self.container.log()) from None
                time.sleep(0.1)

    def _invoke(self, event: bytes) -> Any:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        try:
            connection.request(
                "POST", "/2015-03-31/functions/function/invocations", event
            )
            return json.loads(connection.getresponse().read())
        finally:
            connection.close()


@contextmanager
def emulated(
    image: Image,
    rie: Path,
    *,
    ports: tuple[int, int],
    variables: Mapping[str, str],
) -> Iterator[Emulated]:
    """Run the image as a function under the emulator, on the loopback alone.

    Args:
        image: The function's.
        rie: The emulator's program.
        ports: Two free ones: for events, and for the Runtime API.
        variables: The function's environment.

    """
    options = ["--network", "host", "--volume", f"{rie}:/aws-lambda-rie:ro"]
    options += ["--entrypoint", "/aws-lambda-rie"]
    for name, value in variables.items():
        options += ["--env", f"{name}={value}"]
    # Both addresses: by default they listen on every interface.
    arguments = ["--runtime-interface-emulator-address", f"127.0.0.1:{ports[0]}"]
    arguments += ["--runtime-api-address", f"127.0.0.1:{ports[1]}"]
    settings = image.inspect()["Config"]
    arguments += [*settings["Entrypoint"], *settings["Cmd"]]
    with image.started(options, arguments) as container:
        yield Emulated(container, ports[0])
