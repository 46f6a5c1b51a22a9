"""Which questions there are of two Regions together."""

from collections.abc import Iterator
from functools import partial

from api_keys.gateway import GatewayPlans
from preflight.aws.models import find_copies
from preflight.aws.second_region import (
    find_health_check,
    find_key_states,
    find_replica,
)
from preflight.checks import health_checks, keys, models, replicas
from preflight.findings import Finding, good
from preflight.questions import Clients
from preflight.recovery import Recovery
from preflight.visit import Question


def of_pair(recovery: Recovery, home: Clients, standby: Clients) -> list[Question]:
    """Return what there is to ask of an environment of two Regions.

    Args:
        recovery: What it has where.
        home: Clients of the home Region.
        standby: Clients of the other one.

    """
    return list(_of_pair(recovery, home, standby))


def _of_pair(recovery: Recovery, home: Clients, standby: Clients) -> Iterator[Question]:
    yield Question(
        check=models.COPIES_CHECK, ask=lambda: [_copies(home, recovery.models)]
    )
    for table in recovery.tables:
        yield Question(
            check=replicas.check_of(table),
            ask=partial(_replica, recovery, home, table),
        )
    if recovery.standby_plans:
        yield Question(check=keys.CHECK, ask=lambda: _keys(recovery, home, standby))
    for name, check_id in sorted(recovery.checks.items()):
        yield Question(
            check=health_checks.check_of(name),
            ask=partial(_health_check, home, name, check_id),
        )


def _copies(home: Clients, bucket: str) -> Finding:
    found = find_copies(home.s3, bucket)
    if found is None:
        return good(models.COPIES_CHECK, "Nothing is live in the first Region yet.")
    return models.judge_copies(found)


def _replica(recovery: Recovery, home: Clients, table: str) -> list[Finding]:
    found = find_replica(home.dynamodb, home.metrics, table, recovery.standby)
    return [replicas.judge(table, recovery.standby, found)]


def _health_check(home: Clients, name: str, check_id: str) -> list[Finding]:
    return [health_checks.judge(name, find_health_check(home.route53, check_id))]


def _keys(recovery: Recovery, home: Clients, standby: Clients) -> Iterator[Finding]:
    return keys.judge(
        find_key_states(
            GatewayPlans(home.apigateway, recovery.home),
            GatewayPlans(standby.apigateway, recovery.standby),
            recovery.home_plans,
            recovery.standby_plans,
        )
    )
