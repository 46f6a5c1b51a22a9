"""`inferway local up`, `down`, `status` and `env`: AWS on this machine."""

import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from inferway.errors import ExitCode
from inferway.options import Json, terminal_of
from local_aws import process
from local_aws.state import LOG_FILE, LocalAws
from model.errors import UnavailableError

local_app = typer.Typer(
    no_args_is_help=True,
    help="Run the product without an account: an AWS of its own on this machine.",
)

# Of the person, and none of the local AWS's business: they would choose other
# keys, or ask for a profile that is not here.
_MISLEADING = ("AWS_PROFILE", "AWS_SESSION_TOKEN")


class LauncherName(StrEnum):
    """What runs functions."""

    process = "process"
    docker = "docker"


StateDir = Annotated[
    Path,
    typer.Option(
        "--state-dir",
        envvar="INFERWAY_LOCAL_STATE",
        help="Where it keeps its state; one runs in a directory.",
    ),
]
Region = Annotated[
    str, typer.Option("--region", help="What the variables name as the Region.")
]


@local_app.command()
def up(  # noqa: PLR0913 - one an option
    context: typer.Context,
    *,
    state_dir: StateDir = Path(".local"),
    port: Annotated[
        int,
        typer.Option(
            min=0, max=65535, help="On the loopback interface; 0 takes a free one."
        ),
    ] = 0,
    launcher: Annotated[
        LauncherName, typer.Option(help="What runs functions.")
    ] = LauncherName.process,
    account_id: Annotated[
        str, typer.Option(help="The account it pretends to be, 12 digits.")
    ] = "111111111111",
    as_json: Json = False,  # noqa: ARG001 - its callback does the work
) -> None:
    """Start it, or find the one that runs. It stays until `down`."""
    terminal = terminal_of(context)
    with _explained(), terminal.step("Starting the local AWS"):
        local = process.up(
            state_dir, port=port, launcher=launcher.value, account_id=account_id
        )
    terminal.result(_record(local), lambda console: _show(console, local))


@local_app.command()
def down(
    context: typer.Context,
    *,
    state_dir: StateDir = Path(".local"),
    as_json: Json = False,  # noqa: ARG001 - its callback does the work
) -> None:
    """Stop it with all it started. What was created in it is gone."""
    with _explained():
        stopped = process.down(state_dir)
    words = "stopped" if stopped else "nothing runs here"
    terminal_of(context).result(
        {"stopped": stopped}, lambda console: console.print(words)
    )


@local_app.command()
def status(
    context: typer.Context,
    *,
    state_dir: StateDir = Path(".local"),
    as_json: Json = False,  # noqa: ARG001 - its callback does the work
) -> None:
    """Say where it runs; exit code 3 if it does not."""
    terminal = terminal_of(context)
    local = process.status(state_dir)
    if local is None:
        terminal.result({"running": False}, lambda console: console.print("down"))
        raise typer.Exit(ExitCode.UNAVAILABLE)
    terminal.result(_record(local), lambda console: _show(console, local))


@local_app.command()
def env(
    context: typer.Context,
    *,
    state_dir: StateDir = Path(".local"),
    region: Region = "eu-west-1",
    as_json: Json = False,  # noqa: ARG001 - its callback does the work
) -> None:
    """Print what points Terraform and boto3 at it: eval "$(inferway local env)"."""
    local = process.status(state_dir)
    if local is None:
        message = f"no local AWS runs in {state_dir}: start it (inferway local up)"
        raise UnavailableError(message)
    variables = local.environment(region)

    def show(console: Console) -> None:
        console.print(f"unset {' '.join(_MISLEADING)}", markup=False)
        for name, value in variables.items():
            console.print(f"export {name}={shlex.quote(value)}", markup=False)

    terminal_of(context).result(variables, show)


def _record(local: LocalAws) -> dict[str, Any]:
    return {
        "running": True,
        "url": local.url,
        "account_id": local.account_id,
        "launcher": local.launcher,
        "pid": local.pid,
        "log": str(local.state_dir / LOG_FILE),
    }


def _show(console: Console, local: LocalAws) -> None:
    console.print(f"up at {local.url}, account {local.account_id}", markup=False)
    console.print(f"log: {local.state_dir / LOG_FILE}", markup=False)


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except process.LocalAwsError as error:
        raise UnavailableError(str(error)) from error
