"""In which Region a plan's resources are.

A plan names the Region of a provider only where it is written out; ours are locals.
But our modules read the data source aws_region, which the plan has the value of.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from costs.errors import CostError

_ARN_PARTS = 6
_INDEX = re.compile(r"\[[^\]]*\]")


class Regions:
    """Tells in which Region a resource is."""

    def __init__(
        self,
        told: Mapping[str, str],
        providers: Mapping[str, str],
        default: str | None,
        where: str,
    ) -> None:
        """Take what a plan tells.

        Args:
            told: What the data source aws_region of a module says, by its address.
            providers: Which provider a resource has, as `providers` returns it.
            default: Of a resource that nothing else tells of.
            where: Names the plan in errors.

        """
        self._told = told
        self._providers = providers
        self._where = where
        only = set(told.values())
        self._default = default or (next(iter(only)) if len(only) == 1 else None)
        found = defaultdict(set)
        for module, region in told.items():
            found[providers.get(_plain(f"{module}.data.aws_region"))].add(region)
        # A provider of several Regions is several, which are called the same.
        self._by_provider = {
            provider: next(iter(regions))
            for provider, regions in found.items()
            if provider and len(regions) == 1
        }

    def of(self, module: str, address: str, values: Mapping[str, Any]) -> str:
        """Return the Region that a resource's ARN names, or its provider has.

        Else that of its module or the nearest one around it, or the plan's only one.

        Raises:
            CostError: Nothing tells it.

        """
        found = (
            _region_of_arn(values.get("arn"))
            or values.get("region")
            or self._by_provider.get(self._providers.get(_plain(address), ""))
        )
        while found is None:
            found = self._told.get(module)
            if found is None and not module:
                break
            module = _around(module)
        found = found or self._default
        if not isinstance(found, str) or not found:
            message = (
                f"{self._where} does not tell the Region of {address}: name it by"
                " --region"
            )
            raise CostError(message)
        return found


def providers(configuration: Mapping[str, Any]) -> dict[str, str]:
    """Return the provider of each resource of a configuration's root module.

    By its address, without indexes; a data source aws_region without its name.
    """
    return dict(_providers(configuration, ""))


def _providers(module: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    for one in module.get("resources", ()):
        data = one.get("mode") == "data"
        address = "data.aws_region" if data else one.get("address", "")
        if not data or one.get("type") == "aws_region":
            yield f"{prefix}{address}", one.get("provider_config_key", "")
    for name, call in module.get("module_calls", {}).items():
        yield from _providers(call.get("module") or {}, f"{prefix}module.{name}.")


def _plain(address: str) -> str:
    """Return an address without the indexes of `count` and `for_each`."""
    return _INDEX.sub("", address).removeprefix(".")


def _around(module: str) -> str:
    """Return the address of the module that a module is in."""
    return module.rpartition("module.")[0].rstrip(".")


def _region_of_arn(arn: object) -> str | None:
    parts = arn.split(":", _ARN_PARTS - 1) if isinstance(arn, str) else []
    return parts[3] or None if len(parts) == _ARN_PARTS else None
