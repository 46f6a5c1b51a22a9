"""`inferway evaluate`."""
# ruff: noqa: PLC0415 - `inferway --help` must not wait for scikit-learn

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from inferway.options import Json, ModelDir, terminal_of

if TYPE_CHECKING:
    from model.evaluate import Evaluation


def evaluate(  # noqa: PLR0913 - one an option
    context: typer.Context,
    model_dir: ModelDir,
    *,
    report: Annotated[
        Path | None, typer.Option(help="HTML page to write, complete in itself.")
    ] = None,
    predictions: Annotated[
        Path | None,
        typer.Option(
            help="JSON file to write: instance, label and prediction of each instance."
        ),
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option(
            help="Labelled instances: CSV or JSON Lines with a label in each row, or"
            ' JSON with "instances" and "labels". Default: the test part of the data'
            " that the model was trained on."
        ),
    ] = None,
    label_column: Annotated[
        str, typer.Option(help="What holds the label in a row of --data.")
    ] = "label",
    data_home: Annotated[
        Path | None, typer.Option(help="scikit-learn's cache of data sets.")
    ] = None,
    as_json: Json = False,  # noqa: ARG001 - its callback does the work
) -> None:
    """Measure a packaged model on labelled instances, by the code that serves it.

    This unpickles the model, which runs code: evaluate only what you trust.
    """
    from model.directory import ModelDirectory
    from model.evaluate import evaluate as evaluate_model
    from model.files import check_target, write_text
    from model.report import page
    from model.rows import read_labelled

    terminal = terminal_of(context)
    for target in (report, predictions):
        if target is not None:
            check_target(target)
    labelled = None
    if data is not None:
        schema = ModelDirectory.read(model_dir).manifest.input
        texts = [one.name for one in schema.columns if one.type == "string"]
        labelled = read_labelled(data, schema.kind, label_column, texts)
    found = evaluate_model(
        model_dir,
        labelled=labelled,
        source=str(data),
        data_home=data_home,
        progress=terminal,
    )
    if predictions is not None:
        write_text(predictions, _rows(found))
    if report is not None:
        with terminal.step("Drawing the report"):
            write_text(report, page(found))

    def show(console: Console) -> None:
        _show(console, found)
        if report is not None:
            console.print(f"\nreport  {report}", markup=False)

    terminal.result(found.to_json(), show)


def _rows(found: "Evaluation") -> str:
    rows = [
        {"instance": instance, "label": label, "prediction": prediction}
        for instance, label, prediction in zip(
            found.instances, found.labels, found.predictions, strict=True
        )
    ]
    return json.dumps(rows, indent=1, allow_nan=False) + "\n"


def _show(console: Console, found: "Evaluation") -> None:
    from model.figures import Classification

    manifest, figures = found.manifest, found.figures
    console.print(f"{manifest.name} {manifest.version} on {found.data}", markup=False)
    if not isinstance(figures, Classification):
        r2 = "-" if figures.r2 is None else f"{figures.r2:.4f}"
        console.print(f"R2                       {r2}")
        console.print(f"mean absolute error      {figures.mean_absolute_error:.6g}")
        console.print(f"root mean squared error  {figures.root_mean_squared_error:.6g}")
        return
    table = Table(box=None, pad_edge=False)
    table.add_column("class", overflow="fold")
    for title in ("precision", "recall", "F1", "instances"):
        table.add_column(title, justify="right")
    for one in figures.classes:
        numbers = [f"{value:.3f}" for value in (one.precision, one.recall, one.f1)]
        table.add_row(str(one.label), *numbers, f"{one.support:,}")
    console.print(table, markup=False)
    console.print(
        f"accuracy {figures.accuracy:.4f} on {len(found.instances):,} instances,"
        f" predicted in {found.seconds:.1f} s"
    )
