"""What SageMaker itself counts, in AWS/SageMaker.

Source: https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html
"""

from collections.abc import Iterable
from dataclasses import dataclass

from local_aws.clock import Clock
from local_aws.runtime import metrics
from local_aws.runtime.embedded_metrics import Datum
from local_aws.sagemaker.ports import ComponentSpec, EndpointSpec, VariantSpec

_NAMESPACE = "AWS/SageMaker"
_MICROSECONDS = 1_000_000

Dimensions = tuple[tuple[str, str], ...]
Count = tuple[str, float, str]
"""Name, value, unit."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Who was asked: a variant of an endpoint, maybe for a component."""

    endpoint: EndpointSpec
    variant: VariantSpec
    component: ComponentSpec | None = None

    @property
    def dimensions(self) -> Dimensions:
        """Of the variant."""
        return (
            ("EndpointName", self.endpoint.name),
            ("VariantName", self.variant.name),
        )


class ServiceMetrics:
    """Writes metrics at the time of the clock."""

    def __init__(self, clock: Clock) -> None:
        """Take the clock."""
        self._clock = clock

    def asked(
        self, asked: Asked, status: int, *, model_seconds: float, other_seconds: float
    ) -> None:
        """Count a request that a container was asked.

        Args:
            asked: Who.
            status: The container's, 500 for none.
            model_seconds: Until its answer.
            other_seconds: Before that.

        """
        spec = asked.endpoint
        counts = _counts(status, model_seconds)
        instances = max(1, asked.variant.instance_count)
        own: list[Count] = [
            *counts,
            ("OverheadLatency", other_seconds * _MICROSECONDS, "Microseconds"),
        ]
        if asked.variant.serverless is None:
            own.append(("InvocationsPerInstance", 1 / instances, "None"))
        self.put(spec.account_id, spec.region, asked.dimensions, own)
        if asked.component is not None:
            copies = max(1, asked.component.copies)
            self.put(
                spec.account_id,
                spec.region,
                (("InferenceComponentName", asked.component.name),),
                [*counts, ("InvocationsPerCopy", 1 / copies, "None")],
            )

    def in_use(self, asked: Asked, share: float | None) -> None:
        """Tell how much of the provisioned concurrency is at work, 0 to 1."""
        if share is not None:
            self.put(
                asked.endpoint.account_id,
                asked.endpoint.region,
                asked.dimensions,
                [("ServerlessProvisionedConcurrencyUtilization", share, "None")],
            )

    def no_capacity(self, component: ComponentSpec) -> None:
        """Count a request to a component without copies; it wakes it (fact S5)."""
        self.put(
            component.account_id,
            component.region,
            (("InferenceComponentName", component.name),),
            [("NoCapacityInvocationFailures", 1.0, "Count")],
        )

    def asynchronous(self, asked: Asked, *, failed: bool) -> None:
        """Count an asynchronous request that is over; it is no Invocation (S14)."""
        name = "InvocationFailures" if failed else "InvocationsProcessed"
        spec = asked.endpoint
        self.put(spec.account_id, spec.region, asked.dimensions, [(name, 1.0, "Count")])

    def backlog(self, key: tuple[str, str, str], size: int, instances: int) -> None:
        """Tell how many requests of an asynchronous endpoint are not done."""
        account_id, region, name = key
        without = float(size > 0 and not instances)
        self.put(
            account_id,
            region,
            (("EndpointName", name),),
            [
                ("ApproximateBacklogSize", float(size), "Count"),
                (
                    "ApproximateBacklogSizePerInstance",
                    size / max(1, instances),
                    "Count",
                ),
                ("HasBacklogWithoutCapacity", without, "Count"),
            ],
        )

    def put(
        self,
        account_id: str,
        region: str,
        dimensions: Dimensions,
        counts: Iterable[Count],
    ) -> None:
        """Write metrics of the same dimensions."""
        now = self._clock.now()
        data = [
            Datum(
                namespace=_NAMESPACE,
                name=name,
                dimensions=dimensions,
                values=(value,),
                unit=unit,
                timestamp=now,
            )
            for name, value, unit in counts
        ]
        metrics.put(account_id, region, data)


def _counts(status: int, model_seconds: float) -> list[Count]:
    hundreds = status // 100
    return [
        ("Invocations", 1.0, "None"),
        ("Invocation4XXErrors", float(hundreds == 4), "None"),  # noqa: PLR2004 - HTTP
        ("Invocation5XXErrors", float(hundreds == 5), "None"),  # noqa: PLR2004 - HTTP
        ("ModelLatency", model_seconds * _MICROSECONDS, "Microseconds"),
    ]
