"""What an environment has in its second Region, read from Terraform's outputs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from model_store.errors import FormatError
from model_store.fields import field, parse_json
from preflight.asked import AskedError

OUTPUT = "recovery"
_HINT = "give what `terraform -chdir=envs/production output -json` prints"


@dataclass(frozen=True, kw_only=True)
class Recovery:
    """Two Regions of one environment.

    Attributes:
        home: The Region that serves as a rule.
        standby: The one that takes over.
        tables: Names of the global tables.
        models: Bucket of the model store at home.
        second_models: Its copy's; None where it is not told.
        home_plans: IDs of usage plans by client, at home.
        standby_plans: Likewise at the standby; empty where it has no API.
        checks: IDs of health checks by what they are for; empty without any.

    """

    home: str
    standby: str
    tables: tuple[str, ...]
    models: str
    second_models: str | None
    home_plans: Mapping[str, str]
    standby_plans: Mapping[str, str]
    checks: Mapping[str, str]


def read_recovery(data: bytes, where: str) -> Recovery:
    """Read what `terraform output -json` printed.

    Raises:
        AskedError: It is something else, or of an environment of one Region.

    """
    try:
        outputs = parse_json(data, where)
        if not isinstance(outputs, dict) or OUTPUT not in outputs:
            message = f"{where} has no output {OUTPUT!r}: {_HINT}"
            raise AskedError(message)
        found = field(outputs, OUTPUT, dict, where).get("value")
        if not isinstance(found, dict):
            message = f"{where} is of an environment of one Region: leave --outputs out"
            raise AskedError(message)
        return _recovery(found, f"output {OUTPUT!r} of {where}")
    except FormatError as error:
        message = f"{error}: {_HINT}"
        raise AskedError(message) from error


def _recovery(found: Mapping[str, Any], where: str) -> Recovery:
    home = field(found, "home", dict, where)
    # With backups alone there is no API in the second Region.
    standby: Mapping[str, Any] = found.get("standby") or {}
    region = standby.get("region") or field(found, "region", str, where)
    tables = [
        field(found, name, str, where)
        for name in ("records_table", "routing_config_table")
    ]
    second = standby.get("model_bucket") or found.get("model_copy_bucket")
    return Recovery(
        home=field(home, "region", str, where),
        standby=str(region),
        # Replicas are for tiers with an API; backups are tables of no Region yet.
        tables=tuple(tables) if standby else (),
        models=field(home, "model_bucket", str, where),
        second_models=None if second is None else str(second),
        home_plans=_texts(home.get("usage_plan_ids")),
        standby_plans=_texts(standby.get("usage_plan_ids")),
        checks=_texts(found.get("health_check_ids")),
    )


def _texts(found: object) -> dict[str, str]:
    if not isinstance(found, dict):
        return {}
    return {str(name): value for name, value in found.items() if isinstance(value, str)}
