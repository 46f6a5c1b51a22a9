"""`inferway predict`."""
# ruff: noqa: PLC0415 - `inferway --help` must not wait for urllib3

import json
import sys
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.console import Console

from inferway.options import Json, terminal_of

# 7,532 posts then fit into the default quota of 100 requests a day.
_BATCH = 100


def predict(  # noqa: PLR0913 - one an option
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="Terraform's output predict_url.")],
    texts: Annotated[
        list[str] | None, typer.Argument(help="Texts, one instance each.")
    ] = None,
    *,
    instances: Annotated[
        str | None, typer.Option(metavar="JSON", help="A JSON list of instances.")
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option(
            help="JSON list, JSON Lines, or CSV with a header; - for JSON on stdin."
        ),
    ] = None,
    kind: Annotated[
        Literal["text", "tabular"],
        typer.Option("--input", help="What a row of a CSV is."),
    ] = "tabular",
    key: Annotated[
        str | None,
        typer.Option(envvar="INFERWAY_API_KEY", help="API key."),
    ] = None,
    key_file: Annotated[
        Path | None,
        typer.Option(
            help="File that holds the API key, so that it stands in no history."
        ),
    ] = None,
    probabilities: Annotated[
        bool, typer.Option("--probabilities", help="Ask for them too.")
    ] = False,
    batch: Annotated[int, typer.Option(min=1, help="Instances a request.")] = _BATCH,
    tries: Annotated[
        int,
        typer.Option(
            min=1, help="Requests a batch, while it is throttled or starting."
        ),
    ] = 6,
    timeout: Annotated[
        float, typer.Option(min=0.1, help="Seconds that an answer may take.")
    ] = 35.0,
    as_json: Json = False,  # noqa: ARG001 - its callback does the work
) -> None:
    """Ask a deployed model for predictions.

    Throttled and starting endpoints (429, 503) are asked again, later each time;
    what the caller must mend is not.
    """
    from model.client import Client
    from model.patience import Patience

    terminal = terminal_of(context)
    asked = _instances(texts, instances, file, kind)
    client = Client(
        url, _key(key, key_file), Patience(tries=tries, read_seconds=timeout)
    )
    with terminal.step(f"Asking for {len(asked):,} predictions"):
        answer = client.predict(asked, batch=batch, probabilities=probabilities)
    result: dict[str, Any] = {
        "predictions": answer.predictions,
        "models": answer.models,
    }
    if answer.probabilities is not None:
        result |= {"probabilities": answer.probabilities, "classes": answer.classes}

    def show(console: Console) -> None:
        for index, prediction in enumerate(answer.predictions):
            line = prediction if isinstance(prediction, str) else json.dumps(prediction)
            if answer.probabilities is not None:
                line += f"\t{json.dumps(answer.probabilities[index])}"
            # Not through rich, which would expand tabs in a person's labels.
            console.file.write(line + "\n")

    terminal.result(result, show)


def _instances(
    texts: list[str] | None,
    instances: str | None,
    file: Path | None,
    kind: Literal["text", "tabular"],
) -> list[Any]:
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


def _key(key: str | None, key_file: Path | None) -> str:
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
