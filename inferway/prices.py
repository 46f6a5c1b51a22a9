"""`inferway prices`: what the costs are reckoned with."""
# ruff: noqa: PLC0415 - `inferway --help` must not wait for boto3

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from inferway.options import Json, PricesFile, terminal_of
from prices import Price, load

if TYPE_CHECKING:
    from costs.price_list import PriceList, Refreshed

prices_app = typer.Typer(
    no_args_is_help=True,
    help="The file of prices that advise and estimate reckon with.",
)

# An instance type that the file does not have yet begins with these.
_OF_INSTANCES = ("endpoint_instance", "transform_instance")


@prices_app.command("show")
def show_prices(
    context: typer.Context,
    *,
    prices: PricesFile = None,
    as_json: Json = False,  # noqa: ARG001 - its callback does the work
) -> None:
    """Print every price with its unit, source and date.

    With --json it is a file of prices itself: change it, and give it by --prices.
    """
    from prices.write import document

    found = list(load(prices))
    terminal_of(context).result(document(found), lambda console: _show(console, found))


@prices_app.command("refresh")
def refresh_prices(  # noqa: PLR0913 - one an option
    context: typer.Context,
    out: Annotated[Path, typer.Argument(help="File of prices to write.")],
    *,
    region: Annotated[
        list[str] | None,
        typer.Option(
            help="A Region that the file does not have yet; repeat for more. It gets"
            " a row for each price of the first Region, and AWS's amounts."
        ),
    ] = None,
    instance_type: Annotated[
        list[str] | None,
        typer.Option(help="One that the file does not have yet; repeat for more."),
    ] = None,
    prices: PricesFile = None,
    as_json: Json = False,  # noqa: ARG001 - its callback does the work
) -> None:
    """Fetch prices from AWS's Price List API, and write them to a file.

    Needs pricing:GetProducts. What AWS does not tell stays as it was, and is named;
    in a new Region, and of a new instance type, it is left out. This was tested on
    recorded forms of AWS's answers, and never against AWS.
    """
    from model.files import check_target, write_text
    from prices.write import text

    terminal = terminal_of(context)
    check_target(out)
    before = list(load(prices))
    known = {(one.name, one.kind, one.region) for one in before}
    asked = _asked(before, region or [], instance_type or [])
    with terminal.step(f"Asking AWS for {len(asked)} prices"):
        refreshed = _refresh(asked)
    new = {(one.name, one.kind, one.region) for one in refreshed.fetched} - known
    kept = [one for one in refreshed.kept if _key(one) in known]
    absent = [one for one in refreshed.kept if _key(one) not in known]
    written = [one for one in refreshed.prices if _key(one) in known | new]
    write_text(out, text(written))
    result = {
        "file": str(out),
        "prices": len(written),
        "fetched": len(refreshed.fetched),
        "kept": [" ".join(filter(None, _key(one))) for one in kept],
        "absent": [" ".join(filter(None, _key(one))) for one in absent],
    }

    def show(console: Console) -> None:
        say = console.print
        say(f"{out}: {len(written)} prices, {len(refreshed.fetched)} from AWS")
        for title, names in (("kept", kept), ("absent", absent)):
            for one in names:
                say(f"{title}  {' '.join(filter(None, _key(one)))}", markup=False)

    terminal.result(result, show)


def _key(price: Price) -> tuple[str, str, str]:
    return (price.name, price.kind, price.region)


def _asked(before: list[Price], regions: list[str], types: list[str]) -> list[Price]:
    """Return the prices to ask for: those of the file, and the new ones."""
    found = {_key(one): one for one in before}
    for one in before:
        for kind in types if one.name in _OF_INSTANCES else ():
            new = replace(one, kind=kind)
            found.setdefault(_key(new), new)
    for one in list(found.values()):
        for region in regions if one.region == before[0].region else ():
            new = replace(one, region=region)
            found.setdefault(_key(new), new)
    return list(found.values())


def _refresh(asked: list[Price]) -> "Refreshed":
    from botocore.exceptions import BotoCoreError, ClientError

    from model.errors import UnavailableError

    try:
        return _price_list().refresh(asked)
    except (BotoCoreError, ClientError) as error:
        message = f"the Price List API cannot be asked: {error}"
        raise UnavailableError(message) from error


def _price_list() -> "PriceList":
    from datetime import UTC, datetime

    import boto3

    from costs.price_list import PRICING_REGION, PriceList

    client = boto3.client("pricing", region_name=PRICING_REGION)
    return PriceList(client, datetime.now(UTC).date())


def _show(console: Console, found: list[Price]) -> None:
    for one in sorted(found, key=_key):
        mark = "" if one.verified else ", not confirmed"
        console.print(
            f"{' '.join(filter(None, _key(one)))}: {one.usd:f} USD for {one.per:,}"
            f" {one.unit}  ({one.source}, {one.seen}{mark})",
            markup=False,
        )
