"""What a Terraform plan will have made."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from costs.errors import CostError
from model_store.errors import FormatError
from model_store.fields import field, parse_json

_HINT = "give what `terraform show -json PLAN` prints"
_ROOT = "(root)"
_ARN_PARTS = 6


@dataclass(frozen=True, kw_only=True)
class Resource:
    """A resource as it will be, or as it was.

    Attributes:
        address: In Terraform's words.
        module: Address of its module; "" for the root.
        type: As `aws_kms_key`.
        values: Of its arguments; what is known only after the apply is missing.
        region: Where it is.

    """

    address: str
    module: str
    type: str
    values: Mapping[str, Any]
    region: str

    @property
    def module_name(self) -> str:
        """The module's address as people say it: `stack/region/api`."""
        return self.module.removeprefix("module.").replace(".module.", "/") or _ROOT


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A plan.

    Attributes:
        planned: Resources as they will be.
        before: Resources as they are.

    """

    planned: tuple[Resource, ...]
    before: tuple[Resource, ...]


def read_plan(data: bytes, where: str, region: str | None) -> Plan:
    """Read what `terraform show -json` printed of a plan.

    A resource's Region is that of its ARN, or of the data source aws_region in its
    module or the nearest one around it; else the plan's only one, or `region`.

    Args:
        data: JSON.
        where: Names the source in errors.
        region: Of what tells none itself.

    Raises:
        CostError: It is no plan, or a Region cannot be told.

    """
    try:
        document = parse_json(data, where)
        if not isinstance(document, dict) or "planned_values" not in document:
            message = f"{where} is no plan of Terraform: {_HINT}"
            raise CostError(message)
        planned = field(document, "planned_values", dict, where)
    except FormatError as error:
        raise CostError(str(error)) from error
    before = (document.get("prior_state") or {}).get("values") or {}
    known = {
        module: str(values.get("region") or values.get("name") or values.get("id"))
        for root in (planned, before)
        for module, one, values in _walk(root.get("root_module") or {})
        if one["mode"] == "data" and one["type"] == "aws_region"
    }
    regions = _Regions(known, region, where)
    return Plan(
        planned=tuple(_resources(planned, regions)),
        before=tuple(_resources(before, regions)),
    )


class _Regions:
    """Tells in which Region a resource is."""

    def __init__(
        self, known: Mapping[str, str], region: str | None, where: str
    ) -> None:
        self._known = known
        only = set(known.values())
        self._default = region or (next(iter(only)) if len(only) == 1 else None)
        self._where = where

    def of(self, module: str, address: str, values: Mapping[str, Any]) -> str:
        """Return it.

        Raises:
            CostError: Nothing tells it.

        """
        found = _region_of_arn(values.get("arn")) or values.get("region")
        while found is None:
            found = self._known.get(module)
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


def _around(module: str) -> str:
    """Return the address of the module that a module is in."""
    return module.rpartition("module.")[0].rstrip(".")


def _region_of_arn(arn: object) -> str | None:
    parts = arn.split(":", _ARN_PARTS - 1) if isinstance(arn, str) else []
    return parts[3] or None if len(parts) == _ARN_PARTS else None


def _resources(root: Mapping[str, Any], regions: _Regions) -> Iterator[Resource]:
    for module, one, values in _walk(root.get("root_module") or {}):
        if one["mode"] == "managed":
            yield Resource(
                address=one["address"],
                module=module,
                type=one["type"],
                values=values,
                region=regions.of(module, one["address"], values),
            )


def _walk(
    module: Mapping[str, Any],
) -> Iterator[tuple[str, Mapping[str, Any], Mapping[str, Any]]]:
    for one in module.get("resources", ()):
        yield module.get("address", ""), one, one.get("values") or {}
    for inner in module.get("child_modules", ()):
        yield from _walk(inner)
