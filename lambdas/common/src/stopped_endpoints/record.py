"""The record of a stop: written before the first step of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Action(StrEnum):
    """What a stop does."""

    # The endpoint goes; its configuration stays.
    DELETE = "delete"
    # Its capacity goes down; nothing is deleted.
    REDUCE = "reduce"


@dataclass(frozen=True, kw_only=True)
class Target:
    """A scalable target of Application Auto Scaling, with what moves it.

    Attributes:
        service_namespace: "sagemaker".
        resource_id: Such as "endpoint/NAME/variant/VARIANT".
        dimension: Such as "sagemaker:variant:DesiredInstanceCount".
        min: Least capacity, before the stop.
        max: Greatest capacity, before the stop.
        policies: Arguments of PutScalingPolicy without the three above.
        scheduled_actions: Arguments of PutScheduledAction without the three above;
            times as ISO 8601.
        tags: Of the target itself.

    """

    service_namespace: str
    resource_id: str
    dimension: str
    min: int
    max: int
    policies: Sequence[Mapping[str, Any]] = ()
    scheduled_actions: Sequence[Mapping[str, Any]] = ()
    tags: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from all others of SageMaker."""
        return (self.resource_id, self.dimension)


@dataclass(frozen=True, kw_only=True)
class Variant:
    """A variant's capacity before the stop.

    Attributes:
        name: Of the variant.
        desired: Instances; of a serverless variant, provisioned concurrency.

    """

    name: str
    desired: int


@dataclass(frozen=True, kw_only=True)
class Component:
    """An inference component that was deleted with its endpoint.

    Attributes:
        name: Of the component.
        variant: Where it ran.
        copies: Before the stop.
        specification: As CreateInferenceComponent takes it.

    """

    name: str
    variant: str
    copies: int
    specification: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class StoppedEndpoint:
    """An endpoint as it was.

    Attributes:
        endpoint: Its name.
        action: What is done to it.
        at: When that began, ISO 8601 in UTC.
        by: Who did it.
        reason: In words.
        config: Name of its endpoint configuration.
        tags: Of the endpoint.
        targets: Its scalable targets, those of its components too.
        variants: Their capacity.
        components: To create again; empty where components stay.
        deployment: Its deployment configuration, as CreateEndpoint takes it; None
            for SageMaker's own.
        done: Whether all steps are behind it. A stop that is not done may have
            deleted the endpoint all the same.

    """

    endpoint: str
    action: Action
    at: str
    by: str
    reason: str
    config: str
    tags: Mapping[str, str]
    targets: Sequence[Target] = ()
    variants: Sequence[Variant] = ()
    components: Sequence[Component] = ()
    deployment: Mapping[str, Any] | None = None
    done: bool = False
