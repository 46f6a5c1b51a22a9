"""`inferway train`."""
# ruff: noqa: PLC0415 - `inferway --help` must not wait for scikit-learn

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from inferway.options import Json, terminal_of


def train(
    context: typer.Context,
    *,
    out: Annotated[Path, typer.Option(help="Model directory to make.")],
    data_home: Annotated[
        Path | None,
        typer.Option(
            help="scikit-learn's cache of data sets. Default: SCIKIT_LEARN_DATA, or"
            " ~/scikit_learn_data. 20 Newsgroups is downloaded into it if missing."
        ),
    ] = None,
    as_json: Json = False,  # noqa: ARG001 - its callback does the work
) -> None:
    """Train the example model on 20 Newsgroups, measure it and package it.

    Where the posts cannot be loaded, it says so and trains on the iris flowers,
    which scikit-learn carries with it.
    """
    from model.train import train as train_model

    terminal = terminal_of(context)
    manifest = train_model(out, data_home, terminal)
    result = {
        "name": manifest.name,
        "version": manifest.version,
        "out": str(out),
        "metrics": dict(manifest.metrics),
    }

    def show(console: Console) -> None:
        console.print(f"model     {manifest.name} {manifest.version}")
        console.print(
            f"accuracy  {manifest.metrics['accuracy']:.4f} on"
            f" {manifest.metrics['test_instances']:,} test instances"
        )
        console.print(f"in        {out}", markup=False)

    terminal.result(result, show)
