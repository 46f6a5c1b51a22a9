"""`inferway infer`."""
# ruff: noqa: PLC0415 - `inferway --help` must not wait for urllib3

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from inferway.asking import (
    Also,
    InstancesFile,
    InstancesJson,
    Key,
    KeyFile,
    Kind,
    Probabilities,
    Texts,
    Timeout,
    given_instances,
    given_key,
    rounds_of,
)
from inferway.options import Json, terminal_of

if TYPE_CHECKING:
    from client.inferences import Inference

# A batch window of an hour takes longer; --no-wait is for those.
_DEADLINE_SECONDS = 900.0


def infer(  # noqa: PLR0913 - one an option
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="Terraform's output inferences_url.")],
    texts: Texts = None,
    *,
    also: Also = None,
    instances: InstancesJson = None,
    file: InstancesFile = None,
    kind: Kind = "tabular",
    traffic_class: Annotated[
        str | None,
        typer.Option("--class", help="Traffic class; the API's default without it."),
    ] = None,
    idempotency_key: Annotated[
        str | None,
        typer.Option(
            metavar="KEY",
            help="Names the request: sent again under the same key, it is the same"
            " inference. A random one without it.",
        ),
    ] = None,
    key: Key = None,
    key_file: KeyFile = None,
    probabilities: Probabilities = False,
    journal: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Keep what is sent and its key there, before it is sent: after a"
            " failover `inferway confirm` says what no Region knows of.",
        ),
    ] = None,
    wait: Annotated[
        bool, typer.Option("--wait/--no-wait", help="Wait for what is pending.")
    ] = True,
    timeout: Timeout = 35.0,
    deadline: Annotated[
        float,
        typer.Option(
            min=0.1, help="Seconds in all: tries, addresses, and waiting for a result."
        ),
    ] = _DEADLINE_SECONDS,
    as_json: Json = False,  # noqa: ARG001 - its callback does the work
) -> None:
    """Post an inference, and wait for its result.

    The API decides which path it takes, and has it on record once it was taken:
    the same Idempotency-Key goes with every try, in every Region, so that
    nothing is lost and nothing done twice. A Region that does not know what
    another one took gets it again. With --no-wait the ID is the result.
    """
    import uuid

    from client.confirmations import Confirmations
    from client.inferences import PASSING_WITH_KEY, Inferences
    from client.journal import Journal
    from client.patience import Patience

    terminal = terminal_of(context)
    asked: dict[str, Any] = {"instances": given_instances(texts, instances, file, kind)}
    if traffic_class is not None:
        asked["traffic_class"] = traffic_class
    if probabilities:
        asked["parameters"] = {"probabilities": True}
    # Many rounds: the deadline ends them.
    patience = Patience(tries=1000, read_seconds=timeout, total_seconds=deadline)
    inferences = Inferences(
        rounds_of(url, also, patience, PASSING_WITH_KEY),
        given_key(key, key_file),
        terminal.note,
    )
    name = uuid.uuid4().hex if idempotency_key is None else idempotency_key
    with terminal.step("Asking for an inference"):
        if journal is not None:
            # Its ID is kept before its result is waited for.
            Confirmations(inferences, Journal(journal)).send(asked, key=_checked(name))
        found = inferences.infer(asked, key=_checked(name), wait=wait)
    result = {
        **found.content,
        "idempotency_key": found.key,
        "answered_by": found.answered_by,
        "resent": list(found.resent),
    }
    terminal.result(result, lambda console: _show(console, found))
    if also:
        terminal.note(f"answered by {found.answered_by}")


def _checked(key: str) -> str:
    most = 128
    if not (key.isascii() and key.isprintable() and 0 < len(key) <= most):
        message = f"--idempotency-key has 1 to {most} printable characters of ASCII"
        raise typer.BadParameter(message)
    return key


def _show(console: Console, found: "Inference") -> None:
    if found.status == "pending":
        console.file.write(f"{found.id} is pending\n")
        return
    for index, prediction in enumerate(found.content["predictions"]):
        line = prediction if isinstance(prediction, str) else json.dumps(prediction)
        if "probabilities" in found.content:
            line += f"\t{json.dumps(found.content['probabilities'][index])}"
        console.file.write(line + "\n")
