"""A game day from the first check to the report."""
# ruff: noqa: PLC0415 - `inferway --help` must not wait for boto3

import json
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import typer
from rich.console import Console

from inferway.errors import ExitCode
from inferway.options import terminal_of
from inferway.recovery_source import require_consent
from inferway.recovery_view import show_obstacles

if TYPE_CHECKING:
    from drill.figures import Report
    from drill.ports import Parts
    from drill.recovery import Recovery
    from failover.obstacles import Obstacle
    from inferway.recovery_parts import Asking
    from inferway.terminal import Terminal

Kind = Literal["failover", "failback"]

_QUESTIONS = {
    "failover": "This declares {home} lost: clients of {domain} go to {standby}, which"
    " works on what is unfinished, until the failback.",
    "failback": "This gives {domain} back to {home}: clients leave {standby}.",
}


@dataclass(frozen=True, kw_only=True)
class Options:
    """As the commands have them.

    Attributes:
        check: Nothing is turned.
        yes: Nobody is asked.
        despite: It begins although something is in the way.
        every: Seconds between two looks.
        timeout: Seconds that are waited.
        resolver: Where names are looked up; None for the system's.
        report: Where the report is written; None for nowhere.
        turn_back: A switch that was left inverted is turned back first.

    """

    check: bool
    yes: bool
    despite: bool
    every: float
    timeout: float
    resolver: str | None
    report: Path | None
    turn_back: bool = False


def play(
    context: typer.Context,
    kind: Kind,
    recovery: "Recovery",
    options: Options,
    asking: "Asking | None",
) -> None:
    """Check, ask, do, and report.

    Raises:
        RecoveryError: Something is in the way, or it is not meant.
        UnavailableError: AWS cannot be reached.

    """
    from inferway.recovery_parts import Aws, parts_of
    from inferway.recovery_status import find_obstacles

    terminal, aws = terminal_of(context), Aws()
    parts = parts_of(
        recovery, aws, terminal.note, resolver=options.resolver, asking=asking
    )
    if options.turn_back and not options.check and parts.switch.is_inverted():
        require_consent(terminal, "A switch was left inverted.", yes=options.yes)
        parts.switch.invert(inverted=False)
        terminal.note("the switch is turned back")
    with terminal.step("Looking for what is in the way"):
        obstacles = find_obstacles(recovery, aws)
    if options.check:
        _show_check(terminal, recovery, parts, kind, obstacles)
        return
    _require_ready(terminal, recovery, parts, kind, obstacles, despite=options.despite)
    question = _QUESTIONS[kind].format(
        home=recovery.home.region,
        standby=recovery.standby.region,
        domain=recovery.domain,
    )
    require_consent(terminal, question, yes=options.yes)
    with stopped_by_signals():
        report = _run(recovery, parts, kind, options)
    _show(terminal, recovery, report, options.report)


def _run(
    recovery: "Recovery", parts: "Parts", kind: Kind, options: Options
) -> "Report":
    from drill.figures import make_report
    from drill.game import Game
    from drill.outcome import Pace

    pace = Pace(
        every_seconds=options.every,
        timeout_seconds=options.timeout,
        settle_seconds=options.timeout,
    )
    game = Game(recovery, parts, pace)
    by_alarm = recovery.automatic and kind == "failover"
    if kind == "failover":
        outcome = game.fail_over(name=new_name(kind), by_alarm=by_alarm)
    else:
        outcome = game.fail_back(name=new_name(kind))
    return make_report(recovery, outcome, by_alarm=by_alarm, resolution=options.every)


def new_name(kind: str) -> str:
    """Return the name of an execution that none has yet."""
    import uuid

    return f"inferway-{kind}-{uuid.uuid4().hex[:12]}"


@contextmanager
def stopped_by_signals() -> Iterator[None]:
    """Have a pipeline that is cancelled end as Ctrl-C does: all is turned back."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _require_ready(  # noqa: PLR0913 - one a thing that is looked at
    terminal: "Terminal",
    recovery: "Recovery",
    parts: "Parts",
    kind: Kind,
    obstacles: "Sequence[Obstacle]",
    *,
    despite: bool,
) -> None:
    from drill.calm import require_calm
    from drill.recovery import RecoveryError

    require_calm(recovery, parts, kind=kind)
    if not obstacles:
        return
    show_obstacles(terminal.messages, obstacles)
    if not despite and kind == "failover":
        many = len(obstacles)
        message = f"{many} in the way: mend it, or begin with --despite-obstacles"
        raise RecoveryError(message)


def _show_check(
    terminal: "Terminal",
    recovery: "Recovery",
    parts: "Parts",
    kind: Kind,
    obstacles: "Sequence[Obstacle]",
) -> None:
    from drill.calm import require_calm
    from drill.recovery import RecoveryError

    try:
        require_calm(recovery, parts, kind=kind)
        refused = None
    except RecoveryError as error:
        refused = str(error)
    ready = refused is None and not obstacles
    result = {
        "ready": ready,
        "refused": refused,
        "obstacles": [asdict(one) for one in obstacles],
    }

    def show(console: Console) -> None:
        if refused is not None:
            console.print(refused, markup=False)
        show_obstacles(console, obstacles)
        can = "can" if ready else "cannot"
        console.print(f"the {kind} {can} begin", markup=False)

    terminal.result(result, show)
    if not ready:
        raise typer.Exit(ExitCode.REFUSED)


def _show(
    terminal: "Terminal", recovery: "Recovery", report: "Report", file: Path | None
) -> None:
    from drill.report import to_json, to_markdown

    document: dict[str, Any] = to_json(recovery, report)
    text = to_markdown(recovery, report)
    if file is not None:
        file.write_text(text, encoding="utf-8")
        beside = file.with_suffix(".json")
        beside.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
        terminal.note(f"written: {file}, {beside}")
    terminal.result(document, lambda console: console.print(text, markup=False))
    if not report.right:
        raise typer.Exit(ExitCode.REFUSED)
