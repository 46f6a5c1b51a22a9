"""`inferway config get`, `set` and `validate`: which way inferences go."""
# ruff: noqa: PLC0415 - `inferway --help` must not wait for boto3

from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from inferway.config_checks import (
    changed_item,
    check,
    refuse_unknown,
)
from inferway.config_sources import TableName, find_table, read_items
from inferway.config_view import (
    class_record,
    invalid_records,
    show_classes,
    show_invalid,
)
from inferway.config_words import change_of, target_of
from inferway.errors import ExitCode
from inferway.options import Json, terminal_of
from routing.config_cache import FRESH_SECONDS
from routing.config_items import FIELDS, Layer, config_key

if TYPE_CHECKING:
    from inferway.config_table import OperatorTable

_FOLLOW = round(FRESH_SECONDS)

config_app = typer.Typer(
    no_args_is_help=True,
    help="See and change, while it runs, which way inferences go.",
)

Table = Annotated[
    str | None,
    typer.Option(
        "--table",
        envvar="INFERWAY_ROUTING_CONFIG_TABLE",
        help="The routing config table: Terraform's output routing_config_table.",
    ),
]
Outputs = Annotated[
    str | None,
    typer.Option(
        "--outputs",
        metavar="FILE",
        help="Or a file with what `terraform output -json` printed; - for stdin.",
    ),
]


@config_app.command("get")
def get_config(
    context: typer.Context,
    class_name: Annotated[
        str | None,
        typer.Argument(metavar="[CLASS]", help="One traffic class. Default: all."),
    ] = None,
    *,
    table: Table = None,
    outputs: Outputs = None,
    as_json: Json = False,  # noqa: ARG001 - its callback does the work
) -> None:
    """Show what holds for each traffic class, and which item says so.

    Later items win, field by field: terraform#*, terraform#CLASS, operator#*,
    operator#CLASS. Invalid ones are shown too; the function ignores them.
    """
    terminal = terminal_of(context)
    found = _find(context, table, outputs)
    with terminal.step(f"Reading {found.name}"):
        checked = check(_open(found).items().values())
    names = checked.class_names if class_name is None else [class_name]
    shown = [checked.effective(name) for name in names]
    result = {
        "table": found.name,
        "classes": [class_record(one) for one in shown],
        "invalid": invalid_records(checked),
    }

    def show(console: Console) -> None:
        show_classes(console, shown)
        show_invalid(console, checked)

    terminal.result(result, show)


@config_app.command("set")
def set_config(  # noqa: PLR0913 - one an option
    context: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[CLASS] FIELD=VALUE",
            help=f"The traffic class (not with --all) and what holds for it:"
            f" {', '.join(FIELDS)}. FIELD= takes the override away.",
        ),
    ] = None,
    *,
    every: Annotated[
        bool,
        typer.Option(
            "--all", help="For each class; an override of one class goes before."
        ),
    ] = False,
    unset: Annotated[
        list[str] | None,
        typer.Option(metavar="FIELD", help="Take the operator's override away."),
    ] = None,
    table: Table = None,
    outputs: Outputs = None,
    as_json: Json = False,  # noqa: ARG001 - its callback does the work
) -> None:
    """Override what holds for a traffic class, without an apply.

    This writes the operator's items alone, which Terraform never touches. What the
    function would ignore is refused, and so is a change of what somebody else
    changed in between.
    """
    class_name, assignments = target_of(words or [], every=every)
    change = change_of(assignments, unset or [])
    terminal = terminal_of(context)
    found = _find(context, table, outputs)
    operators = _open(found)
    with terminal.step(f"Writing {found.name}"):
        items = operators.items()
        if not change.get("preferred"):
            refuse_unknown(class_name, check(items.values()))
        key = config_key(Layer.OPERATOR, class_name)
        after = changed_item(class_name, items.pop(key, None), change)
        changed = operators.write(key, after)
    checked = check([*items.values(), *([after] if after else [])])
    # A class that only this item named is no more.
    names = [n for n in checked.class_names if every or n == class_name]
    shown = [checked.effective(name) for name in names]
    result = {
        "table": found.name,
        "key": key,
        "item": after,
        "changed": changed,
        "classes": [class_record(one) for one in shown],
        "invalid": invalid_records(checked),
    }

    def show(console: Console) -> None:
        if changed:
            done = "is written" if after else "is gone"
            console.print(f"{key} {done}; functions follow within {_FOLLOW} s\n")
        else:
            console.print(f"{key} is as it was\n")
        show_classes(console, shown)
        show_invalid(console, checked)

    terminal.result(result, show)


@config_app.command()
def validate(
    context: typer.Context,
    file: Annotated[
        str | None,
        typer.Argument(
            help="JSON file with a list of items, or what `aws dynamodb scan` printed;"
            " - for stdin. Default: the table."
        ),
    ] = None,
    *,
    table: Table = None,
    outputs: Outputs = None,
    as_json: Json = False,  # noqa: ARG001 - its callback does the work
) -> None:
    """Check config items by the code that reads them; exit code 1 if one is invalid."""
    terminal = terminal_of(context)
    if file is None:
        found = _find(context, table, outputs)
        where, sources = found.name, list(_open(found).items().values())
    else:
        sources = read_items(file)
        where = "stdin" if file == "-" else file
    checked = check(sources)
    result = {
        "valid": not checked.invalid,
        "items": len(sources),
        "invalid": invalid_records(checked),
    }

    def show(console: Console) -> None:
        if not checked.invalid:
            console.print(
                f"all {len(sources)} items of {where} are valid", markup=False
            )
        show_invalid(console, checked)

    terminal.result(result, show)
    if checked.invalid:
        raise typer.Exit(ExitCode.REFUSED)


def _find(context: typer.Context, table: str | None, outputs: str | None) -> TableName:
    typed = context.get_parameter_source("table")
    # What was typed goes before what the environment says.
    by_environment = typed is not None and typed.name == "ENVIRONMENT"
    return find_table(None if outputs and by_environment else table, outputs)


def _open(found: TableName) -> "OperatorTable":
    from inferway.config_table import open_table

    return open_table(found)
