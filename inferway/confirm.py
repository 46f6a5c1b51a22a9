"""`inferway confirm`."""
# ruff: noqa: PLC0415 - `inferway --help` must not wait for urllib3

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from inferway.asking import Also, Key, KeyFile, Timeout, given_key, rounds_of
from inferway.errors import ExitCode
from inferway.options import Json, terminal_of

if TYPE_CHECKING:
    from client.confirmations import Confirmation

_DEADLINE_SECONDS = 60.0


def confirm(  # noqa: PLR0913 - one an option
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="Terraform's output inferences_url.")],
    *,
    journal: Annotated[
        Path, typer.Option(exists=True, help="What `infer --journal` has written.")
    ],
    also: Also = None,
    key: Key = None,
    key_file: KeyFile = None,
    send_again: Annotated[
        bool,
        typer.Option(
            "--send-again",
            help="Send again what no Region knows of, each under its key.",
        ),
    ] = False,
    timeout: Timeout = 35.0,
    deadline: Annotated[
        float, typer.Option(min=0.1, help="Seconds that each may take.")
    ] = _DEADLINE_SECONDS,
    as_json: Json = False,  # noqa: ARG001 - its callback does the work
) -> None:
    """Say what became of all that was sent: after a failover, what was lost.

    What a Region took and had not yet replicated is known to its sender alone. It
    can be sent again: under the same key it is done once, also when that Region
    comes back. Exits 1 while a Region that answers does not have all of it.
    """
    from client.confirmations import Confirmations, Standing
    from client.inferences import PASSING_WITH_KEY, Inferences
    from client.journal import Journal
    from client.patience import Patience

    terminal = terminal_of(context)
    patience = Patience(read_seconds=timeout, total_seconds=deadline)
    inferences = Inferences(
        rounds_of(url, also, patience, PASSING_WITH_KEY),
        given_key(key, key_file),
        terminal.note,
    )
    confirmations = Confirmations(inferences, Journal(journal))
    with terminal.step("Asking for each inference"):
        found = confirmations.ask()
    missing = [
        one for one in found if one.standing in {Standing.UNKNOWN, Standing.NOT_TAKEN}
    ]
    unsure = [one for one in found if not one.confirmed and one not in missing]
    again = []
    if send_again:
        with terminal.step(f"Sending {len(missing)} again"):
            again = [one.id for one in confirmations.send_again(missing)]
    result = {
        "inferences": [_told(one) for one in found],
        "unconfirmed": len(missing) + len(unsure),
        "sent_again": again,
    }
    terminal.result(result, lambda console: _show(console, found))
    if again:
        terminal.note(f"sent again: {len(again)}")
    if unsure or (missing and not send_again):
        raise typer.Exit(ExitCode.REFUSED)


def _told(one: "Confirmation") -> dict[str, Any]:
    return {
        "id": one.sent.id,
        "idempotency_key": one.sent.key,
        "standing": one.standing.value,
        "taken_by": one.sent.taken_by,
        "answered_by": one.answered_by or None,
    }


def _show(console: Console, found: "list[Confirmation]") -> None:
    for one in found:
        console.file.write(f"{one.sent.id or '-'}\t{one.standing}\t{one.sent.key}\n")
