"""`inferway local`, as a person and a script call it."""

import json
import os
import subprocess
import sys

import pytest

from local_aws.process import down

_MAIN = "from inferway.cli import main; main()"
_SHELL = 'eval "$1"; echo "$AWS_ENDPOINT_URL $AWS_PROFILE"'


@pytest.fixture
def inferway(tmp_path):
    """Run the command in a state directory of the test's own."""
    state = tmp_path / "state"
    environ = {**os.environ, "INFERWAY_LOCAL_STATE": str(state)}

    def run(*arguments):
        return subprocess.run(
            [sys.executable, "-c", _MAIN, "local", *arguments],
            check=False,
            capture_output=True,
            env=environ,
            text=True,
        )

    yield run
    down(state)


def test_up_status_env_down(inferway):
    up = inferway("up", "--json")
    assert up.returncode == 0, up.stderr
    record = json.loads(up.stdout)
    assert record["running"]

    assert json.loads(inferway("up", "--json").stdout) == record
    assert json.loads(inferway("status", "--json").stdout) == record
    assert record["url"] in inferway("status").stdout

    variables = json.loads(inferway("env", "--json", "--region=us-east-1").stdout)
    assert variables["AWS_ENDPOINT_URL"] == record["url"]
    assert variables["AWS_REGION"] == "us-east-1"

    assert json.loads(inferway("down", "--json").stdout) == {"stopped": True}
    assert json.loads(inferway("down", "--json").stdout) == {"stopped": False}


def test_the_shell_takes_what_env_prints(inferway):
    record = json.loads(inferway("up", "--json").stdout)

    shell = subprocess.run(
        ["sh", "-c", _SHELL, "sh", inferway("env").stdout],
        check=True,
        capture_output=True,
        env={**os.environ, "AWS_PROFILE": "work"},
        text=True,
    )

    assert shell.stdout == f"{record['url']} \n"


@pytest.mark.parametrize("command", ["status", "env"])
def test_a_script_can_tell_that_nothing_runs(inferway, command):
    assert inferway(command).returncode == 3


def test_another_one_that_runs_is_said(inferway):
    inferway("up")

    again = inferway("up", "--account-id=222222222222")

    assert again.returncode == 3
    assert "inferway local down" in again.stderr
