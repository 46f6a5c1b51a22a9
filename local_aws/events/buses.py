"""Events that a rule sends on to the bus of another Region, under a role.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-region.html
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from moto.events.models import events_backends

from local_aws.access import check_trust, role_may
from local_aws.errors import AwsError
from local_aws.events.delivery import DeliveryError
from local_aws.iam.need import Need

_SERVICE = "events.amazonaws.com"
_REFUSED = "NO_PERMISSIONS"


@dataclass(frozen=True, kw_only=True)
class _Owner:
    account_id: str
    region: str
    name: str
    role_arn: str


def forward(
    rule_arn: str, bus_arn: str, role_arn: str, event: Mapping[str, Any]
) -> None:
    """Give an event to the rules of a bus, as it is.

    Args:
        rule_arn: Of the rule that sends it on.
        bus_arn: Of the bus; of the default one.
        role_arn: Whose permissions count.
        event: As targets see it. Its Region stays the one where it happened.

    Raises:
        DeliveryError: The role does not trust EventBridge, or may not.

    """
    _, _, _, region, account_id, name = bus_arn.split(":", 5)
    owner = _Owner(
        account_id=account_id, region=region, name="events", role_arn=role_arn
    )
    need = Need(
        action="events:PutEvents",
        context={
            "events:source": [str(event["source"])],
            "events:detail-type": [str(event["detail-type"])],
        },
        resource=bus_arn,
    )
    try:
        check_trust(account_id, role_arn, _SERVICE, rule_arn)
    except AwsError as error:
        raise DeliveryError(error.message, code=_REFUSED, retryable=False) from error
    if not role_may(owner, need):
        text = f"{role_arn} is not authorized to perform: events:PutEvents on {bus_arn}"
        raise DeliveryError(text, code=_REFUSED, retryable=False)
    again: Any = dict(event)
    bus = events_backends[account_id][region].event_buses[name.rpartition("/")[2]]
    for rule in list(bus.rules.values()):
        rule.send_to_targets(again)
