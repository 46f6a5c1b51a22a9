"""`inferway publish`, `promote`, `rollback` and `versions`."""
# ruff: noqa: PLC0415 - `inferway --help` must not wait for boto3

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from inferway.options import BucketName, Json, ModelDir, PointerKey, terminal_of
from model_store.pointer import POINTER_KEY

if TYPE_CHECKING:
    from model.listing import LivePeriod, PublishedVersion
    from model.publish import Publication
    from model.store import ModelStore, Promotion


def publish(  # noqa: PLR0913 - one an option
    context: typer.Context,
    model_dir: ModelDir,
    *,
    bucket: BucketName,
    go_live: Annotated[
        bool, typer.Option("--promote", help="Make it the live one, too.")
    ] = False,
    pointer_key: PointerKey = POINTER_KEY,
    as_json: Json = False,  # noqa: ARG001 - its callback does the work
) -> None:
    """Upload a model directory to the model store; by itself nothing becomes live.

    Publishing what is there already changes nothing; what an interrupted
    publish left is completed.
    """
    from model.publish import publish as publish_model

    terminal = terminal_of(context)
    store = _store(bucket, pointer_key)
    done = publish_model(model_dir, store, terminal)
    result, show_publication = _published(done, hint=not go_live)
    if not go_live:
        terminal.result(result, show_publication)
        return
    moved, show_promotion = _moved(store.promote(done.name, done.version, terminal))

    def show(console: Console) -> None:
        show_publication(console)
        show_promotion(console)

    terminal.result({**result, **moved}, show)


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
        terminal.result([asdict(one) for one in periods], _periods_table(periods))
    else:
        found = store.versions(name)
        terminal.result([asdict(one) for one in found], _versions_table(found))


def _periods_table(periods: "Sequence[LivePeriod]") -> Any:  # noqa: ANN401 - a function of the console
    return _table(
        ("model", "version", "live since", "until"),
        [(one.name, one.version, one.since, one.until or "") for one in periods],
    )


def _versions_table(found: "Sequence[PublishedVersion]") -> Any:  # noqa: ANN401 - a function of the console
    return _table(
        ("model", "version", "", "packaged", "size", "accuracy"),
        [
            (
                one.name,
                one.version,
                one.mark or "",
                one.created_at,
                f"{one.size / 1e6:.1f} MB",
                one.problem or _metric(one.metrics.get("accuracy")),
            )
            for one in found
        ],
    )


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


def _published(done: "Publication", *, hint: bool) -> tuple[dict[str, Any], Any]:
    def show(console: Console) -> None:
        what = "published in" if done.uploaded else "was published before in"
        console.print(f"{done.name} {done.version} {what} {done.bucket}", markup=False)
        if hint:
            console.print(
                f"make it live: inferway promote {done.name} {done.version}"
                f" --bucket {done.bucket}",
                markup=False,
            )

    return asdict(done), show


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


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Any:  # noqa: ANN401 - a function of the console
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
