"""Starting, finding and stopping the local AWS of a state directory."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from local_aws import state
from local_aws.settings import Launcher
from local_aws.state import LOG_FILE, LocalAws

# The import of moto and its first answer take 2 s on an idle machine.
_START_SECONDS = 60.0
_STOP_SECONDS = 15.0
_STEP_SECONDS = 0.02
_LOG_TAIL_LINES = 15


class LocalAwsError(Exception):
    """The local AWS cannot be started or stopped; the message says why."""


def up(
    state_dir: Path,
    *,
    port: int = 0,
    launcher: Launcher = "process",
    account_id: str = "111111111111",
) -> LocalAws:
    """Return the local AWS of the directory, started if none runs there.

    The server is a process of its own session: it outlives the caller, and a
    Ctrl-C in the caller's terminal does not reach it.

    Args:
        state_dir: Made if missing; one local AWS lives in it at a time.
        port: On the loopback interface; 0 takes a free one.
        launcher: What runs functions: a process, or a container each.
        account_id: The account it pretends to be, 12 digits.

    Raises:
        LocalAwsError: It ended before it answered, or one runs in the
            directory that is not the one asked for.

    """
    state_dir = state_dir.resolve()
    state_dir.mkdir(parents=True, exist_ok=True)
    running = status(state_dir)
    if running is None:
        running = _start(state_dir, port, launcher, account_id)
    _check_is_wanted(running, port, launcher, account_id)
    return running


def down(state_dir: Path) -> bool:
    """Stop the local AWS of the directory with all it started.

    Returns:
        Whether one ran. What a dead one left behind is removed either way.

    Raises:
        LocalAwsError: It could not be stopped.

    """
    if not state.is_held(state_dir):
        state.forget(state_dir)
        return False
    # It may be starting: the state file then comes in a moment.
    _until(lambda: state.read(state_dir) is not None, _STOP_SECONDS)
    local = state.read(state_dir)
    if local is None:
        message = (
            f"a process holds {state_dir / state.LOCK_FILE} and does not say which "
            "it is: end it by hand"
        )
        raise LocalAwsError(message)
    for number in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.kill(local.pid, number)
        if _until(lambda: not state.is_held(state_dir), _STOP_SECONDS):
            state.forget(state_dir)
            return True
    message = f"process {local.pid} does not end"
    raise LocalAwsError(message)


def status(state_dir: Path) -> LocalAws | None:
    """Return the local AWS that runs on the directory, or None."""
    return state.read(state_dir) if state.is_held(state_dir) else None


def _start(state_dir: Path, port: int, launcher: Launcher, account_id: str) -> LocalAws:
    command = [sys.executable, "-m", "local_aws.server", f"--state-dir={state_dir}"]
    command += [f"--port={port}", f"--launcher={launcher}"]
    command += [f"--account-id={account_id}"]
    with (state_dir / LOG_FILE).open("ab") as log:
        server = subprocess.Popen(  # noqa: S603 - our own module, our own arguments
            command,
            env=_server_environment(account_id),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    # Somebody else's may win the race to the directory: then theirs is it.
    _until(
        lambda: status(state_dir) is not None or server.poll() is not None,
        _START_SECONDS,
    )
    if server.poll() is not None:
        _until(lambda: status(state_dir) is not None, _lost_race_seconds(server))
    local = status(state_dir)
    if local is None:
        if server.poll() is None:
            server.kill()
        message = (
            f"the local AWS did not start; the end of its log:\n{_tail(state_dir)}"
        )
        raise LocalAwsError(message)
    if local.pid != server.pid:
        # Ours was slower. Left alone, it would take the directory over as soon as
        # the other one is stopped.
        server.kill()
        server.wait()
    return local


def _lost_race_seconds(server: subprocess.Popen[bytes]) -> float:
    return _START_SECONDS if server.returncode == state.HELD_EXIT_CODE else 0.0


def _server_environment(account_id: str) -> dict[str, str]:
    # The caller's own profile, proxies for AWS and moto settings stay outside;
    # moto reads its settings when it is imported, so they are given, not set.
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("AWS_", "MOTO_"))
    }
    return {
        **inherited,
        "MOTO_ACCOUNT_ID": account_id,
        # Nobody is there to prove a name to: certificates are issued at once.
        "MOTO_ACM_VALIDATION_WAIT": "0",
        "MOTO_IAM_LOAD_MANAGED_POLICIES": "true",
        "PYTHONUNBUFFERED": "1",
    }


def _check_is_wanted(
    running: LocalAws, port: int, launcher: Launcher, account_id: str
) -> None:
    wanted = {"launcher": launcher, "account_id": account_id}
    if port:
        wanted["port"] = str(port)
    for name, value in wanted.items():
        found = str(getattr(running, name))
        if found != value:
            message = (
                f"the local AWS in {running.state_dir} has {name} {found}, "
                f"not {value}: stop it first (inferway local down)"
            )
            raise LocalAwsError(message)


def _tail(state_dir: Path) -> str:
    text = (state_dir / LOG_FILE).read_text(encoding="utf-8", errors="replace")
    return "\n".join(text.splitlines()[-_LOG_TAIL_LINES:])


def _until(holds: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(_STEP_SECONDS)
    return True
