"""What a resolver is told of a name, by failover records.

https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-complex-configs.html

GET /_local/dns/NAME   {"name", "answers": [{"type", "ttl", "values", "alias",
                       "failover", "set_identifier", "healthy"}]}; 404 for a name
                       without records
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from moto.route53.models import route53_backends

from local_aws.control import Answer, Control
from local_aws.dns.health import HealthChecks
from local_aws.iam.callers import PARTITION

# "If an alias record points to an AWS resource, you can't set the TTL; Route 53
# uses the default TTL for the resource": of API Gateway and its like, a minute.
_ALIAS_TTL = 60


def dns_controls(account_id: str, checks: HealthChecks) -> Sequence[Control]:
    """Return the control that resolves a name."""

    def resolve(named: Mapping[str, str], _: Any) -> Answer:  # noqa: ANN401 - any JSON
        found = answers(account_id, checks, named["name"])
        if not found:
            return HTTPStatus.NOT_FOUND, {"error": f"no records of {named['name']}"}
        return HTTPStatus.OK, {"name": named["name"], "answers": found}

    return [
        Control(method="GET", path=re.compile(r"dns/(?P<name>[^/]+)"), handle=resolve)
    ]


def answers(account_id: str, checks: HealthChecks, name: str) -> list[dict[str, Any]]:
    """Return what a resolver is told now, one answer a type.

    Raises:
        NotImplementedError: Records are chosen by weight, place or latency.

    """
    by_type: dict[str, list[Any]] = defaultdict(list)
    for zone in list(route53_backends[account_id][PARTITION].zones.values()):
        for record in list(zone.rrsets):
            if record.name.rstrip(".").lower() == name.rstrip(".").lower():
                by_type[str(record.type)].append(record)
    return [
        _shown(_chosen(records, checks), checks)
        for _, records in sorted(by_type.items())
    ]


def _chosen(records: list[Any], checks: HealthChecks) -> Any:  # noqa: ANN401 - moto is untyped
    if len(records) == 1 and not records[0].failover:
        return records[0]
    if any(not each.failover for each in records):
        text = "routing policies beside failover"
        raise NotImplementedError(text)
    by_role = {each.failover: each for each in records}
    primary, secondary = by_role.get("PRIMARY"), by_role.get("SECONDARY")
    if primary is None or secondary is None:
        return records[0]
    # "If all records are unhealthy, Route 53 answers with the primary."
    if not _healthy(primary, checks) and _healthy(secondary, checks):
        return secondary
    return primary


def _healthy(record: Any, checks: HealthChecks) -> bool:  # noqa: ANN401 - moto is untyped
    # "Evaluate target health" of an API says nothing here: the service is up.
    return not record.health_check_id or checks.is_healthy(record.health_check_id)


def _shown(record: Any, checks: HealthChecks) -> dict[str, Any]:  # noqa: ANN401 - moto is untyped
    alias = record.alias_target
    return {
        "type": record.type,
        "ttl": _ALIAS_TTL if alias else int(record.ttl),
        "values": [] if alias else list(record.records),
        "alias": alias["DNSName"].rstrip(".") if alias else None,
        "failover": record.failover,
        "set_identifier": record.set_identifier,
        "healthy": _healthy(record, checks),
    }
