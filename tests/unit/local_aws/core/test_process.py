"""Starting, finding and stopping a local AWS."""

import os
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import boto3
import pytest
import urllib3

from local_aws import state
from local_aws.process import LocalAwsError, down, status, up
from local_aws.state import LocalAws

ANY_KEYS = {"aws_access_key_id": "a", "aws_secret_access_key": "a"}


@pytest.fixture
def state_dir(tmp_path):
    yield tmp_path / "state"
    down(tmp_path / "state")


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat").read_text()
    return stat.rpartition(")")[2].split()[0] != "Z"


def read_or_nothing(path):
    try:
        return path.read_bytes()
    except OSError:  # it ended meanwhile
        return b""


def gone(pid):
    deadline = time.monotonic() + 10
    while is_alive(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not is_alive(pid)


def test_it_answers_as_soon_as_it_is_up(state_dir):
    local = up(state_dir)

    answer = urllib3.request("GET", f"{local.url}/_local/health", retries=False)
    assert answer.json() == {"status": "ok", "url": local.url}
    assert status(state_dir) == local


def test_it_takes_the_account_it_is_given(state_dir):
    local = up(state_dir, account_id="222222222222")
    sts = boto3.client(
        "sts",
        endpoint_url=local.url,
        region_name="eu-west-1",
        **ANY_KEYS,
    )

    assert sts.get_caller_identity()["Account"] == "222222222222"


def test_it_is_started_once(state_dir):
    first = up(state_dir)

    assert up(state_dir) == first


def test_it_is_started_once_by_many(state_dir):
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: up(state_dir), range(4)))

    assert len({local.pid for local in found}) == 1
    assert down(state_dir)
    # Nobody waits to take its place.
    assert not [
        command
        for command in Path("/proc").glob("[0-9]*/cmdline")
        if f"--state-dir={state_dir}".encode() in read_or_nothing(command)
    ]


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        ({"launcher": "docker"}, "launcher process, not docker"),
        ({"account_id": "222222222222"}, "account_id 111111111111"),
        ({"port": 1}, "not 1"),
    ],
)
def test_another_one_is_not_taken_for_it(state_dir, wanted, text):
    up(state_dir)

    with pytest.raises(LocalAwsError, match=text):
        up(state_dir, **wanted)


def test_it_listens_on_the_loopback_interface_alone(state_dir):
    local = up(state_dir)
    links = [str(p.readlink()) for p in Path(f"/proc/{local.pid}/fd").iterdir()]
    inodes = {link.removeprefix("socket:[").rstrip("]") for link in links}
    lines = Path("/proc/net/tcp").read_text().splitlines()[1:]
    rows = [line.split() for line in lines]

    listening = [r[1].split(":")[0] for r in rows if r[3] == "0A" and r[9] in inodes]
    assert listening == ["0100007F"]


def test_it_survives_who_started_it(state_dir):
    code = (
        "import sys; from pathlib import Path; from local_aws.process import up; "
        "print(up(Path(sys.argv[1])).pid)"
    )
    starter = subprocess.run(
        [sys.executable, "-c", code, str(state_dir)],
        check=True,
        capture_output=True,
        text=True,
    )

    assert starter.stdout == f"{status(state_dir).pid}\n", "it is not quiet"
    assert is_alive(int(starter.stdout))


def test_down_ends_it(state_dir):
    local = up(state_dir)

    assert down(state_dir)
    assert gone(local.pid)
    assert status(state_dir) is None
    assert not (state_dir / state.STATE_FILE).exists()
    assert not down(state_dir)


def test_down_ends_what_the_server_started(state_dir, tmp_path, monkeypatch):
    """Whatever it was: here a process that the interpreter's start leaves."""
    (tmp_path / "sitecustomize.py").write_text(
        "import pathlib, subprocess, sys\n"
        "if 'local_aws.server' in sys.orig_argv:\n"
        "    child = subprocess.Popen(['sleep', '600'], start_new_session=True)\n"
        "    pathlib.Path(__file__).with_name('pid').write_text(str(child.pid))\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    up(state_dir)
    child = int((tmp_path / "pid").read_text())
    assert is_alive(child)

    down(state_dir)

    assert gone(child)


def test_descendants_are_ended_whatever_session_they_are_in():
    code = (
        "import subprocess, sys; from local_aws import children; "
        "child = subprocess.Popen([sys.executable, '-c', "
        '\'import subprocess, sys; g = subprocess.Popen([sys.executable, "-c", '
        '"input()"], stdin=-1, start_new_session=True); print(g.pid, flush=True); '
        "g.wait()'], stdout=-1, text=True, start_new_session=True); "
        "pids = [child.pid, int(child.stdout.readline())]; "
        "children.kill_all(); print(*pids)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    )

    assert [gone(int(pid)) for pid in run.stdout.split()] == [True, True]


def test_down_ends_one_that_does_not_answer(state_dir, monkeypatch):
    local = up(state_dir)
    monkeypatch.setattr("local_aws.process._STOP_SECONDS", 0.5)
    os.kill(local.pid, signal.SIGSTOP)

    assert down(state_dir)
    assert gone(local.pid)


def test_one_that_died_is_replaced(state_dir):
    first = up(state_dir)
    os.kill(first.pid, signal.SIGKILL)
    assert gone(first.pid)

    # Its other threads may take a moment longer to die, and the lock with them.
    deadline = time.monotonic() + 10
    while status(state_dir) is not None and time.monotonic() < deadline:
        time.sleep(0.02)
    assert status(state_dir) is None
    assert up(state_dir).pid != first.pid


def test_a_process_that_got_the_number_later_is_left_alone(state_dir):
    """A state file may name a process that is somebody else's by now."""
    state_dir.mkdir()
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=-1) as other:
        state.write(
            LocalAws(
                account_id="111111111111",
                launcher="process",
                pid=other.pid,
                port=1,
                state_dir=state_dir,
            )
        )

        assert status(state_dir) is None
        assert not down(state_dir)
        assert up(state_dir).pid != other.pid
        assert other.poll() is None
        other.terminate()


@pytest.mark.parametrize("text", ["", "{", "{}", "[]", '{"launcher": "magic"}'])
def test_a_state_file_that_says_nothing_is_replaced(state_dir, text):
    state_dir.mkdir()
    (state_dir / state.STATE_FILE).write_text(text)

    assert status(state_dir) is None
    assert up(state_dir) == status(state_dir)


def test_why_it_did_not_start_is_said(state_dir):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(LocalAwsError, match="in use"):
            up(state_dir, port=port)


def test_another_state_directory_is_another_aws(state_dir, tmp_path):
    try:
        assert up(state_dir).port != up(tmp_path / "other").port
    finally:
        down(tmp_path / "other")


def test_an_invoke_url_is_answered_locally():
    local = LocalAws(
        account_id="1", launcher="process", pid=1, port=5600, state_dir=None
    )
    url = "https://a1b2.execute-api.eu-west-1.amazonaws.com/live/predict"

    assert local.api_url(url) == (
        "http://127.0.0.1:5600/_aws/execute-api/a1b2/live/predict"
    )
    with pytest.raises(ValueError, match="not an invoke URL"):
        local.api_url("https://example.com/predict")
