"""`inferway restore`: from a vault's copies to tables that an environment adopts."""
# ruff: noqa: PLC0415 - `inferway --help` must not wait for boto3

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from inferway.options import Json, terminal_of

if TYPE_CHECKING:
    from inferway.restored import Restored
    from inferway.restoring import Restorer


def restore(  # noqa: PLR0913 - one an option
    context: typer.Context,
    prefix: Annotated[
        str,
        typer.Argument(help="Start of the environment's names: inferway-production."),
    ],
    *,
    lost: Annotated[
        str, typer.Option(metavar="REGION", help="The Region that is lost.")
    ],
    region: Annotated[
        str,
        typer.Option(
            envvar=["AWS_REGION", "AWS_DEFAULT_REGION"],
            help="Where it is restored: the Region of the copies.",
        ),
    ],
    timeout: Annotated[
        float, typer.Option(min=0, help="Seconds to wait for each restore.")
    ] = 7200.0,
    as_json: Json = False,  # noqa: ARG001 - its callback does the work
) -> None:
    """Restore the tables of an environment whose Region is lost, in another one.

    From the newest copies in the vault PREFIX-backups there, under the key that
    alias/PREFIX-tables names. Items that Terraform makes itself are left out, and
    unfinished inferences become this Region's: its sweeper begins them again. A
    table that is there already is not touched otherwise; run it again if it was
    interrupted. The whole way is in docs/runbooks/restore.md.
    """
    from botocore.exceptions import BotoCoreError, ClientError

    from inferences.errors import UnavailableError as NotReached
    from smoke.failures import unavailable

    terminal = terminal_of(context)
    try:
        with terminal.step(f"Restoring {prefix}"):
            done = _restorer(prefix, lost, region, timeout).run()
    except NotReached as error:
        cause = error.__cause__
        if isinstance(cause, (BotoCoreError, ClientError)):
            raise unavailable(cause, "restore tables") from error
        raise
    except (BotoCoreError, ClientError) as error:
        raise unavailable(error, "restore tables") from error
    terminal.result(asdict(done), lambda console: _show(console, done))


def _restorer(prefix: str, lost: str, region: str, timeout: float) -> "Restorer":
    import boto3
    from botocore.config import Config

    from inferway.restored import Names, RestoreError
    from inferway.restoring import Restorer

    if region == lost:
        message = f"{lost} is the lost Region: --region is where {prefix} goes on"
        raise RestoreError(message)
    session = boto3.Session(region_name=region)
    patient = Config(retries={"mode": "standard", "total_max_attempts": 4})
    names = Names(
        prefix=prefix,
        region=region,
        account_id=session.client("sts", config=patient).get_caller_identity()[
            "Account"
        ],
        lost=lost,
    )
    key = session.client("kms", config=patient).describe_key(KeyId=names.key)
    return Restorer(
        names,
        backup=session.client("backup", config=patient),
        dynamodb=session.client("dynamodb", config=patient),
        key_arn=key["KeyMetadata"]["Arn"],
        timeout_seconds=timeout,
    )


def _show(console: Console, done: "Restored") -> None:
    for table in done.tables:
        what = f"as of {table.as_of}" if table.as_of else "was there already"
        console.print(f"{table.name}  {what}", markup=False)
    console.print(
        f"{len(done.forgotten)} items of the routing config are Terraform's to make"
        " again",
        markup=False,
    )
    console.print(
        f"{len(done.adopted)} unfinished inferences are this Region's now",
        markup=False,
    )
