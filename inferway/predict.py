"""`inferway predict`."""
# ruff: noqa: PLC0415 - `inferway --help` must not wait for urllib3

import json
from typing import Annotated, Any

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

# 7,532 posts then fit into the default quota of 100 requests a day.
_BATCH = 100


def predict(  # noqa: PLR0913 - one an option
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="Terraform's output predict_url.")],
    texts: Texts = None,
    *,
    also: Also = None,
    instances: InstancesJson = None,
    file: InstancesFile = None,
    kind: Kind = "tabular",
    key: Key = None,
    key_file: KeyFile = None,
    probabilities: Probabilities = False,
    batch: Annotated[int, typer.Option(min=1, help="Instances a request.")] = _BATCH,
    tries: Annotated[
        int,
        typer.Option(
            min=1, help="Requests a batch, while it is throttled or starting."
        ),
    ] = 6,
    timeout: Timeout = 35.0,
    deadline: Annotated[
        float,
        typer.Option(
            min=0.1, help="Seconds that a batch may take, over all tries and addresses."
        ),
    ] = 240.0,
    as_json: Json = False,  # noqa: ARG001 - its callback does the work
) -> None:
    """Ask a deployed model for predictions.

    Throttled and starting endpoints (429, 503) are asked again, later each time;
    what the caller must mend is not. With --also another Region answers where
    the first one cannot.
    """
    from client.patience import Patience
    from client.predictions import Predictions

    terminal = terminal_of(context)
    asked = given_instances(texts, instances, file, kind)
    patience = Patience(tries=tries, read_seconds=timeout, total_seconds=deadline)
    predictions = Predictions(rounds_of(url, also, patience), given_key(key, key_file))
    with terminal.step(f"Asking for {len(asked):,} predictions"):
        answer = predictions.predict(asked, batch=batch, probabilities=probabilities)
    result: dict[str, Any] = {
        "predictions": answer.predictions,
        "models": answer.models,
        "answered_by": answer.answered_by,
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
    if also:
        terminal.note(f"answered by {', '.join(answer.answered_by)}")
