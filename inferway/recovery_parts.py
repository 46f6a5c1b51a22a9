"""Wires what a game day, a failover by command and its status need."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError

from client.addresses import Address
from client.patience import Patience
from client.transport import HttpTransport
from drill.ports import Clock, Names, Parts
from drill.recovery import Recovery, RecoveryError
from drill.stream import Sending, Stream
from inferences.dynamo_active_region import DynamoActiveRegion
from inferway.recovery_aws import (
    ActiveItem,
    CloudWatchAlarm,
    HomeReadiness,
    Route53Switch,
    StatesMachine,
    SystemClock,
    explained,
)
from inferway.recovery_names import AskedNames, SystemNames, targets_of
from model.store import ModelStore
from smoke.failures import unavailable
from smoke.found import NoModel
from smoke.models import Models

# Where Route 53 is signed for, and measures.
GLOBAL = "us-east-1"
# What a client of a game day waits for one answer, with its second try.
_READ_SECONDS = 10.0
_TOTAL_SECONDS = 20.0


@dataclass(frozen=True, kw_only=True)
class Asking:
    """How a game day asks the API.

    Attributes:
        api_key: A client's.
        instances: Of each inference; None for the live model's golden one.

    """

    api_key: str
    instances: Sequence[Any] | None = None


class Aws:
    """Clients of a person, each made once."""

    def __init__(self) -> None:
        """Begin without any."""
        self._clients: dict[tuple[str, str], Any] = {}

    def client(self, service: str, region: str) -> Any:  # noqa: ANN401 - of each service its own
        """Return a client of a Region.

        Raises:
            UnavailableError: There can be none: no such profile.

        """
        # One Region may be gone, and a person waits.
        patient = Config(
            connect_timeout=3,
            read_timeout=20,
            retries={"mode": "standard", "total_max_attempts": 4},
        )
        if (service, region) not in self._clients:
            try:
                make: Any = boto3.Session(region_name=region).client
                self._clients[service, region] = make(service, config=patient)
            except BotoCoreError as error:
                raise unavailable(error, "ask AWS") from error
        return self._clients[service, region]


def parts_of(  # noqa: PLR0913 - one a thing that differs
    recovery: Recovery,
    aws: Aws,
    tell: Callable[[str], None],
    *,
    resolver: str | None,
    asking: Asking | None = None,
    clock: Clock | None = None,
) -> Parts:
    """Return everything that is looked at and turned.

    Args:
        recovery: The environment.
        aws: Clients.
        tell: Is told what happens meanwhile.
        resolver: Where names are looked up over HTTP; None for the system's.
        asking: How inferences are sent; None for none.
        clock: The system's without it.

    Raises:
        UnavailableError: AWS cannot be reached.
        RecoveryError: There is no model to ask.

    """
    here = recovery.standby.region
    clock = clock or SystemClock()
    states = aws.client("stepfunctions", here)
    names = names_of(recovery, aws, clock, resolver)
    return Parts(
        clock=clock,
        switch=Route53Switch(aws.client("route53", GLOBAL), recovery.switch_id),
        alarm=CloudWatchAlarm(aws.client("cloudwatch", GLOBAL), recovery.alarm_name),
        failover=StatesMachine(states, recovery.failover_arn),
        failback=StatesMachine(states, recovery.failback_arn),
        active=ActiveItem(
            DynamoActiveRegion(aws.client("dynamodb", here), recovery.config_table)
        ),
        names=names,
        sight=HomeReadiness(recovery.home.ready_url),
        stream=None
        if asking is None
        else _stream(recovery, aws, names, asking, by_name=resolver is None),
        tell=tell,
    )


def names_of(recovery: Recovery, aws: Aws, clock: Clock, resolver: str | None) -> Names:
    """Return what tells where the name leads.

    Raises:
        UnavailableError: Route 53 cannot be asked where it may.

    """
    if resolver is not None:
        return AskedNames(resolver, recovery.domain, clock.now)
    with explained("find the failover records (route53:ListHostedZones)"):
        targets = targets_of(aws.client("route53", GLOBAL), recovery.domain)
    return SystemNames(recovery.domain, targets)


def _stream(
    recovery: Recovery, aws: Aws, names: Names, asking: Asking, *, by_name: bool
) -> Stream:
    regions = [
        Address(url=place.inferences_url, name=place.region)
        for place in (recovery.home, recovery.standby)
    ]
    shared = Address(url=f"https://{recovery.domain}/inferences", name=recovery.domain)

    def addresses() -> Sequence[Address]:
        if by_name:
            return [shared, *regions]
        # A name that this machine cannot look up: the Region that it leads to.
        led_to = names.leads_to()
        return sorted(regions, key=lambda one: one.name != led_to)

    instances = asking.instances or _golden(recovery, aws)
    return Stream(
        Sending(
            transport=HttpTransport(),
            patience=Patience(
                tries=3, read_seconds=_READ_SECONDS, total_seconds=_TOTAL_SECONDS
            ),
            api_key=asking.api_key,
            payload={"instances": list(instances)},
        ),
        # Another game day is not to find the inferences of this one.
        name=f"drill-{uuid.uuid4().hex[:12]}",
        addresses=addresses,
        regions=regions,
    )


def _golden(recovery: Recovery, aws: Aws) -> Sequence[Any]:
    home = recovery.home
    store = ModelStore(
        aws.client("s3", home.region), home.model_bucket, home.model_pointer_key
    )
    found = Models(store).live()
    if isinstance(found, NoModel):
        message = f"there is nothing to ask: {found.reason}; or give --instances"
        raise RecoveryError(message)
    return found.golden.instances[:1]
