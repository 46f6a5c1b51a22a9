"""A container, started by docker's command line."""

import os
import subprocess
import threading
from collections.abc import Sequence
from pathlib import Path

from local_aws.runtime.warden import Warden

_COMMAND_SECONDS = 30


def start_container(
    name: str, command: Sequence[str], warden: Warden, folder: Path | None = None
) -> "DockerSandbox":
    """Start a container.

    Args:
        name: Unique among docker's.
        command: Runs a container of this name in the foreground.
        warden: Who removes it should this process be killed.
        folder: What is then to be removed with it.

    """
    reading, writing = os.pipe()
    try:
        client = subprocess.Popen(  # noqa: S603 - docker, found on PATH
            command,
            stdin=subprocess.DEVNULL,
            stdout=writing,
            stderr=writing,
            start_new_session=True,
        )
    except OSError:
        os.close(reading)
        raise
    finally:
        os.close(writing)
    warden.watch_command(name, _remove_command(name), folder)
    return DockerSandbox(client, name, reading, warden)


class DockerSandbox:
    """A container, known by its name."""

    def __init__(
        self,
        client: "subprocess.Popen[bytes]",
        name: str,
        output: int,
        warden: Warden,
    ) -> None:
        """Take the client that waits for the container."""
        self.output = output
        self._client = client
        self._name = name
        self._warden = warden
        self._pid: int | None = None
        self._lock = threading.Lock()
        self._killed = False

    def wait(self) -> int:
        """Wait for the container's end."""
        return self._client.wait()

    def freeze(self) -> None:
        """Pause the container."""
        _run(["docker", "pause", self._name])

    def thaw(self) -> None:
        """Let it go on."""
        _run(["docker", "unpause", self._name])

    def terminate(self) -> None:
        """Ask its first process to end."""
        _run(["docker", "kill", "--signal", "SIGTERM", self._name])

    def kill(self) -> None:
        """Remove the container; by name, for the client's end leaves it alone."""
        with self._lock:
            if self._killed:
                return
            self._killed = True
        _run(_remove_command(self._name))
        self._client.kill()
        self._client.wait()
        self._warden.forget(self._name)

    def max_memory_mb(self) -> int | None:
        """Return the most memory that its first process held, if it can be seen."""
        try:
            if self._pid is None:
                inspect = ["docker", "inspect", "--format", "{{.State.Pid}}"]
                self._pid = int(_run([*inspect, self._name]))
            status = Path(f"/proc/{self._pid}/status").read_text()
        except (OSError, ValueError):
            return None
        for line in status.splitlines():
            if line.startswith("VmHWM:"):
                return -(-int(line.split()[1]) // 1024)
        return None


def _remove_command(name: str) -> list[str]:
    return ["docker", "rm", "--force", name]


def _run(command: list[str]) -> str:
    """Run docker; a container that is gone already is none of our worry."""
    done = subprocess.run(  # noqa: S603 - docker, found on PATH
        command,
        check=False,
        capture_output=True,
        text=True,
        timeout=_COMMAND_SECONDS,
    )
    return done.stdout.strip()
