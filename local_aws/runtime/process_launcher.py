"""Functions as processes: AWS's own runtime client, in a session of its own."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import uuid
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from local_aws.runtime.cgroup import MemoryGroup, memory_group
from local_aws.runtime.code import FunctionCode
from local_aws.runtime.config import FunctionConfig
from local_aws.runtime.memory import MemoryWatch
from local_aws.runtime.warden import Warden

_PROC = Path("/proc")


class ProcessLauncher:
    """Starts `python -m awslambdaric` with this interpreter's packages.

    The process sees its task root and the installed packages, never this
    project's own folders: `-S` keeps an editable install's paths out. It has a
    folder of its own for temporary files (TMPDIR), not a /tmp of its own, and
    as much CPU as it can get.
    """

    def __init__(self, warden: Warden) -> None:
        """Take who ends sandboxes should this process be killed."""
        self._warden = warden

    def task_root(self, code: FunctionCode) -> str:
        """Return the folder of the image's files."""
        return str(code.task_root)

    def launch(
        self,
        config: FunctionConfig,
        code: FunctionCode,
        variables: Mapping[str, str],
    ) -> "ProcessSandbox":
        """Start the runtime."""
        temporary = Path(tempfile.mkdtemp(prefix="lambda-"))
        # resolve() would leave the virtual environment.
        command = [sys.executable, "-S", "-m", "awslambdaric", variables["_HANDLER"]]
        group = memory_group(f"lambda-{uuid.uuid4().hex}", config.memory_mb)
        reading, writing = os.pipe()
        try:
            process = subprocess.Popen(  # noqa: S603 - our own interpreter
                group.enter_command(command) if group else command,
                cwd=code.task_root,
                env={
                    "PATH": "/usr/local/bin:/usr/bin:/bin",
                    **variables,
                    "HOME": str(temporary),
                    "PYTHONDONTWRITEBYTECODE": "1",  # an image is read-only
                    "PYTHONPATH": os.pathsep.join([str(code.task_root), *_packages()]),
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
        self._warden.watch_group(process.pid, temporary)
        return ProcessSandbox(
            process=process,
            output=reading,
            temporary=temporary,
            group=group,
            memory_mb=config.memory_mb,
            warden=self._warden,
            mark=f"AWS_LAMBDA_RUNTIME_API={variables['AWS_LAMBDA_RUNTIME_API']}",
        )

    def close(self) -> None:
        """Let the warden go."""
        self._warden.close()


class ProcessSandbox:
    """A runtime and whatever it started."""

    def __init__(  # noqa: PLR0913 - all that it has to end or free
        self,
        *,
        process: subprocess.Popen[bytes],
        output: int,
        temporary: Path,
        group: MemoryGroup | None,
        memory_mb: int,
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
            if group is not None
            else MemoryWatch(process.pid, memory_mb, self._kill_processes)
        )

    def wait(self) -> int:
        """Wait for the runtime's end."""
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
