"""`inferway smoke`."""
# ruff: noqa: PLC0415 - `inferway --help` must not wait for boto3

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from inferway.errors import ExitCode
from inferway.options import Json, terminal_of

if TYPE_CHECKING:
    from smoke.checks import Check
    from smoke.visit import Visitor
    from smoke.waiting import Waiting
    from smoke.wanted import Wanted


def smoke(
    context: typer.Context,
    outputs: Annotated[
        str,
        typer.Argument(
            help="File with what `terraform output -json` printed; - for stdin."
        ),
    ],
    *,
    timeout: Annotated[
        float,
        typer.Option(
            min=0,
            help="Seconds to wait in all for what comes by itself: updates under way,"
            " cold starts, throttled calls, components that sleep, a model that was"
            " promoted a moment ago.",
        ),
    ] = 900.0,
    as_json: Json = False,  # noqa: ARG001 - its callback does the work
) -> None:
    """Check that an environment serves what its state wants.

    Of each function and endpoint: status, version or configuration, image by
    digest, and that the live model (or the pinned one) answers its golden
    instances as it did when it was packaged. An apply may exit 0 although
    SageMaker rolled the update back: this exits 1 then, with a table.
    """
    from smoke.waiting import Waiting
    from smoke.wanted import read_outputs

    terminal = terminal_of(context)
    wanted = read_outputs(*_read(outputs))
    waiting = Waiting(timeout, terminal.note)
    with terminal.step(f"Asking {_count(wanted)} in {wanted.region}"):
        checks = _visitor(wanted, waiting).visit(wanted)
    wrong = [check for check in checks if not check.right]
    result = {"right": not wrong, "checks": [asdict(check) for check in checks]}
    terminal.result(result, lambda console: _show(console, checks))
    if wrong:
        raise typer.Exit(ExitCode.REFUSED)


def _read(outputs: str) -> tuple[bytes, str]:
    from smoke.wanted import OutputsError

    if outputs == "-":
        return sys.stdin.buffer.read(), "stdin"
    try:
        return Path(outputs).read_bytes(), outputs
    except OSError as error:
        message = f"{outputs} cannot be read: {error.strerror}"
        raise OutputsError(message) from error


def _visitor(wanted: "Wanted", waiting: "Waiting") -> "Visitor":
    import boto3
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError

    from model.store import ModelStore
    from smoke.endpoints import Endpoints
    from smoke.failures import unavailable
    from smoke.functions import Functions
    from smoke.models import Models
    from smoke.stops import RecordedStops
    from smoke.visit import Visitor

    patient = Config(
        connect_timeout=5,
        read_timeout=60,
        retries={"mode": "standard", "total_max_attempts": 4},
    )
    # What asks waits by itself, and tells why. An endpoint may take 60 s.
    once = Config(connect_timeout=5, read_timeout=70, retries={"total_max_attempts": 1})
    try:
        session = boto3.Session(region_name=wanted.region)
        s3 = session.client("s3", config=patient)
        return Visitor(
            Models(ModelStore(s3, wanted.bucket, wanted.pointer_key)),
            Functions(session.client("lambda", config=once)),
            Endpoints(
                session.client("sagemaker", config=patient),
                session.client("sagemaker-runtime", config=once),
                s3,
            ),
            waiting,
            None
            if wanted.stopped_path is None
            else RecordedStops(
                session.client("ssm", config=patient), wanted.stopped_path
            ),
        )
    except BotoCoreError as error:
        raise unavailable(error, "ask AWS") from error


def _count(wanted: "Wanted") -> str:
    functions, endpoints = len(wanted.functions), len(wanted.endpoints)
    return f"{functions} function(s) and {endpoints} endpoint(s)"


def _show(console: Console, checks: "list[Check]") -> None:
    # Lines, not a table of the console's width: digests and names must be whole,
    # in a pipeline's log too.
    width = max((len(one.target) for one in checks), default=0)
    what = max((len(one.what) for one in checks), default=0)
    for one in checks:
        line = f"{one.target:{width}}  {one.what:{what}}  "
        if one.right:
            remark = f"  ({one.remark})" if one.remark else ""
            console.print(f"ok     {line}{one.found}{remark}", markup=False)
            continue
        console.print(f"WRONG  {line}wanted  {one.wanted}", markup=False)
        for title, text in (("found ", one.found), ("note  ", one.remark)):
            if text:
                console.print(f"{'':{len(line) + 7}}{title}  {text}", markup=False)
    wrong = sum(not one.right for one in checks)
    console.print(
        f"\n{wrong} of {len(checks)} checks differ from the state"
        if wrong
        else f"\nall {len(checks)} checks agree with the state",
        markup=False,
    )
