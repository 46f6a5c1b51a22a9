"""What an environment costs, from the plan that makes it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from costs.charges import Charge, Context, Usage
from costs.kinds import BY_USE, is_free
from costs.lines import total
from costs.plan import Plan, Resource
from costs.rules import RULES
from prices import Price, Prices, UnknownPriceError


@dataclass(frozen=True, kw_only=True)
class Item:
    """A resource, and what it is charged for.

    Attributes:
        resource: Which.
        charge: Its lines.

    """

    resource: Resource
    charge: Charge


@dataclass(frozen=True, kw_only=True)
class ModuleCost:
    """What the resources of a module are charged for.

    Attributes:
        name: Of the module, `stack/region/api`.
        items: Its resources that are charged for something.

    """

    name: str
    items: tuple[Item, ...]

    @property
    def at_rest(self) -> Decimal:
        """US dollars of a month in which nobody asks anything."""
        return total(line for one in self.items for line in one.charge.at_rest)

    @property
    def per_million(self) -> Decimal:
        """US dollars of a million requests that come to it."""
        return total(line for one in self.items for line in one.charge.per_million)


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """What came of it.

    Attributes:
        modules: By name; those that are charged for nothing are left out.
        before_usd: US dollars a month at rest, as the environment is now.
        uncounted: What may be charged for and is not in the amounts: resource, why.
        by_use: Resources that are charged by use which no request decides, and why.
        free: How many resources cost nothing.
        usage: What a request is taken to be.
        source: Of the prices.

    """

    modules: tuple[ModuleCost, ...]
    before_usd: Decimal
    uncounted: tuple[tuple[Resource, str], ...]
    by_use: tuple[tuple[Resource, str], ...]
    free: int
    usage: Usage
    source: str

    @property
    def at_rest(self) -> Decimal:
        """US dollars of a month in which nobody asks anything: the modules' sum."""
        return sum((one.at_rest for one in self.modules), Decimal("0.00"))

    @property
    def items(self) -> Iterator[Item]:
        """Every resource that is charged for something."""
        return (item for module in self.modules for item in module.items)

    @property
    def remarks(self) -> list[tuple[Resource, str]]:
        """What to know of resources."""
        return [
            (one.resource, one.charge.remark) for one in self.items if one.charge.remark
        ]

    @property
    def unverified(self) -> list[Price]:
        """Prices in use that no price list or page of AWS confirms."""
        lines = (
            line
            for one in self.items
            for line in (*one.charge.at_rest, *one.charge.per_million)
        )
        return sorted(
            {line.price for line in lines if not line.price.verified},
            key=lambda one: (one.region, one.name, one.kind),
        )


def estimate(plan: Plan, prices: Prices, usage: Usage | None = None) -> Estimate:
    """Return what a plan's environment costs.

    Args:
        plan: What will be, and what is.
        prices: What AWS charges.
        usage: What a request is taken to be.

    """
    usage = usage or Usage()
    charged: defaultdict[str, list[Item]] = defaultdict(list)
    uncounted: list[tuple[Resource, str]] = []
    by_use: list[tuple[Resource, str]] = []
    free = 0
    for one, charge in _charges(plan.planned, prices, usage):
        if charge is None and one.type in BY_USE:
            by_use.append((one, BY_USE[one.type]))
        elif charge is None:
            free += 1
        else:
            if charge.uncounted:
                uncounted.append((one, charge.uncounted))
            if charge.at_rest or charge.per_million or charge.remark:
                item = Item(resource=one, charge=charge)
                charged[one.module_name].append(item)
            elif not charge.uncounted:
                free += 1
    before = _charges(plan.before, prices, usage)
    return Estimate(
        modules=tuple(
            ModuleCost(name=name, items=tuple(charged[name]))
            for name in sorted(charged)
        ),
        before_usd=total(
            line for _, charge in before if charge for line in charge.at_rest
        ),
        uncounted=tuple(uncounted),
        by_use=tuple(by_use),
        free=free,
        usage=usage,
        source=prices.source,
    )


def _charges(
    resources: Sequence[Resource], prices: Prices, usage: Usage
) -> Iterator[tuple[Resource, Charge | None]]:
    """Yield each resource's charge; None for what costs nothing by being there."""
    modules = _by_module(resources)
    for one in resources:
        rule = RULES.get(one.type)
        if rule is None:
            known = is_free(one.type) or one.type in BY_USE
            yield one, None if known else Charge(uncounted="a kind that is not known")
            continue
        context = Context(prices=prices, usage=usage, siblings=modules[one.module])
        try:
            yield one, rule(one, context)
        except UnknownPriceError as error:
            yield one, Charge(uncounted=str(error))


def _by_module(resources: Iterable[Resource]) -> dict[str, dict[str, list[Resource]]]:
    found: dict[str, Any] = defaultdict(lambda: defaultdict(list))
    for one in resources:
        found[one.module][one.type].append(one)
    return found
