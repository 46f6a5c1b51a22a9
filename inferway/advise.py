"""`inferway advise`."""
# ruff: noqa: PLC0415 - `inferway --help` must not wait for matplotlib

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from inferway.advise_words import (
    Profile,
    assumed,
    decimal,
    first,
    measured_of,
    office_of,
    traffic_of,
)
from inferway.options import Json, PricesFile, terminal_of


class Needs(StrEnum):
    """The slowest answer that will do."""

    WARM = "warm"
    COLD_STARTS = "cold-starts"
    WAKES = "wakes"
    WINDOW = "window"


def advise(  # noqa: PLR0913 - one an option
    context: typer.Context,
    *,
    requests_per_hour: Annotated[
        float | None,
        typer.Option(
            min=0,
            help="Requests in each hour of --profile that has some: every hour, each"
            " business hour, or the one hour of each night.",
        ),
    ] = None,
    profile: Annotated[
        Profile, typer.Option(help="When these requests come.")
    ] = Profile.STEADY,
    requests: Annotated[
        Path | None,
        typer.Option(
            help="Or measured requests: CSV with a header or a JSON list of objects,"
            " timestamp (ISO 8601) and optionally instances, bytes, requests."
        ),
    ] = None,
    time_zone: Annotated[
        str, typer.Option(help="IANA time zone of the week of --requests.")
    ] = "UTC",
    business_hours: Annotated[
        str, typer.Option(help="Monday to Friday, from hour to hour.")
    ] = "8-18",
    latency_ms: Annotated[
        float,
        typer.Option(
            min=0.001,
            help="That the model takes for a request, warm, as the benchmarks measure"
            " it.",
        ),
    ] = 50,
    memory_mb: Annotated[
        int,
        typer.Option(min=128, help="Of a function, and of a serverless endpoint."),
    ] = 2048,
    request_bytes: Annotated[
        int | None,
        typer.Option(
            min=0, help="Of a payload, on average. Default: as measured, or 2,000."
        ),
    ] = None,
    answer_bytes: Annotated[
        int, typer.Option(min=0, help="Of an answer, on average.")
    ] = 500,
    instances_p95: Annotated[
        int | None,
        typer.Option(
            min=1,
            help="Instances a request, at the 95th percentile. Default: as measured,"
            " or 1.",
        ),
    ] = None,
    instance_type: Annotated[
        list[str] | None,
        typer.Option(help="To compare; repeat for more. Default: ml.m5.large."),
    ] = None,
    region: Annotated[
        list[str] | None,
        typer.Option(
            help="Where; repeat for a second Region, which the stack replicates to."
            " Default: us-east-1."
        ),
    ] = None,
    direct: Annotated[
        bool,
        typer.Option(
            "--direct",
            help="Callers use InvokeEndpoint and transform jobs themselves: no API, no"
            " record.",
        ),
    ] = False,
    needs: Annotated[
        Needs, typer.Option(help="The slowest answer that will do.")
    ] = Needs.COLD_STARTS,
    assume: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=NUMBER",
            help="Another assumption than ours, by the name that a wrong one lists;"
            " repeat for more.",
        ),
    ] = None,
    prices: PricesFile = None,
    html: Annotated[
        Path | None, typer.Option(help="HTML page to write, complete in itself.")
    ] = None,
    png: Annotated[
        Path | None, typer.Option(help="PNG picture to write: costs over traffic.")
    ] = None,
    as_json: Json = False,  # noqa: ARG001 - its callback does the work
) -> None:
    """Say what each way of serving would cost a month, and which to take.

    Nothing is asked of AWS: prices come from a dated file, and every assumption is
    listed with the result. See `inferway prices refresh`.
    """
    from costs.advice import advise as compare
    from costs.advice_json import document
    from costs.ways import LatencyClass
    from costs.workload import Case, Workload
    from inferway.advise_view import show
    from model.files import check_target, write_text
    from prices import load

    terminal = terminal_of(context)
    for target in (html, png):
        if target is not None:
            check_target(target)
    office = office_of(business_hours)
    measured = None if requests is None else measured_of(requests, time_zone)
    traffic = traffic_of(requests_per_hour, profile, office, measured)
    payload = measured.request_bytes if measured else None
    workload = Workload(
        traffic=traffic,
        request_bytes=first(request_bytes, payload, 2_000),
        answer_bytes=answer_bytes,
        latency_ms=decimal(latency_ms),
        memory_mb=memory_mb,
        instances_p95=first(
            instances_p95, measured.instances_p95 if measured else None, 1
        ),
        instance_types=tuple(dict.fromkeys(instance_type or ["ml.m5.large"])),
        office=office,
        regions=tuple(region or ["us-east-1"]),
        direct=direct,
    )
    case = Case(workload=workload, prices=load(prices), assumptions=assumed(assume))
    with terminal.step("Comparing the ways"):
        advice = compare(case, list(LatencyClass)[list(Needs).index(needs)])
    if html is not None:
        from costs.page import page

        write_text(html, page(advice))
    if png is not None:
        from costs.pictures import write_png

        write_png(advice, png)
    terminal.result(document(advice), lambda console: show(console, advice))
