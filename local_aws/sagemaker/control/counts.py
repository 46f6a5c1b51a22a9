"""Counts and weights that an endpoint keeps or gets without a new configuration."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from local_aws.sagemaker.control.errors import invalid
from local_aws.sagemaker.ports import EndpointSpec, VariantSpec


def retaining(
    new: EndpointSpec, old: EndpointSpec, excluded: Iterable[str]
) -> EndpointSpec:
    """Return the new one with the old one's counts and weights.

    Args:
        new: As its configuration has it.
        old: As it serves now; variants are the same by their names.
        excluded: What is taken from the new one all the same, by the names of
            VariantPropertyType.

    """
    before = {variant.name: variant for variant in old.variants}
    excluded = set(excluded)

    def kept(variant: VariantSpec) -> VariantSpec:
        was = before.get(variant.name)
        if was is None:
            return variant
        if "DesiredWeight" not in excluded:
            variant = replace(variant, weight=was.weight)
        if "DesiredInstanceCount" not in excluded and variant.instance_type:
            variant = replace(variant, instance_count=was.instance_count)
        return variant

    return replace(new, variants=tuple(kept(each) for each in new.variants))


def changed(spec: EndpointSpec, wanted: Iterable[Mapping[str, Any]]) -> EndpointSpec:
    """Return the endpoint as UpdateEndpointWeightsAndCapacities wants it.

    Raises:
        AwsError: A variant is named twice, or is not there, or is none that has
            what is to be changed.

    """
    by_name: dict[str, Mapping[str, Any]] = {}
    for each in wanted:
        name = each["VariantName"]
        if name in by_name:
            text = f'The variant name "{name}" was non-unique within the request.'
            raise invalid(text)
        by_name[name] = each
    unknown = sorted(set(by_name) - {variant.name for variant in spec.variants})
    if unknown:
        text = (
            f'The variant name(s) "{", ".join(unknown)}" is/are not present within '
            f'endpoint configuration "{spec.config_name}".'
        )
        raise invalid(text)
    return replace(
        spec,
        variants=tuple(_changed(v, by_name.get(v.name, {})) for v in spec.variants),
    )


def _changed(variant: VariantSpec, wanted: Mapping[str, Any]) -> VariantSpec:
    weight, count = wanted.get("DesiredWeight"), wanted.get("DesiredInstanceCount")
    update = wanted.get("ServerlessUpdateConfig")
    if weight is not None:
        variant = replace(variant, weight=float(weight))
    if count is not None:
        variant = replace(variant, instance_count=int(count))
    if update is not None and variant.serverless is not None:
        serverless = replace(
            variant.serverless,
            max_concurrency=int(
                update.get("MaxConcurrency") or variant.serverless.max_concurrency
            ),
            provisioned_concurrency=int(update.get("ProvisionedConcurrency") or 0),
        )
        variant = replace(variant, serverless=serverless)
    return variant
