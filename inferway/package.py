"""`inferway package`."""
# ruff: noqa: PLC0415 - `inferway --help` must not wait for scikit-learn

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, cast, get_args

import typer
from rich.console import Console

from inferway.options import Json, terminal_of

if TYPE_CHECKING:
    from model_store.manifest import Column


def package(  # noqa: PLR0913 - one an option
    context: typer.Context,
    source: Annotated[
        str,
        typer.Argument(
            help="A pickle, joblib or cloudpickle file, or script.py:VARIABLE."
        ),
    ],
    *,
    name: Annotated[
        str, typer.Option(help="Of the model; the same for all its versions.")
    ],
    kind: Annotated[
        Literal["text", "tabular"],
        typer.Option("--input", help="What an instance is: a string, or a row."),
    ],
    examples: Annotated[
        Path,
        typer.Option(
            help="Instances as they will be sent: a JSON list, JSON Lines, or CSV with"
            " a header. Some of them become the golden instances."
        ),
    ],
    out: Annotated[Path, typer.Option(help="Model directory to make.")],
    code: Annotated[
        Path | None,
        typer.Option(
            help="For a pickle made by a script: that script. It is run, without what"
            ' stands under `if __name__ == "__main__"`.'
        ),
    ] = None,
    by_value: Annotated[
        list[str] | None,
        typer.Option(
            metavar="MODULE",
            help="Module of yours whose code is to travel in the pickle. Repeatable.",
        ),
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME:TYPE[?]",
            help="Type of a column where the examples cannot tell it: number, integer,"
            " string or boolean; with ? it may be null. Repeatable.",
        ),
    ] = None,
    container: Annotated[
        Literal["array", "dataframe"] | None,
        typer.Option(
            help="What the model is given for rows. Default: a data frame if it was"
            " fitted with column names."
        ),
    ] = None,
    as_json: Json = False,  # noqa: ARG001 - its callback does the work
) -> None:
    """Package a fitted scikit-learn estimator or pipeline.

    This runs code: unpickling a file runs whatever its author put into it, and a
    script is run. Package only what you trust.

    The model is loaded again in a fresh interpreter that has only what the
    prediction image has, and must answer its golden instances there.
    """
    from model.package import package as package_model
    from model.rows import read_instances
    from model.source import estimator_from

    terminal = terminal_of(context)
    columns = [_column(text) for text in column or ()]
    texts = [one.name for one in columns if one.type == "string"]
    instances = read_instances(examples, kind, texts)
    with estimator_from(source, code) as estimator:
        manifest = package_model(
            estimator,
            name=name,
            kind=kind,
            examples=instances,
            out=out,
            by_value_modules=by_value or (),
            columns=columns,
            container=container,
            progress=terminal,
        )
    result: dict[str, Any] = {
        "name": manifest.name,
        "version": manifest.version,
        "out": str(out),
        "container": manifest.input.container,
        "columns": [
            {"name": one.name, "type": one.type, "nullable": one.nullable}
            for one in manifest.input.columns
        ],
        "classes": manifest.output.classes,
        "probabilities": manifest.output.probabilities,
        "golden": len(manifest.golden.instances),
        "by_value": list(manifest.by_value),
    }

    def show(console: Console) -> None:
        console.print(f"model     {manifest.name} {manifest.version}")
        for one in manifest.input.columns:
            gaps = " or null" if one.nullable else ""
            console.print(f"column    {one.name}: {one.type}{gaps}", markup=False)
        if manifest.output.classes is not None:
            classes = ", ".join(map(str, manifest.output.classes))
            console.print(f"classes   {classes}", markup=False)
        for one_name in manifest.by_value:
            console.print(f"by value  {one_name}", markup=False)
        console.print(f"golden    {len(manifest.golden.instances)} instances")
        console.print(f"in        {out}", markup=False)

    terminal.result(result, show)


def _column(text: str) -> "Column":
    from model_store.manifest import Column, ColumnType

    name, _, kind = text.rpartition(":")
    nullable = kind.endswith("?")
    kind = kind.removesuffix("?")
    if not name or kind not in get_args(ColumnType):
        message = f"{text!r} is not NAME:TYPE, TYPE one of number, integer, string,"
        raise typer.BadParameter(message + " boolean", param_hint="--column")
    # get_args just held it against the literal.
    return Column(name=name, type=cast("ColumnType", kind), nullable=nullable)
