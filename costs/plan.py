"""What a Terraform plan will have made."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from costs.errors import CostError
from costs.plan_regions import Regions, providers
from model_store.errors import FormatError
from model_store.fields import field, parse_json

_HINT = "give what `terraform show -json PLAN` prints"
_ROOT = "(root)"


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

    Where a resource is, `Regions` tells.

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
    roots = [_root(planned), _root(before)]
    told = {
        module: str(values.get("region") or values.get("name") or values.get("id"))
        for root in roots
        for module, one, values in _walk(root)
        if one["mode"] == "data" and one["type"] == "aws_region"
    }
    configuration = _root(document.get("configuration") or {})
    regions = Regions(told, providers(configuration), region, where)
    return Plan(
        planned=tuple(_resources(roots[0], regions)),
        before=tuple(_resources(roots[1], regions)),
    )


def _root(source: Mapping[str, Any]) -> Mapping[str, Any]:
    return source.get("root_module") or {}


def _resources(root: Mapping[str, Any], regions: Regions) -> Iterator[Resource]:
    for module, one, values in _walk(root):
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
