"""Endpoints as they are found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

IN_SERVICE = "InService"


@dataclass(frozen=True, kw_only=True)
class Component:
    """An inference component, as a list of all tells it.

    Attributes:
        name: Of the component.
        variant: Where it runs.
        status: SageMaker's.
        modified: When it was last changed.

    """

    name: str
    variant: str
    status: str
    modified: datetime


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """An endpoint, as a list of all tells it.

    Attributes:
        name: Of the endpoint.
        arn: For its tags.
        status: SageMaker's.
        created: When.
        modified: When it was last changed.

    """

    name: str
    arn: str
    status: str
    created: datetime
    modified: datetime


@dataclass(frozen=True, kw_only=True)
class Variant:
    """A variant as it serves.

    Attributes:
        name: Of the variant.
        instances: Right now; 0 for a serverless one.
        serverless: Whether it is.
        provisioned: Its provisioned concurrency.
        managed_min: Least instances by managed scaling; None without that.

    """

    name: str
    instances: int = 0
    serverless: bool = False
    provisioned: int = 0
    managed_min: int | None = None


@dataclass(frozen=True, kw_only=True)
class Details:
    """What DescribeEndpoint adds.

    Attributes:
        status: SageMaker's.
        modified: When it was last changed.
        config: Name of the configuration that serves.
        asynchronous: Whether it takes requests into a backlog.
        variants: All that serve.
        shadows: Names of variants that get copies of requests.
        deployment: How it was last deployed; None for SageMaker's own way.

    """

    status: str
    modified: datetime
    config: str
    asynchronous: bool
    variants: Sequence[Variant]
    shadows: Sequence[str] = ()
    deployment: Mapping[str, Any] | None = None


@dataclass(frozen=True, kw_only=True)
class ConfigVariant:
    """A variant as its configuration has it.

    Attributes:
        instance_type: None for a serverless one.
        has_model: False where inference components bring the models.

    """

    instance_type: str | None
    has_model: bool


@dataclass(frozen=True, kw_only=True)
class ComponentDetails:
    """What DescribeInferenceComponent adds.

    Attributes:
        copies: That are wanted.
        specification: As CreateInferenceComponent takes it.

    """

    copies: int
    specification: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Unreadable:
    """What could not be read, with the reason; nothing follows from it."""

    why: str


@dataclass(frozen=True, order=True)
class Series:
    """A metric of AWS/SageMaker.

    Attributes:
        metric: Its name.
        dimensions: Names and values, by name.
        statistic: Of each period: "Sum", of which the window has the sum, or
            "Maximum", of which it has the largest.

    """

    metric: str
    dimensions: tuple[tuple[str, str], ...]
    statistic: str = "Sum"
