"""`inferway keys`."""
# ruff: noqa: PLC0415 - `inferway --help` must not wait for boto3

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from inferway.errors import ExitCode
from inferway.options import Json, terminal_of
from inferway.outputs import read_source, source_name

if TYPE_CHECKING:
    from api_keys.copying import Pair
    from api_keys.places import Place

keys_app = typer.Typer(
    help="API keys of one value in two Regions.", no_args_is_help=True
)

Outputs = Annotated[
    str,
    typer.Option(
        help="File with what `terraform output -json` printed; - for stdin.",
        show_default=False,
    ),
]

_SAID = {
    "same": "has the same keys in both Regions",
    "missing": "has a key at home that does not let in at the standby",
    "stale": "has a key at the standby that home has not, or has disabled",
    "no-key-at-home": "has no enabled key at home: nothing was changed",
    "no-plan": "has a usage plan in one Region alone: apply the environment",
}
_WRONG = {"no-key-at-home", "no-plan"}


@keys_app.command("copy")
def copy_keys(
    context: typer.Context,
    *,
    outputs: Outputs,
    as_json: Json = False,  # noqa: ARG001 - its callback does the work
) -> None:
    """Give clients the keys in the standby Region that they have at home.

    Values go from API Gateway to API Gateway, in memory; nothing prints or writes
    one. Repeated, it changes nothing. After a rotation at home it imports the new
    key, then deletes the old one.
    """
    from api_keys.copying import copy

    terminal = terminal_of(context)
    home, standby, pair = _find(outputs)
    with terminal.step(f"Copying keys from {home.region} to {standby.region}"):
        done = list(copy(pair))
    clients = [{**asdict(one), "state": one.state.value} for one in done]
    terminal.result(
        _document(home, standby, clients),
        lambda console: _show_copied(console, clients),
    )
    if any(one["state"] in _WRONG for one in clients):
        raise typer.Exit(ExitCode.REFUSED)


@keys_app.command("check")
def check_keys(
    context: typer.Context,
    *,
    outputs: Outputs,
    as_json: Json = False,  # noqa: ARG001 - its callback does the work
) -> None:
    """Say whether each client's keys let in in both Regions.

    Digests are compared; it changes nothing, and exits 1 where they differ.
    """
    from api_keys.copying import compare

    terminal = terminal_of(context)
    home, standby, pair = _find(outputs)
    with terminal.step(f"Comparing keys of {home.region} and {standby.region}"):
        found = compare(pair)
    clients = [
        {
            "client": one.client,
            "state": one.state.value,
            "missing": len(one.missing),
            "stale": len(one.stale),
        }
        for one in found
    ]
    terminal.result(
        _document(home, standby, clients),
        lambda console: _show_compared(console, clients),
    )
    if not all(one.same for one in found):
        raise typer.Exit(ExitCode.REFUSED)


def _find(outputs: str) -> "tuple[Place, Place, Pair]":
    import boto3
    from botocore.exceptions import BotoCoreError

    from api_keys.copying import KeysError, Pair
    from api_keys.gateway import GatewayPlans
    from api_keys.places import read_places
    from model.aws_errors import unusable
    from model.errors import UnavailableError

    home, standby = read_places(read_source(outputs, KeysError), source_name(outputs))
    try:
        session = boto3.Session()
        plans = [
            GatewayPlans(session.client("apigateway", one.region), one.region)
            for one in (home, standby)
        ]
    except BotoCoreError as error:
        message = unusable(error, "ask API Gateway") or str(error)
        raise UnavailableError(message) from error
    pair = Pair(
        home=plans[0],
        standby=plans[1],
        home_plans=home.plans,
        standby_plans=standby.plans,
    )
    return home, standby, pair


def _document(
    home: "Place", standby: "Place", clients: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    return {"home": home.region, "standby": standby.region, "clients": clients}


def _show_copied(console: Console, clients: Sequence[dict[str, Any]]) -> None:
    for one in clients:
        changed = [f"{one[what]} {what}" for what in ("copied", "removed") if one[what]]
        said = f": {', '.join(changed)}" if changed else f" {_SAID[one['state']]}"
        console.print(f"{one['client']}{said}", markup=False)


def _show_compared(console: Console, clients: Sequence[dict[str, Any]]) -> None:
    for one in clients:
        console.print(f"{one['client']} {_SAID[one['state']]}", markup=False)
    if any(one["state"] in {"missing", "stale"} for one in clients):
        console.print("`inferway keys copy` mends it.", markup=False)
