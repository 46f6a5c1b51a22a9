"""Options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

from inferway.terminal import Terminal


def terminal_of(context: typer.Context) -> Terminal:
    """Return the terminal of the running command."""
    found = context.find_object(Terminal)
    if found is None:  # a command group that runs without the root
        found = context.obj = Terminal()
    return found


def _set_json(context: typer.Context, value: bool) -> None:  # noqa: FBT001 - typer calls it so
    terminal_of(context).as_json = value


Json = Annotated[
    bool,
    typer.Option(
        "--json",
        callback=_set_json,
        # Before all others, so that their errors are JSON too.
        is_eager=True,
        help="Print one JSON document on stdout; all else goes to stderr.",
    ),
]
ModelDir = Annotated[
    Path,
    typer.Argument(help="A model directory, as train and package write it."),
]
BucketName = Annotated[
    str,
    typer.Option(
        "--bucket",
        envvar="INFERWAY_BUCKET",
        help="The model store's bucket: Terraform's output model_bucket.",
    ),
]
PointerKey = Annotated[
    str,
    typer.Option(
        help="S3 key of the live pointer: Terraform's output model_pointer_key."
    ),
]
PricesFile = Annotated[
    Path | None,
    typer.Option(
        "--prices",
        envvar="INFERWAY_PRICES",
        help="File of prices, as `inferway prices show --json` prints them and"
        " `inferway prices refresh` writes them. Default: the package's own.",
    ),
]
