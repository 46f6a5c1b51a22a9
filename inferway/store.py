"""`inferway publish`, `promote`, `rollback` and `versions`."""
# ruff: noqa: PLC0415 - `inferway --help` must not wait for boto3

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from inferway.options import BucketName, Json, ModelDir, PointerKey, terminal_of
from model_store.pointer import POINTER_KEY

if TYPE_CHECKING:
    from model.store import ModelStore, Promotion


def publish(
    context: typer.Context,
    model_dir: ModelDir,
    *,
    bucket: BucketName,
    as_json: Json = False,  # noqa: ARG001 - its callback does the work
) -> None:
    """Upload a model directory to the model store. Nothing becomes live by it.

    Publishing what is there already changes nothing; what an interrupted
    publish left is completed.
    """
    from model.publish import publish as publish_model

    terminal = terminal_of(context)
    done = publish_model(Path(model_dir), _store(bucket), terminal)

    def show(console: Console) -> None:
        what = "published" if done.uploaded else "was published before"
        console.print(f"{done.name} {done.version} {what} in {bucket}", markup=False)
        console.print(
            f"make it live: inferway promote {done.name} {done.version}"
            f" --bucket {bucket}",
            markup=False,
        )

    terminal.result(asdict(done), show)


def promote(  # noqa: PLR0913 - one an option
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Of the model.")],
    version: Annotated[str, typer.Argument(help="As publish and versions print it.")],
    *,
    bucket: BucketName,
    pointer_key: PointerKey = POINTER_KEY,
    as_json: Json = False,  # noqa: ARG001 - its callback does the work
) -> None:
    """Make a published version the live one.

    Every object of it is checked and pinned by S3 version and SHA-256. Whoever
    serves follows within its refresh time.
    """
    terminal = terminal_of(context)
    done = _store(bucket, pointer_key).promote(name, version, terminal)
    terminal.result(*_moved(done))


def rollback(
    context: typer.Context,
    *,
    bucket: BucketName,
    pointer_key: PointerKey = POINTER_KEY,
    as_json: Json = False,  # noqa: ARG001 - its callback does the work
) -> None:
    """Make the model live that was live before. A second one undoes the first."""
    done = _store(bucket, pointer_key).rollback()
    terminal_of(context).result(*_moved(done))


def versions(  # noqa: PLR0913 - one an option
    context: typer.Context,
    name: Annotated[
        str | None, typer.Argument(help="Of one model. Default: all.")
    ] = None,
    *,
    bucket: BucketName,
    pointer_key: PointerKey = POINTER_KEY,
    history: Annotated[
        bool, typer.Option("--history", help="Show what was live, and when.")
    ] = False,
    as_json: Json = False,  # noqa: ARG001 - its callback does the work
) -> None:
    """List what is published, with what is live, or what was live and when."""
    terminal = terminal_of(context)
    store = _store(bucket, pointer_key)
    if history:
        periods = [one for one in store.history() if name in (None, one.name)]
        rows = [(one.name, one.version, one.since, one.until or "") for one in periods]
        header = ("model", "version", "live since", "until")
        terminal.result([asdict(one) for one in periods], _table(header, rows))
        return
    found = store.versions(name)
    rows = [
        (
            one.name,
            one.version,
            one.mark or "",
            one.created_at,
            f"{one.size / 1e6:.1f} MB",
            one.problem or _metric(one.metrics.get("accuracy")),
        )
        for one in found
    ]
    header = ("model", "version", "", "packaged", "size", "accuracy")
    terminal.result([asdict(one) for one in found], _table(header, rows))


def _store(bucket: str, pointer_key: str = POINTER_KEY) -> "ModelStore":
    import boto3
    from botocore.config import Config

    from model.aws_errors import explained
    from model.store import ModelStore

    # A person waits: give up after seconds, not after botocore's minutes.
    config = Config(
        connect_timeout=5,
        read_timeout=60,
        retries={"mode": "standard", "total_max_attempts": 4},
    )
    with explained("read objects", bucket):
        return ModelStore(boto3.client("s3", config=config), bucket, pointer_key)


def _moved(done: "Promotion") -> tuple[dict[str, Any], Any]:
    live, previous = done.live, done.previous
    result = {
        "live": {
            "name": live.name,
            "version": live.version,
            "promoted_at": live.promoted_at,
        },
        "previous": None
        if previous is None
        else {"name": previous.name, "version": previous.version},
        "changed": done.changed,
    }

    def show(console: Console) -> None:
        was = "" if done.changed else f" (it was already, since {live.promoted_at})"
        console.print(f"live      {live.name} {live.version}{was}", markup=False)
        if previous is not None:
            console.print(f"previous  {previous.name} {previous.version}")

    return result, show


def _metric(value: object) -> str:
    return f"{value:.4f}" if isinstance(value, float) else ""


def _table(header: tuple[str, ...], rows: list[tuple[str, ...]]) -> Any:  # noqa: ANN401 - a function of the console
    def show(console: Console) -> None:
        if not rows:
            console.print("nothing yet")
            return
        table = Table(box=None, pad_edge=False)
        for title in header:
            table.add_column(title, no_wrap=True, overflow="fold")
        for row in rows:
            table.add_row(*row)
        console.print(table, markup=False)

    return show
