"""`inferway drill failover` and `inferway drill failback`."""
# ruff: noqa: PLC0415 - `inferway --help` must not wait for boto3

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from inferway.asking import InstancesJson, Key, KeyFile, given_instances, given_key
from inferway.drill_play import Options, play
from inferway.options import Json
from inferway.recovery_source import Environment, Outputs, Resolver, Yes, find_recovery

if TYPE_CHECKING:
    from inferway.recovery_parts import Asking

drill_app = typer.Typer(
    no_args_is_help=True,
    help="The game day: take the home Region away, watch, measure, give back.",
)

Check = Annotated[
    bool,
    typer.Option("--check", help="Only say whether it could begin; nothing is turned."),
]
Despite = Annotated[
    bool,
    typer.Option("--despite-obstacles", help="Begin although something is in the way."),
]
TurnBack = Annotated[
    bool,
    typer.Option(
        "--turn-back",
        help="Turn back a switch that a game day before left inverted, and go on.",
    ),
]
Written = Annotated[
    Path | None,
    typer.Option(
        "--report",
        metavar="FILE",
        help="Write the report there as Markdown, and as JSON beside it.",
    ),
]
Every = Annotated[
    float,
    typer.Option(min=0.2, help="Seconds between two looks, and two inferences."),
]
Timeout = Annotated[
    float, typer.Option(min=1, help="Seconds that are waited for what is watched for.")
]
Without = Annotated[
    bool, typer.Option("--without-inferences", help="Send none: nothing is counted.")
]


@drill_app.command("failover")
def fail_over(  # noqa: PLR0913 - one an option
    context: typer.Context,
    *,
    environment: Environment = None,
    outputs: Outputs = None,
    check: Check = False,
    yes: Yes = False,
    turn_back: TurnBack = False,
    despite_obstacles: Despite = False,
    key: Key = None,
    key_file: KeyFile = None,
    instances: InstancesJson = None,
    without_inferences: Without = False,
    every: Every = 2.0,
    timeout: Timeout = 900.0,
    resolver: Resolver = None,
    report: Written = None,
    as_json: Json = False,  # noqa: ARG001 - its callback does the work
) -> None:
    """Take the home Region away, and measure how the other one takes over.

    Clients go to the other Region, and stay there until the failback. Inferences
    are sent all along, each under a key of its own: each that was taken has to end
    once. The switch is turned back whatever happens, also on Ctrl-C. Exits 1 where a
    promise was not kept, or something was lost.
    """
    none = check or without_inferences
    play(
        context,
        "failover",
        find_recovery(environment, outputs),
        Options(
            check=check,
            yes=yes,
            turn_back=turn_back,
            despite=despite_obstacles,
            every=every,
            timeout=timeout,
            resolver=resolver,
            report=report,
        ),
        None if none else _asking(key, key_file, instances),
    )


@drill_app.command("failback")
def fail_back(  # noqa: PLR0913 - one an option
    context: typer.Context,
    *,
    environment: Environment = None,
    outputs: Outputs = None,
    check: Check = False,
    yes: Yes = False,
    despite_obstacles: Despite = False,
    key: Key = None,
    key_file: KeyFile = None,
    instances: InstancesJson = None,
    without_inferences: Without = False,
    every: Every = 2.0,
    timeout: Timeout = 900.0,
    resolver: Resolver = None,
    report: Written = None,
    as_json: Json = False,  # noqa: ARG001 - its callback does the work
) -> None:
    """Give back to the home Region, and measure when clients are there again.

    The workflow refuses it unless the home Region is well and has everything.
    """
    none = check or without_inferences
    play(
        context,
        "failback",
        find_recovery(environment, outputs),
        Options(
            check=check,
            yes=yes,
            despite=despite_obstacles,
            every=every,
            timeout=timeout,
            resolver=resolver,
            report=report,
        ),
        None if none else _asking(key, key_file, instances),
    )


def _asking(key: str | None, key_file: Path | None, instances: str | None) -> "Asking":
    from inferway.recovery_parts import Asking

    given = None
    if instances is not None:
        given = given_instances(None, instances, None, "text")
    return Asking(api_key=given_key(key, key_file), instances=given)
