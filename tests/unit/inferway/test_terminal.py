"""What goes to which stream."""

import pytest

from inferway import terminal as terminal_module
from inferway.terminal import Terminal


@pytest.fixture
def slow(monkeypatch):
    """Let every step have taken 12 s."""
    times = iter(range(0, 1000, 12))
    monkeypatch.setattr(
        terminal_module.time, "perf_counter", lambda: float(next(times))
    )


def test_a_long_step_leaves_a_line_in_a_log(capsys, slow):
    with Terminal().step("Fitting [bold] :smile:"):
        pass

    assert capsys.readouterr() == ("", "Fitting [bold] :smile:: 12.0 s\n")


def test_a_short_step_leaves_none(capsys):
    with Terminal().step("Blinking"):
        pass

    assert capsys.readouterr() == ("", "")


def test_a_step_that_fails_lets_its_error_through(capsys, slow):
    with pytest.raises(ValueError, match="inner"), Terminal().step("Failing"):
        raise ValueError("inner")  # noqa: EM101 - its text is the test

    assert capsys.readouterr() == ("", "")


def test_json_alone_is_on_stdout(capsys):
    terminal = Terminal()
    terminal.as_json = True

    terminal.note("by the way")
    terminal.result({"a": 1}, lambda console: console.print("for a person"))

    assert capsys.readouterr() == ('{\n  "a": 1\n}\n', "by the way\n")


def test_a_failure_is_a_document_too(capsys):
    terminal = Terminal()
    terminal.as_json = True

    terminal.failure("refused", "no [red]model[/red]")

    shown = capsys.readouterr()
    assert '"message": "no [red]model[/red]"' in shown.out
    assert shown.err == "inferway: no [red]model[/red]\n"
