"""Writes docs/commands.md from the commands themselves.

`python -m inferway.reference > docs/commands.md`; a test holds the two equal.
"""

import sys
from collections.abc import Iterator
from typing import Any

import typer.main

from inferway.cli import app
from inferway.errors import ExitCode

_INTRODUCTION = """\
# Commands

<!-- Written by `python -m inferway.reference > docs/commands.md`. -->

`inferway COMMAND --help` says the same. With `--json` a command prints one JSON
document on stdout, `{"error": {"code", "message"}}` if it fails; progress and
messages go to stderr. `inferway --debug COMMAND` shows where an error arose.

| exit code | meaning |
| --- | --- |"""


def markdown() -> str:
    """Return the page."""
    root = typer.main.get_command(app)
    lines = [
        _INTRODUCTION,
        *(f"| {code.value} | {code.meaning} |" for code in ExitCode),
    ]
    for path, command in _leaves(root, "inferway"):
        context = typer.Context(command, info_name=path)
        usage = " ".join([path, *command.collect_usage_pieces(context)])
        # A required argument comes in braces, which no shell wants.
        usage = usage.replace("{", "").replace("}", "")
        lines += ["", f"## {path}", "", f"`{usage}`", ""]
        lines += [_text(command.help), "", "| | |", "| --- | --- |"]
        for one in command.params:
            name, help_text = one.get_help_record(context)
            lines.append(f"| `{_cell(name)}` | {_cell(help_text)} |")
    return "\n".join(lines) + "\n"


def _leaves(command: Any, path: str) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - typer's click is its own
    """Yield each command that is no group, with what a person types."""
    commands = getattr(command, "commands", None)
    if commands is None:
        yield path, command
        return
    for name, inner in commands.items():
        yield from _leaves(inner, f"{path} {name}")


def _text(text: str | None) -> str:
    return "\n".join(line.strip() for line in (text or "").strip().splitlines())


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    sys.stdout.write(markdown())
