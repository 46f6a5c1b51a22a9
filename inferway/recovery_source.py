"""Which environment a failover or a game day is of, and whether it is meant."""
# ruff: noqa: PLC0415 - `inferway --help` must not wait for what a command needs

import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from drill.recovery import Recovery
    from inferway.terminal import Terminal

Environment = Annotated[
    str | None,
    typer.Option(
        "--environment",
        "-e",
        metavar="NAME",
        help="Name of a folder in envs, or a folder: `terraform output -json` is asked"
        " there, unless --outputs says what it printed.",
    ),
]
Outputs = Annotated[
    str | None,
    typer.Option(help="File with what `terraform output -json` printed; - for stdin."),
]
Yes = Annotated[
    bool, typer.Option("--yes", "-y", help="Do not ask: it is meant, and live.")
]
Resolver = Annotated[
    str | None,
    typer.Option(
        envvar="INFERWAY_RESOLVER_URL",
        metavar="URL",
        help="Where it is asked what a resolver answers, by GET URL/NAME, for a machine"
        " that cannot look names up itself. The system's resolver without it.",
    ),
]


def find_recovery(environment: str | None, outputs: str | None) -> "Recovery":
    """Return what the options name.

    Raises:
        typer.BadParameter: They name nothing.
        RecoveryError: It cannot be read, or has no failover.

    """
    from drill.recovery import RecoveryError, read_recovery
    from inferway.outputs import read_source, source_name

    if outputs is not None:
        return read_recovery(read_source(outputs, RecoveryError), source_name(outputs))
    if environment is None:
        message = (
            "say which environment: --environment production, or --outputs with the"
            " file that `terraform output -json` wrote (- for stdin)"
        )
        raise typer.BadParameter(message)
    folder = Path(environment)
    if not folder.is_dir() and folder.name == environment:
        folder = Path("envs", environment)
    return read_recovery(_ask_terraform(folder), str(folder))


def _ask_terraform(folder: Path) -> bytes:
    from drill.recovery import RecoveryError

    if not folder.is_dir():
        message = f"there is no environment {folder} here"
        raise RecoveryError(message)
    terraform = shutil.which("terraform")
    if terraform is None:
        message = "terraform is not on PATH: give --outputs instead"
        raise RecoveryError(message)
    run = subprocess.run(  # noqa: S603 - a command of ours, found on PATH
        [terraform, f"-chdir={folder}", "output", "-json"],
        check=False,
        capture_output=True,
    )
    if run.returncode != 0:
        said = run.stderr.decode(errors="replace").strip()
        message = f"terraform cannot say what {folder} has: {said}"
        raise RecoveryError(message)
    return run.stdout


def require_consent(terminal: "Terminal", question: str, *, yes: bool) -> None:
    """Go on only where a person says so.

    Raises:
        typer.BadParameter: Nobody can be asked, and nobody said so before.
        RecoveryError: They said no.

    """
    from drill.recovery import RecoveryError

    terminal.note(question)
    if yes:
        return
    if not sys.stdin.isatty():
        message = "nobody can be asked here: say that it is meant with --yes"
        raise typer.BadParameter(message)
    if not typer.confirm("Go on?", default=False, err=True):
        message = "nothing was done"
        raise RecoveryError(message)
