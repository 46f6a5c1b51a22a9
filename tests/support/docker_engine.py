"""A docker engine for tests: the machine's own, or one started for the session."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]

# Layers and base images of the session's own engine stay here: the second run
# builds in seconds.
_DATA = REPOSITORY / ".local" / "docker"
_READY_SECONDS = 30.0
_STOP_SECONDS = 30.0
# From this release on the client builds by a plugin, which may be missing.
_PLUGIN_SINCE = 23


class NoDockerError(Exception):
    """There is no engine, and none can be started; the message says why."""


@dataclass(frozen=True, kw_only=True)
class DockerEngine:
    """An engine that answers, and a client of it that can build."""

    client: str
    host: str

    def run(
        self, *arguments: str | Path, check: bool = True, timeout: float = 1200
    ) -> subprocess.CompletedProcess[str]:
        """Run a docker command; raise with its own words if it fails."""
        done = subprocess.run(
            self.command(*arguments),
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
        if check and done.returncode:
            message = f"docker {arguments[0]} failed:\n{done.stdout}\n{done.stderr}"
            raise RuntimeError(message)
        return done

    def command(self, *arguments: str | Path) -> list[str]:
        """Return a docker command, for whoever must run it otherwise."""
        return [self.client, "--host", self.host, *map(str, arguments)]

    @property
    def environment(self) -> dict[str, str]:
        """What the client needs in its environment."""
        return {**os.environ, "DOCKER_BUILDKIT": "1"}


@contextmanager
def docker_engine() -> Iterator[DockerEngine]:
    """Yield an engine; stop it at the end if it was started here.

    Raises:
        NoDockerError: None can be had.

    """
    client = _client()
    running = DockerEngine(
        client=client, host=os.environ.get("DOCKER_HOST", "unix:///var/run/docker.sock")
    )
    if _answers(running):
        yield running
        return
    daemon = shutil.which("dockerd")
    if daemon is None:
        message = "no docker engine answers and there is no dockerd on PATH"
        raise NoDockerError(message)
    if os.geteuid() != 0:
        message = "no docker engine answers and only root can start dockerd"
        raise NoDockerError(message)
    # A short path: the name of a socket has 107 bytes.
    with (
        tempfile.TemporaryDirectory(prefix="inferway-docker-") as folder,
        _started(daemon, Path(folder), client) as engine,
    ):
        yield engine


def _client() -> str:
    found = [
        path
        for folder in os.get_exec_path()
        if (path := shutil.which("docker", path=folder))
    ]
    if not found:
        message = "there is no docker client on PATH: install docker.io"
        raise NoDockerError(message)
    for client in found:
        if _can_build(client):
            return client
    message = f"none of {', '.join(found)} can build: install docker-buildx"
    raise NoDockerError(message)


def _can_build(client: str) -> bool:
    def ask(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [client, *arguments], capture_output=True, text=True, check=False
        )

    if ask("buildx", "version").returncode == 0:
        return True
    # "Docker version 20.10.24+dfsg1, build 297e128"
    words = ask("--version").stdout.split()
    release = words[2].split(".")[0] if len(words) > 2 else ""
    return release.isdigit() and int(release) < _PLUGIN_SINCE


def _answers(engine: DockerEngine) -> bool:
    return engine.run("version", check=False, timeout=30).returncode == 0


@contextmanager
def _started(daemon: str, folder: Path, client: str) -> Iterator[DockerEngine]:
    _DATA.mkdir(parents=True, exist_ok=True)
    engine = DockerEngine(client=client, host=f"unix://{folder}/docker.sock")
    log = folder / "dockerd.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [
                daemon,
                *("--host", engine.host),
                *("--data-root", str(_DATA)),
                *("--exec-root", str(folder / "exec")),
                *("--pidfile", str(folder / "docker.pid")),
                # Containers of tests use the host's network: nothing of the
                # machine's own network is touched.
                *("--bridge=none", "--iptables=false", "--ip-forward=false"),
            ],
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        deadline = time.monotonic() + _READY_SECONDS
        while not _answers(engine):
            if process.poll() is not None or time.monotonic() > deadline:
                message = f"dockerd did not start:\n{log.read_text()[-2000:]}"
                raise NoDockerError(message)
            time.sleep(0.2)
        yield engine
    finally:
        # dockerd stops its containers and its containerd.
        process.terminate()
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        _unmount_below(folder)


def _unmount_below(folder: Path) -> None:
    """Undo what dockerd leaves mounted: the host's network, as a file."""
    for line in Path("/proc/self/mounts").read_text().splitlines():
        mounted = line.split()[1]
        if Path(mounted).is_relative_to(folder):
            subprocess.run(["umount", mounted], check=True)
