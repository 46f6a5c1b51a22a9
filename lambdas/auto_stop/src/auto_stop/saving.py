"""What an idle endpoint costs, and what its stop saves."""

from collections.abc import Callable
from decimal import Decimal

from auto_stop.planning import Facts, Plan, sleeps, variants
from stopped_endpoints.record import Action

# As AWS's own calculator has it.
_HOURS_A_MONTH = 730

# US dollars for an hour of an instance type; None for one that is not known.
InstanceHour = Callable[[str], Decimal | None]


def monthly_saving(facts: Facts, plan: Plan, price: InstanceHour) -> Decimal | None:
    """Return what a stop saves a month, in US dollars.

    None where a price is not known, as of provisioned concurrency, which prices of
    instances say nothing of.
    """
    total = Decimal(0)
    for variant in variants(facts):
        instance_type = facts.config[variant.name].instance_type
        if variant.serverless and not variant.provisioned:
            continue
        hour = None if instance_type is None else price(instance_type)
        if hour is None:
            return None
        stays = 0
        if plan.action is Action.REDUCE:
            stays = _stays(facts, plan, variant.name, variant.instances)
        total += hour * (variant.instances - stays) * _HOURS_A_MONTH
    return total


def _stays(facts: Facts, plan: Plan, name: str, instances: int) -> int:
    """Return how many instances of a variant are left by a reduction."""
    [variant] = [each for each in variants(facts) if each.name == name]
    if not facts.config[name].has_model:
        # What no copy runs on, managed scaling takes away.
        return 0 if sleeps(facts, variant) else instances
    if name in plan.counts:
        return plan.counts[name][0]
    resource_id = f"endpoint/{facts.endpoint.name}/variant/{name}"
    lowered = [
        least for (found, _), least in plan.least.items() if found == resource_id
    ]
    return min([*lowered, instances])
