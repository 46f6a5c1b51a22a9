"""What is asked of a model, and what is taken for granted about it."""

from dataclasses import dataclass, field, replace
from decimal import Decimal

from costs.errors import CostError
from costs.traffic import Office, Traffic
from prices import Prices


@dataclass(frozen=True, kw_only=True)
class Workload:
    """What is asked of a model.

    Attributes:
        traffic: Requests, hour by hour.
        request_bytes: Of a payload, on average.
        answer_bytes: Of an answer, on average.
        latency_ms: That the model takes for a request, warm.
        memory_mb: That a function or a serverless endpoint gets.
        instances_p95: Instances a request, at the 95th percentile.
        instance_types: That are compared.
        office: Business hours, for what is scaled by them.
        regions: Where it is deployed; requests go to the first.
        direct: Whether callers use InvokeEndpoint and transform jobs themselves,
            without the API and its records.

    """

    traffic: Traffic
    request_bytes: int = 2_000
    answer_bytes: int = 500
    latency_ms: Decimal = Decimal(50)
    memory_mb: int = 2048
    instances_p95: int = 1
    instance_types: tuple[str, ...] = ("ml.m5.large",)
    office: Office = field(default_factory=Office)
    regions: tuple[str, ...] = ("us-east-1",)
    direct: bool = False

    def __post_init__(self) -> None:
        """Refuse what cannot be.

        Raises:
            CostError: A number is not above 0, or there is no Region.

        """
        for name in ("latency_ms", "memory_mb", "instances_p95"):
            if getattr(self, name) <= 0:
                message = f"{name} must be above 0"
                raise CostError(message)
        if min(self.request_bytes, self.answer_bytes) < 0:
            message = "a request or an answer cannot have less than no bytes"
            raise CostError(message)
        if not self.regions or len(set(self.regions)) < len(self.regions):
            message = "name each Region once, and one at least"
            raise CostError(message)

    def scaled(self, factor: Decimal) -> "Workload":
        """Return so many times the traffic, and the same otherwise."""
        return replace(self, traffic=self.traffic.scaled(factor))


@dataclass(frozen=True, kw_only=True)
class Assumptions:
    """What nobody measured, and what the stack is made of.

    Attributes:
        utilisation: Share of an instance's capacity that the busiest hour may
            use: requests do not come evenly within it.
        concurrency: Requests that an instance answers at once; 0 for one a
            processor.
        overhead_ms: That the routing function adds to a request.
        routing_memory_mb: Of the routing, step and window functions.
        record_bytes: Of a record of an inference, without payload and result.
        log_bytes: That a call of a function writes.
        access_log_bytes: That the gateway writes for a request.
        polls: GET requests for an answer that came later.
        awake_minutes: That an endpoint which was asleep is billed for at least,
            once a request woke it: it starts, serves, and waits before it scales in.
        window_minutes: Length of a batch window.
        job_start_minutes: That a transform job is billed for before it predicts.
        kept_days: That records, payloads and results stay.
        standby_instances: Of each other Region, where there are instances at all.
        keys: Customer-managed keys, a Region.
        alarms: CloudWatch alarms on one metric each, a Region.
        custom_metrics: CloudWatch metrics of the functions' own, a Region.
        dashboards: CloudWatch dashboards, in all.
        health_checks: Route 53 health checks by HTTPS, in all.

    """

    utilisation: Decimal = Decimal("0.7")
    concurrency: int = 0
    overhead_ms: Decimal = Decimal(30)
    routing_memory_mb: int = 1769
    record_bytes: int = 1_000
    log_bytes: int = 1_500
    access_log_bytes: int = 500
    polls: int = 2
    awake_minutes: int = 30
    window_minutes: int = 60
    job_start_minutes: int = 5
    kept_days: int = 7
    standby_instances: int = 1
    keys: int = 3
    alarms: int = 33
    custom_metrics: int = 10
    dashboards: int = 0
    health_checks: int = 0

    def __post_init__(self) -> None:
        """Refuse what cannot be.

        Raises:
            CostError: A number is out of its range.

        """
        if not 0 < self.utilisation <= 1:
            message = "utilisation must be above 0 and at most 1"
            raise CostError(message)
        if self.awake_minutes < 1 or self.window_minutes < 1:
            message = "awake_minutes and window_minutes must be at least 1"
            raise CostError(message)
        for name, value in vars(self).items():
            if value < 0:
                message = f"{name} must be 0 or more"
                raise CostError(message)


@dataclass(frozen=True, kw_only=True)
class Case:
    """All that a cost follows from.

    Attributes:
        workload: What is asked.
        prices: What AWS charges.
        assumptions: What is taken for granted.

    """

    workload: Workload
    prices: Prices
    assumptions: Assumptions = field(default_factory=Assumptions)

    def scaled(self, factor: Decimal) -> "Case":
        """Return so many times the traffic, and the same otherwise."""
        return replace(self, workload=self.workload.scaled(factor))

    @property
    def region(self) -> str:
        """The Region that requests go to."""
        return self.workload.regions[0]
