"""What a Dockerfile's last stage says about running its image."""

import json
import re
import shlex
from dataclasses import dataclass
from pathlib import Path

_VARIABLE = re.compile(r"\$(?:\{(?P<braced>\w+)\}|(?P<plain>\w+))")
# They name places in an image's own file system.
_PLACES = frozenset({"HOME", "LD_LIBRARY_PATH", "PATH", "PYTHONPATH"})
# Set by AWS's base images.
_BASE = {"LAMBDA_TASK_ROOT": "/var/task", "LAMBDA_RUNTIME_DIR": "/var/runtime"}


@dataclass(frozen=True, kw_only=True)
class RunInstructions:
    """How an image is run.

    Attributes:
        command: Its CMD, in exec form.
        entrypoint: Its ENTRYPOINT, in exec form; empty for none.
        environment: Its ENV, without what names places in the image.

    """

    command: tuple[str, ...]
    entrypoint: tuple[str, ...]
    environment: dict[str, str]


def read_dockerfile(path: Path) -> RunInstructions:
    """Return what the last stage says.

    Raises:
        ValueError: There is no CMD, or it or the ENTRYPOINT is not in exec form
            (a JSON list).

    """
    command: tuple[str, ...] = ()
    entrypoint: tuple[str, ...] = ()
    environment: dict[str, str] = {}
    variables = dict(_BASE)
    for instruction, rest in _instructions(path.read_text(encoding="utf-8")):
        match instruction:
            case "FROM":
                command, entrypoint = (), ()
                environment, variables = {}, dict(_BASE)
            case "ARG":
                name, _, default = rest.partition("=")
                variables[name] = _unquoted(default)
            case "ENV":
                for name, value in _assignments(rest):
                    variables[name] = environment[name] = _expanded(value, variables)
            case "CMD":
                command = _exec_form(path, instruction, rest)
            case "ENTRYPOINT":
                entrypoint = _exec_form(path, instruction, rest)
    if not command:
        message = f'{path}: the last stage needs a CMD ["package.module.function"]'
        raise ValueError(message)
    return RunInstructions(
        command=command,
        entrypoint=entrypoint,
        environment={
            name: value for name, value in environment.items() if name not in _PLACES
        },
    )


def _instructions(text: str) -> list[tuple[str, str]]:
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    joined = "\n".join(lines).replace("\\\n", " ")
    found = []
    for line in joined.splitlines():
        name, _, rest = line.strip().partition(" ")
        if name:
            found.append((name.upper(), rest.strip()))
    return found


def _assignments(rest: str) -> list[tuple[str, str]]:
    words = shlex.split(rest)
    if words and "=" not in words[0]:
        # The old form: ENV NAME the rest of the line.
        name, _, value = rest.partition(" ")
        return [(name, value.strip())]
    return [(name, value) for name, _, value in (word.partition("=") for word in words)]


def _expanded(value: str, variables: dict[str, str]) -> str:
    return _VARIABLE.sub(
        lambda match: variables.get(match["braced"] or match["plain"], ""), value
    )


def _unquoted(value: str) -> str:
    return "".join(shlex.split(value))


def _exec_form(path: Path, instruction: str, rest: str) -> tuple[str, ...]:
    try:
        words = json.loads(rest)
    except ValueError:
        words = None
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        message = (
            f"{path}: {instruction} {rest} is not in exec form, a JSON list of strings"
        )
        raise ValueError(message)
    return tuple(words)
