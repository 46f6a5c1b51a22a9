"""`inferway preflight`."""
# ruff: noqa: PLC0415 - `inferway --help` must not wait for boto3

from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from inferway.errors import ExitCode
from inferway.options import Json, terminal_of
from inferway.preflight_options import asked_for, of_recovery, recovery_of

if TYPE_CHECKING:
    from boto3 import Session

    from preflight.findings import Finding

_LABELS = {
    "ok": "ok",
    "warning": "WARNING",
    "blocked": "BLOCKED",
    "could-not-look": "UNKNOWN",
}
_STYLES = {"warning": "yellow", "blocked": "red", "could-not-look": "magenta"}


def preflight(  # noqa: PLR0913 - one an option
    context: typer.Context,
    *,
    plan: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="What `terraform show -json` prints of a saved plan, - for stdin: its"
            " Region, images, instances and concurrency; options add to it.",
        ),
    ] = None,
    account: Annotated[
        str | None,
        typer.Option(help="The account that is meant, 12 digits.", metavar="ID"),
    ] = None,
    region: Annotated[
        str | None,
        typer.Option(
            help="The Region that is applied to; else the plan's, or the session's."
        ),
    ] = None,
    state_bucket: Annotated[
        str | None,
        typer.Option(help="Bucket of Terraform's state.", metavar="NAME"),
    ] = None,
    image: Annotated[
        list[str] | None,
        typer.Option(
            help="An image that functions or containers run, by its digest.",
            metavar="URL@sha256:...",
        ),
    ] = None,
    instances: Annotated[
        list[str] | None,
        typer.Option(
            help="Instances that endpoints may have at most: ml.m5.large=2.",
            metavar="TYPE=COUNT",
        ),
    ] = None,
    transform: Annotated[
        list[str] | None,
        typer.Option(
            help="Instances that batch windows may have at once: ml.m5.large=1.",
            metavar="TYPE=COUNT",
        ),
    ] = None,
    serverless_concurrency: Annotated[
        int,
        typer.Option(min=0, help="max_concurrency of all serverless endpoints."),
    ] = 0,
    reserved_concurrency: Annotated[
        int,
        typer.Option(
            min=0,
            help="Executions that functions reserve, beyond what is reserved now.",
        ),
    ] = 0,
    repository: Annotated[
        str | None,
        typer.Option(
            help="Repository on GitHub whose workflows apply.", metavar="OWNER/NAME"
        ),
    ] = None,
    topics: Annotated[
        str, typer.Option(help="How the names of alert topics begin.", metavar="PREFIX")
    ] = "inferway",
    second_region: Annotated[
        str | None,
        typer.Option(
            metavar="REGION",
            help="The Region that is failed over to: images by the same digest,"
            " quotas and the rest are looked at there too.",
        ),
    ] = None,
    outputs: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="What `terraform output -json` printed of an environment of two"
            " Regions, - for stdin: its second Region, model stores, replicas, API"
            " keys and health checks are looked at.",
        ),
    ] = None,
    models: Annotated[
        list[str] | None,
        typer.Option(
            metavar="BUCKET",
            help="Model store, given twice with --second-region: whether the second"
            " one has what is live in the first.",
        ),
    ] = None,
    before_registry: Annotated[
        bool,
        typer.Option(
            "--before-registry",
            help="envs/registry is still to be applied: what it makes may be missing.",
        ),
    ] = False,
    as_json: Json = False,  # noqa: ARG001 - its callback does the work
) -> None:
    """Check what Terraform can neither see nor set, before the first apply.

    Caller, Region, billing alerts, confirmed subscriptions, API Gateway's role
    and Lambda's concurrency always; the rest as far as a plan or options name
    it. It changes nothing, and exits 1 where an apply would fail. What these
    credentials may not see is told with the permission that it takes.
    """
    from preflight.asked import read_region
    from preflight.aws.clients import make_clients
    from preflight.findings import stops
    from preflight.look import look, look_again
    from preflight.pair_questions import of_pair

    terminal = terminal_of(context)
    session = _session()
    asked = asked_for(
        region,
        session.region_name,
        plan=plan,
        account=account,
        state_bucket=state_bucket,
        images=image or [],
        endpoint_instances=instances or [],
        transform_instances=transform or [],
        serverless_concurrency=serverless_concurrency,
        reserved_concurrency=reserved_concurrency,
        repository=repository,
        topics=topics,
        models=models or [],
        before_registry=before_registry,
    )
    recovery = None if outputs is None else recovery_of(outputs)
    if recovery is not None:
        asked = of_recovery(asked, recovery)
    if second_region is None and recovery is not None:
        second_region = recovery.standby
    second = None if second_region is None else read_region(second_region)
    with terminal.step(f"Looking at {asked.region}"):
        findings = look(asked, make_clients(session, asked.region))
        if second is not None:
            clients = make_clients(session, second)
            pair = []
            if recovery is not None:
                pair = of_pair(recovery, make_clients(session, recovery.home), clients)
            findings += look_again(asked, clients, second, pair=pair)
    blocked = any(stops(one) for one in findings)
    result = {"blocked": blocked, "findings": [asdict(one) for one in findings]}
    terminal.result(result, lambda console: _show(console, findings))
    if blocked:
        raise typer.Exit(ExitCode.REFUSED)


def _session() -> "Session":
    import boto3
    from botocore.exceptions import BotoCoreError

    from model.aws_errors import unusable
    from model.errors import UnavailableError

    try:
        return boto3.Session()
    except BotoCoreError as error:
        message = unusable(error, "start a session") or str(error)
        raise UnavailableError(message) from error


def _show(console: Console, findings: "list[Finding]") -> None:
    # Lines, not cells of the console's width: the commands that mend something
    # must be whole, to be copied.
    width = max(len(one.check) for one in findings)
    for one in findings:
        console.print(
            f"{_LABELS[one.status]:8} {one.check:{width}}  {one.found}",
            style=_STYLES.get(one.status, ""),
            markup=False,
        )
        if one.mend:
            console.print(f"{'':{width + 9}}  -> {one.mend}", markup=False)
    counts = Counter(_LABELS[one.status] for one in findings)
    told = ", ".join(f"{counts[one]} {one}" for one in _LABELS.values() if counts[one])
    console.print(f"\n{len(findings)} checks: {told}", markup=False)
