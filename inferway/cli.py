"""The command `inferway`: one door to train, package, publish and ask models."""

from typing import Annotated

import typer

from inferway import (
    advise,
    confirm,
    estimate,
    evaluate,
    infer,
    package,
    predict,
    preflight,
    restore,
    smoke,
    start,
    store,
    train,
)
from inferway.config import config_app
from inferway.drill import drill_app
from inferway.errors import ExitCode, ReportingGroup
from inferway.failover import failover_app
from inferway.keys import keys_app
from inferway.local import local_app
from inferway.options import terminal_of
from inferway.prices import prices_app

app = typer.Typer(
    name="inferway",
    cls=ReportingGroup,
    no_args_is_help=True,
    add_completion=False,
    # A short message is the answer; --debug shows Python's own traceback.
    pretty_exceptions_enable=False,
    epilog="Exit codes: "
    + "; ".join(f"{code.value} {code.meaning}" for code in ExitCode)
    + ".",
)
for command in (
    train.train,
    evaluate.evaluate,
    package.package,
    store.publish,
    store.promote,
    store.rollback,
    store.versions,
    predict.predict,
    infer.infer,
    confirm.confirm,
    preflight.preflight,
    smoke.smoke,
    start.start,
    start.stopped,
    restore.restore,
    advise.advise,
    estimate.estimate,
):
    app.command()(command)
app.add_typer(config_app, name="config")
app.add_typer(drill_app, name="drill")
app.add_typer(failover_app, name="failover")
app.add_typer(keys_app, name="keys")
app.add_typer(local_app, name="local")
app.add_typer(prices_app, name="prices")


def _show_version(value: bool) -> None:  # noqa: FBT001 - typer calls it so
    if value:
        from importlib.metadata import version  # noqa: PLC0415 - 50 ms that --help lacks

        typer.echo(version("inferway"))
        raise typer.Exit


@app.callback()
def root(
    context: typer.Context,
    *,
    debug: Annotated[
        bool,
        typer.Option(
            "--debug", envvar="INFERWAY_DEBUG", help="Show where an error arose."
        ),
    ] = False,
    version: Annotated[  # noqa: ARG001 - its callback does the work
        bool,
        typer.Option(
            "--version",
            callback=_show_version,
            is_eager=True,
            help="Print the release and stop.",
        ),
    ] = False,
) -> None:
    """From a pickled scikit-learn model to a metered AWS endpoint."""
    terminal_of(context).debug = debug


def main() -> None:
    """Run the command and exit."""
    app()
