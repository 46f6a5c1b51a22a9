"""The command as a whole: quick, documented, honest in how it ends."""

import subprocess
import sys
from pathlib import Path

import pytest

from inferway.errors import ExitCode
from inferway.reference import markdown
from model.errors import UnavailableError

DOCUMENT = Path(__file__).parents[3] / "docs/commands.md"
COMMANDS = {
    "train",
    "evaluate",
    "package",
    "publish",
    "promote",
    "rollback",
    "versions",
    "predict",
}


def test_the_documentation_is_what_the_commands_say():
    assert DOCUMENT.read_text() == markdown(), (
        "write it anew: python -m inferway.reference > docs/commands.md"
    )
    for name in COMMANDS:
        assert f"## inferway {name}\n" in markdown()


def test_help_waits_for_nothing_heavy():
    heavy = ("sklearn", "scipy", "numpy", "pandas", "boto3", "botocore", "matplotlib")
    script = (
        "import sys, inferway.cli;"
        f"print([name for name in {heavy} if name in sys.modules])"
    )

    found = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True
    )

    assert found.stdout.strip() == "[]"


def test_help_names_every_command_and_exit_code(inferway):
    shown = inferway("--help")

    assert shown.code == 0
    words = " ".join(shown.out.split())
    assert all(name in words for name in COMMANDS)
    for code in ExitCode:
        assert f"{code.value} {code.meaning}" in words


def test_every_command_offers_json():
    for section in markdown().split("\n## ")[1:]:
        assert "| `--json` |" in section, section.splitlines()[0]


@pytest.mark.parametrize("arguments", [["--nonsense"], ["promote"], ["fly"]])
def test_a_wrong_command_line_is_2(inferway, arguments):
    shown = inferway(*arguments)

    assert (shown.code, shown.out) == (ExitCode.USAGE, "")


def test_version(inferway):
    shown = inferway("--version")

    assert shown.code == 0
    assert shown.out.strip()[0].isdigit()


@pytest.fixture
def broken(monkeypatch):
    def breaks_with(error):
        def fail(*_, **__):
            raise error

        monkeypatch.setattr("model.train.train", fail)

    return breaks_with


def test_what_was_refused_is_1(inferway, tmp_path):
    shown = inferway("evaluate", tmp_path, "--json")

    assert shown.code == ExitCode.REFUSED
    assert shown.document["error"]["code"] == "refused"
    assert "is no model directory" in shown.document["error"]["message"]
    assert "is no model directory" in shown.err


def test_a_network_that_is_down_is_3(inferway, tmp_path, broken):
    broken(UnavailableError("AWS cannot be reached"))

    shown = inferway("train", "--out", tmp_path / "o", "--json")

    assert shown.code == ExitCode.UNAVAILABLE
    assert shown.document == {
        "error": {"code": "unavailable", "message": "AWS cannot be reached"}
    }


def test_a_defect_is_short_and_not_mistaken_for_a_refusal(inferway, tmp_path, broken):
    broken(ZeroDivisionError("oh no"))

    shown = inferway("train", "--out", tmp_path / "o")

    assert (shown.code, shown.out) == (ExitCode.DEFECT, "")
    assert shown.err.count("\n") == 1
    assert "unexpected ZeroDivisionError: oh no" in shown.err
    assert "--debug" in shown.err


def test_debug_shows_where(broken, tmp_path):
    from inferway.cli import app  # noqa: PLC0415 - its exception is what counts

    broken(ZeroDivisionError("oh no"))

    with pytest.raises(ZeroDivisionError):
        app(["--debug", "train", "--out", str(tmp_path / "o")])


def test_an_interrupt_is_130(inferway, tmp_path, broken):
    broken(KeyboardInterrupt())

    shown = inferway("train", "--out", tmp_path / "o")

    assert (shown.code, shown.out) == (ExitCode.INTERRUPTED, "")


def test_a_reader_that_goes_away_is_no_defect():
    run = subprocess.run(
        [
            "bash",
            "-c",
            f"set -o pipefail; {sys.executable} -m inferway.reference | head -1",
        ],
        check=False,
        capture_output=True,
        text=True,
    )
    assert run.stdout == "# Commands\n"
