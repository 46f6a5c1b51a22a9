"""A process in a session of its own, with a folder and a memory limit."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from local_aws.runtime.cgroup import MemoryGroup, memory_group
from local_aws.runtime.memory import MemoryWatch
from local_aws.runtime.warden import Warden

_PROC = Path("/proc")


def start_process(  # noqa: PLR0913 - all that a process is
    command: Sequence[str],
    *,
    folder: Path,
    variables: Mapping[str, str],
    temporary: Path,
    memory_mb: int | None,
    mark: str,
    warden: Warden,
) -> "ProcessSandbox":
    """Start a process that finds Python's packages and its own folder.

    It sees the folder and the installed packages, never this project's own
    folders, if its Python is started with `-S`: that keeps an editable
    install's paths out. It has a folder of its own for temporary files
    (TMPDIR), not a /tmp of its own, and as much CPU as it can get.

    Args:
        command: The program and its arguments.
        folder: Where it works, and where its code is.
        variables: Its whole environment, but for what this adds.
        temporary: Its own, removed with it.
        memory_mb: Of all its processes; None for no limit.
        mark: "NAME=value" of one of the variables, which no other process has.
        warden: Who ends it should this process be killed.

    """
    group = None
    if memory_mb is not None:
        group = memory_group(f"sandbox-{uuid.uuid4().hex}", memory_mb)
    reading, writing = os.pipe()
    try:
        process = subprocess.Popen(  # noqa: S603 - of the launchers
            group.enter_command(list(command)) if group else command,
            cwd=folder,
            env={
                "PATH": "/usr/local/bin:/usr/bin:/bin",
                **variables,
                "HOME": str(temporary),
                "PYTHONDONTWRITEBYTECODE": "1",  # an image is read-only
                "PYTHONPATH": os.pathsep.join([str(folder), *_packages()]),
                "TMPDIR": str(temporary),
            },
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
    warden.watch_group(process.pid, temporary)
    return ProcessSandbox(
        process=process,
        output=reading,
        temporary=temporary,
        group=group,
        memory_mb=memory_mb,
        warden=warden,
        mark=mark,
    )


def temporary_folder(prefix: str) -> Path:
    """Make a folder for one process."""
    return Path(tempfile.mkdtemp(prefix=prefix))


class ProcessSandbox:
    """A process and whatever it started."""

    def __init__(  # noqa: PLR0913 - all that it has to end or free
        self,
        *,
        process: subprocess.Popen[bytes],
        output: int,
        temporary: Path,
        group: MemoryGroup | None,
        memory_mb: int | None,
        warden: Warden,
        mark: str,
    ) -> None:
        """Take a started process, what it holds, and the variable that marks it."""
        self.output = output
        self._process = process
        self._temporary = temporary
        self._group = group
        self._warden = warden
        self._mark = mark.encode()
        self._lock = threading.Lock()
        self._killed = False
        self._watch = (
            None
            if group is not None or memory_mb is None
            else MemoryWatch(process.pid, memory_mb, self._kill_processes)
        )

    def wait(self) -> int:
        """Wait for the process's end."""
        return self._process.wait()

    def freeze(self) -> None:
        """Stop every process of the session's group."""
        self._signal(signal.SIGSTOP)
        if self._watch is not None:
            self._watch.pause()

    def thaw(self) -> None:
        """Continue them."""
        if self._watch is not None:
            self._watch.resume()
        self._signal(signal.SIGCONT)

    def terminate(self) -> None:
        """Ask the process to end; it decides about its children."""
        with suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End every process, also one that left the group, and tidy up."""
        with self._lock:
            if self._killed:
                return
            self._killed = True
        self._kill_processes()
        self._process.wait()
        if self._watch is not None:
            self._watch.close()
        if self._group is not None:
            self._group.close()
        self._warden.forget(str(self._process.pid))
        shutil.rmtree(self._temporary, ignore_errors=True)

    def max_memory_mb(self) -> int | None:
        """Return the most memory seen."""
        if self._group is not None:
            return self._group.peak_mb
        return self._watch.peak_mb if self._watch is not None else None

    def _kill_processes(self) -> None:
        self._signal(signal.SIGKILL)
        for pid in _marked(self._mark):
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)

    def _signal(self, number: int) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, number)


def _packages() -> list[str]:
    """Return where this interpreter's packages are."""
    endings = ("site-packages", "dist-packages")
    return [path for path in sys.path if path.endswith(endings)]


def _marked(mark: bytes) -> list[int]:
    """Return the processes that were started with the variable.

    A process inherits it for ever: neither a new session nor a lost parent
    hides one.
    """
    if not _PROC.is_dir():
        return []
    found = []
    for entry in _PROC.iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                if mark in (entry / "environ").read_bytes().split(b"\0"):
                    found.append(int(entry.name))
    return found
