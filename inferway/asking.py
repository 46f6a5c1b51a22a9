"""What commands that ask a deployed API share."""
# ruff: noqa: PLC0415 - `inferway --help` must not wait for urllib3

import sys
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

if TYPE_CHECKING:
    from client.patience import Patience
    from client.rounds import Rounds

Also = Annotated[
    list[str] | None,
    typer.Option(
        "--also",
        metavar="URL",
        help="Another address of the same API, asked where the ones before have no"
        " such name, no connection, no answer in time, or an error of the server's:"
        " a Region's own. NAME=URL names it in the answer.",
    ),
]
Texts = Annotated[list[str] | None, typer.Argument(help="Texts, one instance each.")]
InstancesJson = Annotated[
    str | None,
    typer.Option("--instances", metavar="JSON", help="A JSON list of instances."),
]
InstancesFile = Annotated[
    Path | None,
    typer.Option(
        "--file",
        help="JSON list, JSON Lines, or CSV with a header; - for JSON on stdin.",
    ),
]
Kind = Annotated[
    Literal["text", "tabular"],
    typer.Option("--input", help="What a row of a CSV is."),
]
Key = Annotated[str | None, typer.Option(envvar="INFERWAY_API_KEY", help="API key.")]
KeyFile = Annotated[
    Path | None,
    typer.Option(help="File that holds the API key, so that it stands in no history."),
]
Probabilities = Annotated[
    bool, typer.Option("--probabilities", help="Ask for them too.")
]
Timeout = Annotated[
    float, typer.Option(min=0.1, help="Seconds that an answer may take.")
]


def given_instances(
    texts: list[str] | None,
    instances: str | None,
    file: Path | None,
    kind: Literal["text", "tabular"],
) -> list[Any]:
    """Return what is to be predicted, given in one of three ways.

    Raises:
        typer.BadParameter: It is given in none, or two.
        RowsError: It is no list of instances.

    """
    from model.rows import parse_json, read_instances

    given = [one for one in (texts, instances, file) if one]
    if len(given) != 1:
        message = "give instances one way: as texts, by --instances, or by --file"
        raise typer.BadParameter(message)
    if texts:
        return list(texts)
    if file is not None and str(file) != "-":
        return read_instances(file, kind)
    where = "--instances" if instances else "stdin"
    found = parse_json(instances or sys.stdin.read(), where)
    if not isinstance(found, list) or not found:
        message = f"{where} is not a JSON list of at least one instance"
        raise typer.BadParameter(message)
    return found


def given_key(key: str | None, key_file: Path | None) -> str:
    """Return the API key, of a file before all else.

    Raises:
        typer.BadParameter: There is none.
        PredictionError: It cannot be read, or be one.

    """
    from model.errors import PredictionError

    if key_file is not None:
        try:
            key = key_file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeError) as error:
            message = f"{key_file} cannot be read: {error}"
            raise PredictionError(message) from error
    if not key:
        message = "there is no API key: INFERWAY_API_KEY, --key-file or --key"
        raise typer.BadParameter(message)
    if not (key.isascii() and key.isprintable()):
        message = "the API key holds characters that no key has"
        raise PredictionError(message)
    return key


def rounds_of(
    url: str,
    also: Sequence[str] | None,
    patience: "Patience",
    passing: Collection[int] | None = None,
) -> "Rounds":
    """Return what asks the addresses, in their order.

    Raises:
        PredictionError: One is no address.

    """
    from client.addresses import read_addresses
    from client.rounds import PASSING, Rounds
    from client.transport import HttpTransport

    addresses = read_addresses([url, *(also or [])])
    return Rounds(addresses, HttpTransport(), patience, passing or PASSING)
