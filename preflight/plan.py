"""What an environment's plan wants: `terraform show -json` of a saved plan.

https://developer.hashicorp.com/terraform/internals/json-format
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from model_store.errors import FormatError
from model_store.fields import parse_json
from preflight.asked import Asked, AskedError, Image, parse_image


@dataclass(frozen=True, kw_only=True)
class Planned:
    """What there will be after the apply.

    Attributes:
        regions: That are applied to, sorted.
        images: That functions and containers run, each once.
        endpoint_instances: Instances by type that endpoints may have at most.
        serverless_concurrency: Of all serverless endpoints together.
        reserved_concurrency: Of all functions together, beyond what they have
            reserved already.
        table_backups: Whether tables are backed up, with copies elsewhere.
        unread: Addresses of what has instances that only the apply will tell.

    """

    regions: tuple[str, ...]
    images: tuple[Image, ...]
    endpoint_instances: Mapping[str, int]
    serverless_concurrency: int
    reserved_concurrency: int
    table_backups: bool
    unread: tuple[str, ...]

    @property
    def region(self) -> str | None:
        """The only Region that is applied to; None where there are more."""
        return self.regions[0] if len(self.regions) == 1 else None


def with_plan(asked: Asked, planned: Planned) -> Asked:
    """Return what options and a plan ask for together, in one Region.

    Of a plan for several Regions the images of the one are looked at; instances
    are taken together, because a plan does not tell where each is.

    Raises:
        AskedError: The plan is for other Regions.

    """
    if planned.regions and asked.region not in planned.regions:
        message = f"the plan is for {', '.join(planned.regions)}, not {asked.region}"
        raise AskedError(message)
    instances = Counter(planned.endpoint_instances)
    instances.update(asked.endpoint_instances)
    mine = [one for one in planned.images if one.region == asked.region]
    return replace(
        asked,
        images=(*mine, *(one for one in asked.images if one not in mine)),
        endpoint_instances=dict(instances),
        serverless_concurrency=(
            asked.serverless_concurrency + planned.serverless_concurrency
        ),
        reserved_concurrency=asked.reserved_concurrency + planned.reserved_concurrency,
        table_backups=asked.table_backups or planned.table_backups,
        # Whoever names instances has seen to them.
        unread=() if asked.endpoint_instances else planned.unread,
    )


def read_plan(data: bytes, where: str) -> Planned:
    """Read a plan in JSON.

    Args:
        data: What `terraform show -json FILE` printed.
        where: Names the source in errors.

    Raises:
        AskedError: It is something else.

    """
    hint = "give what `terraform show -json FILE` prints of a saved plan"
    try:
        plan = parse_json(data, where)
    except FormatError as error:
        message = f"{error}: {hint}"
        raise AskedError(message) from error
    if not isinstance(plan, dict) or "planned_values" not in plan:
        message = f"{where} is no plan: {hint}"
        raise AskedError(message)
    wanted = list(_resources(plan["planned_values"].get("root_module", {})))
    known = plan.get("prior_state", {}).get("values", {}).get("root_module", {})
    instances, concurrency = _variants(wanted)
    return Planned(
        regions=tuple(sorted(_regions(known))),
        images=tuple(sorted(set(_images(wanted)), key=str)),
        endpoint_instances=instances,
        serverless_concurrency=concurrency,
        reserved_concurrency=sum(_reserved(plan.get("resource_changes", []))),
        table_backups=any(_of_type(wanted, "aws_backup_plan")),
        unread=tuple(_unread(wanted)),
    )


def _resources(module: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield each resource with the address of its module."""
    for resource in module.get("resources", []):
        yield module.get("address", ""), resource
    for child in module.get("child_modules", []):
        yield from _resources(child)


_Resources = list[tuple[str, Mapping[str, Any]]]


def _of_type(wanted: _Resources, kind: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for module, resource in wanted:
        if resource.get("mode") == "managed" and resource.get("type") == kind:
            yield module, resource.get("values", {})


def _regions(known: Mapping[str, Any]) -> set[str]:
    return {
        resource["values"]["id"]
        for _, resource in _resources(known)
        if resource.get("mode") == "data" and resource.get("type") == "aws_region"
    }


def _images(wanted: _Resources) -> Iterator[Image]:
    named = [
        *(one.get("image_uri") for _, one in _of_type(wanted, "aws_lambda_function")),
        *(
            container.get("image")
            for _, one in _of_type(wanted, "aws_sagemaker_model")
            for container in one.get("primary_container") or []
        ),
    ]
    for name in named:
        image = None if name is None else parse_image(name)
        if image is not None:
            yield image


def _variants(wanted: _Resources) -> tuple[dict[str, int], int]:
    # An endpoint and what scales it are in one module, and share no name that is
    # known before the apply.
    most = Counter[str]()
    for module, target in _of_type(wanted, "aws_appautoscaling_target"):
        if target.get("scalable_dimension") == "sagemaker:variant:DesiredInstanceCount":
            most[module] = max(most[module], int(target["max_capacity"]))
    instances, concurrency = Counter[str](), 0
    kind = "aws_sagemaker_endpoint_configuration"
    for module, configuration in _of_type(wanted, kind):
        for variant in configuration.get("production_variants") or []:
            for serverless in variant.get("serverless_config") or []:
                concurrency += int(serverless["max_concurrency"])
            if variant.get("instance_type"):
                first = int(variant.get("initial_instance_count") or 1)
                instances[variant["instance_type"]] += max(first, most[module])
    return dict(instances), concurrency


def _reserved(changes: list[Mapping[str, Any]]) -> Iterator[int]:
    for one in changes:
        if one.get("type") == "aws_lambda_function":
            change = one.get("change", {})
            # -1 stands for none.
            before, after = (
                max(0, (change.get(when) or {}).get(_RESERVED) or 0)
                for when in ("before", "after")
            )
            yield max(0, after - before)


_RESERVED = "reserved_concurrent_executions"


def _unread(wanted: _Resources) -> Iterator[str]:
    """Yield stacks, which hold the endpoints that scale to zero."""
    for module, resource in wanted:
        if resource.get("type") == "aws_cloudformation_stack":
            yield str(resource.get("address", module))
