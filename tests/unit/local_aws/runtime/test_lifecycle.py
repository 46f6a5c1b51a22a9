"""How environments come and go, and that nothing of them stays."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from local_aws.runtime.pool_limits import PoolLimits
from tests.support.served import is_running, run_on, wait_until


@pytest.mark.parametrize(("freezes", "grows"), [(True, False), (False, True)])
def test_a_function_stands_still_between_events(plane, probe, freezes, grows):
    made = plane(freezes=freezes)
    run_on(made, probe, {"beat": True})
    before = run_on(made, probe)["beats"]
    time.sleep(0.5)
    # Some beats of the time between the thaw and the answer.
    assert (run_on(made, probe)["beats"] - before > 20) is grows


def test_an_idle_environment_is_closed(plane, probe):
    made = plane(pool=PoolLimits(environments=4, idle_seconds=0.05))
    pid = run_on(made, probe)["pid"]
    time.sleep(0.1)
    assert is_running(pid)
    made.reap()
    assert not is_running(pid)


def test_a_full_machine_makes_room_for_another_function(plane, lambda_, probe):
    other = lambda_.function("other")
    made = plane(pool=PoolLimits(environments=1))
    first = run_on(made, probe)["pid"]
    assert run_on(made, other)["environment"]["AWS_LAMBDA_FUNCTION_NAME"] == other
    assert not is_running(first)


def test_who_has_an_environment_leaves_others_theirs_while_they_use_it(
    plane, lambda_, probe
):
    other = lambda_.function("another")
    made = plane(pool=PoolLimits(environments=2, settled_seconds=60))
    first = run_on(made, probe)["pid"]
    second = run_on(made, other)["pid"]
    with ThreadPoolExecutor(2) as callers:
        both = [callers.submit(run_on, made, other, {"sleep": 0.5}) for _ in range(2)]
        assert {call.result()["pid"] for call in both} == {second}
    assert run_on(made, probe)["pid"] == first


def test_nothing_is_left_behind(plane, probe):
    made = plane()
    pid = run_on(made, probe)["pid"]
    orphan = run_on(made, probe, {"orphan": 60})
    folder = Path(run_on(made, probe)["environment"]["TMPDIR"])
    assert is_running(pid)
    assert is_running(orphan)
    assert folder.is_dir()
    made.close()
    assert not is_running(pid)
    wait_until(lambda: not is_running(orphan))
    assert not folder.exists()


@pytest.mark.parametrize(
    ("variables", "error_type", "message"),
    [
        ({"INIT_RAISE": "no luck"}, "RuntimeError", "no luck"),
        ({"INIT_EXIT": "7"}, "Runtime.ExitError", "exit status 7"),
    ],
)
def test_a_failed_start_is_tried_once_more(lambda_, variables, error_type, message):
    name = lambda_.function(
        f"broken-{error_type.rpartition('.')[2]}", Environment={"Variables": variables}
    )
    answer = lambda_.call(name, LogType="Tail")
    assert answer["FunctionError"] == "Unhandled"
    assert answer["Payload"]["errorType"] == error_type
    assert message in answer["Payload"]["errorMessage"]
    lines = wait_until(lambda: reports(lambda_, name))
    assert [line.partition("Phase: ")[2].partition("\t")[0] for line in lines] == [
        "init",
        "invoke",
    ]


def test_a_missing_handler_is_a_failed_start(lambda_):
    name = lambda_.function("unhandled", ImageConfig={"Command": ["app.missing"]})
    answer = lambda_.call(name)
    assert answer["FunctionError"] == "Unhandled"
    assert answer["Payload"]["errorType"] == "Runtime.HandlerNotFound"


def test_a_slow_start_has_the_time_of_the_function(plane, lambda_):
    name = lambda_.function(
        "slow-start", Timeout=1, Environment={"Variables": {"INIT_SLEEP": "60"}}
    )
    began = time.monotonic()
    answer = run_on(plane(init_seconds=0.5), name)
    took = time.monotonic() - began
    assert answer["errorType"] == "Sandbox.Timedout"
    assert answer["errorMessage"].endswith("timed out after 1.00 seconds")
    # The INIT phase, then the function's own second.
    assert 1.5 < took < 30


def test_a_start_that_is_quick_the_second_time_answers(plane, lambda_, tmp_path):
    variables = {"INIT_SLEEP": "1"}
    name = lambda_.function("second-start", Environment={"Variables": variables})
    assert "environment" in run_on(plane(init_seconds=0.5), name)


def test_the_warden_ends_what_a_killed_server_leaves(tmp_path):
    code = """
import subprocess, sys, time
from pathlib import Path
from local_aws.runtime.warden import Warden
warden = Warden()
def start():
    return subprocess.Popen(["sleep", "60"], start_new_session=True).pid
kept, forgotten = start(), start()
warden.watch_group(kept, Path(sys.argv[1]) / "kept")
warden.watch_group(forgotten, Path(sys.argv[1]) / "forgotten")
warden.forget(str(forgotten))
print(kept, forgotten, flush=True)
time.sleep(60)
"""
    for name in ("kept", "forgotten"):
        (tmp_path / name).mkdir()
    server = subprocess.Popen(
        [sys.executable, "-c", code, tmp_path], stdout=subprocess.PIPE
    )
    kept, forgotten = map(int, server.stdout.readline().split())
    os.kill(kept, signal.SIGSTOP)  # as a frozen environment is
    server.kill()
    server.wait()
    server.stdout.close()
    try:
        wait_until(lambda: not is_running(kept))
        wait_until(lambda: not (tmp_path / "kept").exists())
        assert is_running(forgotten)
        assert (tmp_path / "forgotten").exists()
    finally:
        os.kill(forgotten, signal.SIGKILL)


def reports(lambda_, name):
    """Return the log's INIT_REPORT lines, once both are there."""
    logs = lambda_.served.client("logs")
    try:
        events = logs.filter_log_events(logGroupName=f"/aws/lambda/{name}")["events"]
    except logs.exceptions.ResourceNotFoundException:
        return []
    lines = [e["message"] for e in events if e["message"].startswith("INIT_REPORT")]
    return lines if len(lines) == 2 else []
