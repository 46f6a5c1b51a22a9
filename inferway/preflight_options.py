"""What `inferway preflight` is asked, from its options and a plan."""
# ruff: noqa: PLC0415 - `inferway --help` must not wait for boto3

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from preflight.asked import Asked
    from preflight.plan import Planned
    from preflight.recovery import Recovery

# One a Region.
_STORES = 2


def asked_for(  # noqa: PLR0913 - one an option
    region: str | None,
    default_region: str | None,
    *,
    plan: str | None,
    account: str | None,
    state_bucket: str | None,
    images: list[str],
    endpoint_instances: list[str],
    transform_instances: list[str],
    serverless_concurrency: int,
    reserved_concurrency: int,
    repository: str | None,
    topics: str,
    models: list[str],
    before_registry: bool,
) -> "Asked":
    """Return what the options of the command, and its plan, ask for.

    Raises:
        typer.BadParameter: There is no Region.
        AskedError: An option, or the plan, is not what it has to be.

    """
    from preflight import asked
    from preflight.plan import with_plan

    planned = _planned(plan)
    where = region or (planned and planned.region) or default_region
    if not where:
        message = "name the Region: --region, or AWS_REGION"
        raise typer.BadParameter(message)
    if len(models) not in (0, _STORES):
        message = (
            "give --models twice: the store of the first Region, then the second's"
        )
        raise typer.BadParameter(message)
    options = asked.Asked(
        region=asked.read_region(where),
        account=None if account is None else asked.read_account(account),
        images=tuple(asked.read_image(one) for one in images),
        state_bucket=state_bucket,
        repository=None if repository is None else asked.read_repository(repository),
        endpoint_instances=asked.read_instances("--instances", endpoint_instances),
        transform_instances=asked.read_instances("--transform", transform_instances),
        serverless_concurrency=serverless_concurrency,
        reserved_concurrency=reserved_concurrency,
        topics=topics,
        models=models[0] if models else None,
        second_models=models[1] if models else None,
        before_registry=before_registry,
    )
    return options if planned is None else with_plan(options, planned)


def recovery_of(outputs: str) -> "Recovery":
    """Return what an environment has in two Regions.

    Raises:
        AskedError: The outputs cannot be read, or do not say it.

    """
    from inferway.outputs import read_source, source_name
    from preflight.asked import AskedError
    from preflight.recovery import read_recovery

    return read_recovery(read_source(outputs, AskedError), source_name(outputs))


def of_recovery(asked: "Asked", recovery: "Recovery") -> "Asked":
    """Return what is asked with the model stores of an environment, where none is."""
    if asked.models is not None:
        return asked
    return replace(asked, models=recovery.models, second_models=recovery.second_models)


def _planned(plan: str | None) -> "Planned | None":
    from preflight.asked import AskedError
    from preflight.plan import read_plan

    if plan is None:
        return None
    if plan == "-":
        return read_plan(sys.stdin.buffer.read(), "stdin")
    try:
        return read_plan(Path(plan).read_bytes(), plan)
    except OSError as error:
        message = f"{plan} cannot be read: {error.strerror}"
        raise AskedError(message) from error
