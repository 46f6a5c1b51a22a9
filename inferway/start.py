"""`inferway start` and `inferway stopped`."""
# ruff: noqa: PLC0415 - `inferway --help` must not wait for boto3

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from inferway.options import Json, terminal_of
from inferway.stops import Stops, find_stops

if TYPE_CHECKING:
    from inferway.starting import Started, Starter
    from inferway.terminal import Terminal
    from smoke.waiting import Waiting
    from stopped_endpoints.record import StoppedEndpoint

ParametersPath = Annotated[
    str | None,
    typer.Option(
        envvar="INFERWAY_STOPPED_PARAMETERS_PATH",
        help="Where stops are recorded: Terraform's output stopped_parameters_path.",
    ),
]
Outputs = Annotated[
    str | None,
    typer.Option(
        help="File with what `terraform output -json` printed; - for stdin. An"
        " endpoint is started with the configuration that is wanted there.",
    ),
]


def start(  # noqa: PLR0913 - one an option
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Of the endpoint.")],
    *,
    parameters_path: ParametersPath = None,
    outputs: Outputs = None,
    forget: Annotated[
        bool,
        typer.Option(
            "--forget",
            help="Only forget the stop: the next apply makes the endpoint, if the"
            " environment still has it.",
        ),
    ] = False,
    timeout: Annotated[
        float, typer.Option(min=0, help="Seconds to wait until it serves.")
    ] = 1800.0,
    as_json: Json = False,  # noqa: ARG001 - its callback does the work
) -> None:
    """Start an endpoint that auto-stop stopped or reduced.

    It gets its configuration, tags, scaling and schedules back, and its record goes:
    Terraform's plan is empty before and after. Interrupted, it may be repeated.
    """
    from smoke.waiting import Waiting

    terminal = terminal_of(context)
    stops = find_stops(parameters_path, outputs)
    with _explained():
        starter = _starter(stops, Waiting(timeout, terminal.note), terminal)
        if forget:
            done = starter.forget(name)
        else:
            with terminal.step(f"Starting {name}"):
                done = starter.start(name)
    terminal.result(asdict(done), lambda console: _show_started(console, done))


def stopped(
    context: typer.Context,
    *,
    parameters_path: ParametersPath = None,
    outputs: Outputs = None,
    as_json: Json = False,  # noqa: ARG001 - its callback does the work
) -> None:
    """List endpoints that are stopped or reduced, since when, by whom and why."""
    from stopped_endpoints.parameters import SsmStoppedEndpoints

    stops = find_stops(parameters_path, outputs)
    with _explained():
        records = SsmStoppedEndpoints(_client("ssm", stops), stops.path).all()
    rows = [_row(name, records[name]) for name in sorted(records)]
    terminal_of(context).result(rows, lambda console: _show_stopped(console, rows))


def _row(name: str, record: "StoppedEndpoint | None") -> dict[str, Any]:
    if record is None:
        return {"endpoint": name, "action": None, "reason": "its record is unreadable"}
    return {
        "endpoint": name,
        "action": record.action.value,
        "at": record.at,
        "by": record.by,
        "reason": record.reason,
        "config": record.config,
    }


def _starter(stops: Stops, waiting: "Waiting", terminal: "Terminal") -> "Starter":
    from inferway.start_endpoints import SageMakerEndpoints
    from inferway.starting import Starter
    from inferway.wake_alarms import WakeAlarms
    from stopped_endpoints.auto_scaling import AutoScaling
    from stopped_endpoints.parameters import SsmStoppedEndpoints

    scaling = _client("application-autoscaling", stops)
    return Starter(
        endpoints=SageMakerEndpoints(_client("sagemaker", stops)),
        scaling=AutoScaling(scaling),
        alarms=WakeAlarms(scaling, _client("cloudwatch", stops)),
        records=SsmStoppedEndpoints(_client("ssm", stops), stops.path),
        configs=stops.configs,
        waiting=waiting,
        progress=terminal,
    )


def _client(service: str, stops: Stops) -> Any:  # noqa: ANN401 - of each service its own
    import boto3
    from botocore.config import Config

    patient = Config(
        connect_timeout=5,
        read_timeout=60,
        retries={"mode": "standard", "total_max_attempts": 4},
    )
    session = boto3.Session(region_name=stops.region)
    make: Any = session.client  # one of many overloads
    return make(service, config=patient)


@contextmanager
def _explained() -> Iterator[None]:
    """Tell what AWS says in words, as every command does."""
    from botocore.exceptions import BotoCoreError, ClientError

    from inferences.errors import UnavailableError as NotReached
    from inferway.stops import StopsError
    from smoke.failures import unavailable
    from stopped_endpoints.record_json import RecordError

    try:
        yield
    except RecordError as error:
        message = f"{error}: delete it with --forget, and apply"
        raise StopsError(message) from error
    except NotReached as error:
        cause = error.__cause__
        if isinstance(cause, (BotoCoreError, ClientError)):
            raise unavailable(cause, "read and start what is stopped") from error
        raise
    except (BotoCoreError, ClientError) as error:
        raise unavailable(error, "read and start what is stopped") from error


def _show_started(console: Console, done: "Started") -> None:
    if done.forgotten:
        console.print(
            f"{done.endpoint} is not on record any more: the next apply makes it, if"
            " the environment still has it",
            markup=False,
        )
        return
    console.print(f"{done.endpoint} serves, with {done.config}", markup=False)
    for policy, arn in done.unattached.items():
        console.print(
            f"no alarm named {policy} runs its step policy: point yours to {arn}",
            markup=False,
        )


def _show_stopped(console: Console, rows: Sequence[Mapping[str, Any]]) -> None:
    if not rows:
        console.print("nothing is stopped")
        return
    # Lines, not a table of the console's width: names must be whole.
    for row in rows:
        what = f"{row['action']}d " if row["action"] else ""
        since = f"{what}at {row['at']} by {row['by']}: " if row["action"] else ""
        console.print(f"{row['endpoint']}  {since}{row['reason']}", markup=False)
