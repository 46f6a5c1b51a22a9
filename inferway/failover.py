"""`inferway failover begin`, `return` and `status`."""
# ruff: noqa: PLC0415 - `inferway --help` must not wait for boto3

from pathlib import Path
from typing import Annotated

import typer

from inferway.drill_play import Options, new_name, play, stopped_by_signals
from inferway.errors import ExitCode
from inferway.options import Json, terminal_of
from inferway.recovery_source import (
    Environment,
    Outputs,
    Resolver,
    Yes,
    find_recovery,
    require_consent,
)
from inferway.recovery_view import show_status

failover_app = typer.Typer(
    no_args_is_help=True,
    help="Have the other Region take over, give back, and say how it stands.",
)

_EVERY_SECONDS = 2.0

Timeout = Annotated[
    float, typer.Option(min=1, help="Seconds that are waited for what is watched for.")
]


@failover_app.command()
def begin(  # noqa: PLR0913 - one an option
    context: typer.Context,
    *,
    environment: Environment = None,
    outputs: Outputs = None,
    yes: Yes = False,
    timeout: Timeout = 900.0,
    resolver: Resolver = None,
    as_json: Json = False,  # noqa: ARG001 - its callback does the work
) -> None:
    """Declare the home Region lost, and have the other one take over now.

    At recovery tier 2 this is the failover; at tier 1 it is for people who know
    before the alarm does. Done twice, it begins nothing twice.
    """
    from drill.figures import make_report
    from drill.game import Game
    from drill.outcome import Pace
    from drill.report import to_json, to_markdown
    from inferway.recovery_parts import Aws, parts_of

    terminal = terminal_of(context)
    recovery = find_recovery(environment, outputs)
    parts = parts_of(recovery, Aws(), terminal.note, resolver=resolver)
    require_consent(
        terminal,
        f"This declares {recovery.home.region} lost: clients of {recovery.domain} go to"
        f" {recovery.standby.region}, which works on what is unfinished.",
        yes=yes,
    )
    pace = Pace(every_seconds=_EVERY_SECONDS, timeout_seconds=timeout)
    with stopped_by_signals():
        outcome = Game(recovery, parts, pace).fail_over(
            name=new_name("failover"), by_alarm=False
        )
    report = make_report(recovery, outcome, by_alarm=False, resolution=_EVERY_SECONDS)
    text = to_markdown(recovery, report)
    terminal.result(
        to_json(recovery, report), lambda console: console.print(text, markup=False)
    )
    terminal.note(
        "to give back, once the home Region is well: inferway failover return"
    )
    if not report.right:
        raise typer.Exit(ExitCode.REFUSED)


@failover_app.command("return")
def give_back(  # noqa: PLR0913 - one an option
    context: typer.Context,
    *,
    environment: Environment = None,
    outputs: Outputs = None,
    yes: Yes = False,
    timeout: Timeout = 900.0,
    resolver: Resolver = None,
    report: Annotated[
        Path | None,
        typer.Option("--report", metavar="FILE", help="Write the report there too."),
    ] = None,
    as_json: Json = False,  # noqa: ARG001 - its callback does the work
) -> None:
    """Give back to the home Region, which has to be well and to have everything."""
    play(
        context,
        "failback",
        find_recovery(environment, outputs),
        Options(
            check=False,
            yes=yes,
            despite=True,
            every=_EVERY_SECONDS,
            timeout=timeout,
            resolver=resolver,
            report=report,
        ),
        None,
    )


@failover_app.command()
def status(
    context: typer.Context,
    *,
    environment: Environment = None,
    outputs: Outputs = None,
    resolver: Resolver = None,
    as_json: Json = False,  # noqa: ARG001 - its callback does the work
) -> None:
    """Say who serves, and what would keep a failover from working.

    Exits 1 where something would.
    """
    from inferway.recovery_parts import Aws, parts_of
    from inferway.recovery_status import find_status, to_json

    terminal, aws = terminal_of(context), Aws()
    recovery = find_recovery(environment, outputs)
    parts = parts_of(recovery, aws, terminal.note, resolver=resolver)
    with terminal.step("Looking at both Regions"):
        found = find_status(recovery, aws, parts)
    terminal.result(
        to_json(found), lambda console: show_status(console, recovery, found)
    )
    if found.obstacles:
        raise typer.Exit(ExitCode.REFUSED)
