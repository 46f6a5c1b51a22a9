"""How an environment is recovered, read from Terraform's outputs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from model.errors import ModelError
from model_store.errors import FormatError
from model_store.fields import field, parse_json

OUTPUT = "recovery"
_HINT = "give what `terraform -chdir=envs/production output -json` prints"
_BACKUPS_ALONE = 3


class RecoveryError(ModelError):
    """An environment that has no failover, or is not as one needs it."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """One of the two Regions.

    Attributes:
        region: Its name.
        inferences_url: The Region's own, not the shared domain's.
        ready_url: Of its /health/ready.
        model_bucket: Of its model store.
        model_pointer_key: Of the live pointer there.

    """

    region: str
    inferences_url: str
    ready_url: str
    model_bucket: str
    model_pointer_key: str


@dataclass(frozen=True, kw_only=True)
class Promise:
    """What recovery is made of, in seconds.

    Attributes:
        health_check: Until Route 53 has seen an outage.
        dns: Until clients ask anew where the name leads.
        alarm: From then until the alarm rings and is heard.

    """

    health_check: float
    dns: float
    alarm: float


@dataclass(frozen=True, kw_only=True)
class Recovery:
    """What a failover goes by.

    Attributes:
        tier: 1: the alarm begins it. 2: people do.
        domain: The one name that clients call.
        records_table: The same in both Regions.
        config_table: Likewise.
        home: The Region that serves as a rule.
        standby: The one that takes over.
        alarm_name: In us-east-1.
        failover_arn: Of the workflow.
        failback_arn: Of the other one.
        check_ids: By what they are for.
        promise: What is promised.
        topic_arn: Who is told.

    """

    tier: int
    domain: str
    records_table: str
    config_table: str
    home: Place
    standby: Place
    alarm_name: str
    failover_arn: str
    failback_arn: str
    check_ids: Mapping[str, str]
    promise: Promise
    topic_arn: str

    @property
    def automatic(self) -> bool:
        """Whether the alarm begins the workflow."""
        return self.tier == 1

    @property
    def switch_id(self) -> str:
        """ID of the check that people switch the home Region off by."""
        return self.check_ids["home_switch"]


def read_recovery(data: bytes, where: str) -> Recovery:
    """Read what `terraform output -json` printed.

    Args:
        data: JSON, `{"recovery": {"value": {...}}, ...}`.
        where: Names the source in errors.

    Raises:
        RecoveryError: It is something else, or has no second Region that could
            take over.

    """
    try:
        outputs = parse_json(data, where)
        if outputs == {}:
            message = f"{where} has no outputs: apply the environment first"
            raise RecoveryError(message)
        if not isinstance(outputs, dict) or OUTPUT not in outputs:
            message = f"{where} has no output {OUTPUT!r}: {_HINT}"
            raise RecoveryError(message)
        return _recovery(_value(outputs, where), f"output {OUTPUT!r} of {where}")
    except FormatError as error:
        message = f"{error}: is it of another release? Apply the environment again"
        raise RecoveryError(message) from error


def _value(outputs: Mapping[str, Any], where: str) -> dict[str, Any]:
    found = field(outputs, OUTPUT, dict, where).get("value")
    if found is None:
        message = (
            "this environment has one Region, and nothing that could take over: set"
            " recovery_tier to 1 or 2 and apply"
        )
        raise RecoveryError(message)
    if not isinstance(found, dict):
        message = f"output {OUTPUT!r} of {where} is no object: {_HINT}"
        raise RecoveryError(message)
    if found.get("tier") == _BACKUPS_ALONE:
        message = (
            "this environment is of recovery tier 3: its second Region has backups and"
            " serves nothing, so there is no failover. Restore by docs/runbooks, or set"
            " recovery_tier to 1 or 2 and apply"
        )
        raise RecoveryError(message)
    return found


def _recovery(found: Mapping[str, Any], where: str) -> Recovery:
    seconds = field(found, "recovery_seconds", dict, where)
    checks = field(found, "health_check_ids", dict, where)
    names = ("home", "home_endpoint", "home_switch", "standby_endpoint")
    return Recovery(
        tier=field(found, "tier", int, where),
        domain=field(found, "domain", str, where),
        records_table=field(found, "records_table", str, where),
        config_table=field(found, "routing_config_table", str, where),
        home=_place(found, "home", where),
        standby=_place(found, "standby", where),
        alarm_name=field(found, "alarm_name", str, where),
        failover_arn=field(found, "failover_state_machine_arn", str, where),
        failback_arn=field(found, "failback_state_machine_arn", str, where),
        check_ids={name: field(checks, name, str, where) for name in names},
        promise=Promise(
            health_check=field(seconds, "health_check", int, where),
            dns=field(seconds, "dns", int, where),
            alarm=field(seconds, "alarm", int, where),
        ),
        topic_arn=field(found, "topic_arn", str, where),
    )


def _place(found: Mapping[str, Any], name: str, where: str) -> Place:
    place = field(found, name, dict, where)
    where = f"{name!r} in {where}"
    return Place(
        region=field(place, "region", str, where),
        inferences_url=field(place, "inferences_url", str, where),
        ready_url=field(place, "ready_url", str, where),
        model_bucket=field(place, "model_bucket", str, where),
        model_pointer_key=field(place, "model_pointer_key", str, where),
    )
