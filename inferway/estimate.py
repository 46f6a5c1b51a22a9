"""`inferway estimate`."""
# ruff: noqa: PLC0415 - `inferway --help` is quick

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from inferway.options import Json, PricesFile, terminal_of

if TYPE_CHECKING:
    from costs.estimate import Estimate


def estimate(  # noqa: PLR0913 - one an option
    context: typer.Context,
    plan: Annotated[
        str,
        typer.Argument(
            help="File with what `terraform show -json PLAN` printed; - for stdin."
        ),
    ],
    *,
    region: Annotated[
        str | None,
        typer.Option(help="Of what the plan does not tell it."),
    ] = None,
    latency_ms: Annotated[
        float,
        typer.Option(
            min=0.001, help="That a function or an endpoint takes for a request."
        ),
    ] = 50,
    prices: PricesFile = None,
    markdown: Annotated[
        bool,
        typer.Option("--markdown", help="Print a comment for a pull request."),
    ] = False,
    as_json: Json = False,  # noqa: ARG001 - its callback does the work
) -> None:
    """Say what the environment of a Terraform plan costs, before it is applied.

    By module: a month at rest, in which nobody asks anything, and a million
    requests that come to it. What may cost something and is not counted is listed.
    Nothing is asked of AWS.
    """
    from costs.charges import Usage
    from costs.estimate import estimate as estimate_plan
    from costs.estimate_view import document
    from costs.estimate_view import markdown as as_markdown
    from costs.plan import read_plan
    from inferway.advise_words import decimal
    from prices import load

    data, where = _read(plan)
    found = estimate_plan(
        read_plan(data, where, region),
        load(prices),
        Usage(latency_ms=decimal(latency_ms)),
    )

    def show(console: Console) -> None:
        if markdown:
            console.print(as_markdown(found), end="", markup=False)
        else:
            _show(console, found)

    terminal_of(context).result(document(found), show)


def _read(plan: str) -> tuple[bytes, str]:
    from costs.errors import CostError

    if plan == "-":
        return sys.stdin.buffer.read(), "stdin"
    try:
        return Path(plan).read_bytes(), plan
    except OSError as error:
        message = f"{plan} cannot be read: {error.strerror}"
        raise CostError(message) from error


def _show(console: Console, found: "Estimate") -> None:
    from costs.estimate_view import assumptions, change

    def say(text: str) -> None:
        console.print(text, markup=False)

    say("USD a month  USD a million")
    say("    at rest       requests  module")
    for module in found.modules:
        say(f"{module.at_rest:11,}  {module.per_million:13,}  {module.name}")
    say(f"{found.at_rest:11,}  {'':13}  sum, {change(found)}")
    if found.uncounted:
        say("\nnot counted")
        for one, reason in found.uncounted:
            say(f"{one.address}: {reason}")
    say("\nwhat it rests on")
    for text in assumptions(found.usage):
        say(f"- {text}")
    for one, remark in found.remarks:
        say(f"- {one.address}: {remark}")
    say(
        f"- prices are those of {found.source}; {len(found.unverified)} of those in use"
        " are confirmed by no price list of AWS (--json names them)"
    )
    say(
        f"- {found.free} resources cost nothing, {len(found.by_use)} are charged by use"
        " that no request decides (--json names them)"
    )
