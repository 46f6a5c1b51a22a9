"""How many instances it takes."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from costs.money import HOUR_SECONDS, WEEK_HOURS, a_month
from costs.traffic import Traffic
from costs.workload import Case, Workload

# Processors by size, of the instances that models of this kind run on.
# https://aws.amazon.com/sagemaker/pricing/
_PROCESSORS = {"medium": 2, "large": 2, "xlarge": 4}
_MINUTES_AN_HOUR = 60


def processors(instance_type: str) -> int:
    """Return an instance's processors: medium and large 2, xlarge 4, 2xlarge 8."""
    size = instance_type.rpartition(".")[2]
    many = size.removesuffix("xlarge")
    if many.isdigit() and size.endswith("xlarge"):
        return 4 * int(many)
    return _PROCESSORS.get(size, 1)


@dataclass(frozen=True, kw_only=True)
class Capacity:
    """What instances of one type can do with a case's model.

    Attributes:
        case: Whose latency, concurrency and utilisation hold.
        instance_type: Of the endpoint.

    """

    case: Case
    instance_type: str

    @property
    def concurrency(self) -> int:
        """Requests that an instance answers at once."""
        return self.case.assumptions.concurrency or processors(self.instance_type)

    @property
    def an_hour(self) -> Decimal:
        """Requests an hour that are planned for one instance."""
        busy_ms = HOUR_SECONDS * 1000 * self.concurrency
        return (
            busy_ms * self.case.assumptions.utilisation / self.case.workload.latency_ms
        )

    def instances(self, requests: Decimal) -> Decimal:
        """Return the instances for so many requests an hour; one at least (S1)."""
        needed = (requests / self.an_hour).to_integral_value(ROUND_CEILING)
        return max(Decimal(1), needed)


def office_peak(workload: Workload, *, inside: bool) -> Decimal:
    """Return the requests of the busiest hour inside or outside office hours."""
    hours = (
        most
        for hour, most in enumerate(workload.traffic.peaks)
        if (hour in workload.office.hours) is inside
    )
    return max(hours, default=Decimal(0))


def always(capacity: Capacity) -> Decimal:
    """Return the instance-hours a month of enough instances for the busiest hour."""
    most = capacity.instances(capacity.case.workload.traffic.peak)
    return a_month(most * WEEK_HOURS)


def by_office(capacity: Capacity) -> Decimal:
    """Return the instance-hours a month of one number in office hours, one outside.

    A real-time endpoint never goes below one instance (S1).
    """
    workload = capacity.case.workload
    inside, outside = (
        capacity.instances(office_peak(workload, inside=inside))
        for inside in (True, False)
    )
    open_hours = len(workload.office.hours)
    return a_month(inside * open_hours + outside * (WEEK_HOURS - open_hours))


def awake(capacity: Capacity) -> Decimal:
    """Return the instance-hours a month of an endpoint that sleeps between requests.

    In an hour with r requests it is awake for r x `awake_minutes`, or all of it.
    """
    workload = capacity.case.workload
    traffic, minutes = workload.traffic, capacity.case.assumptions.awake_minutes
    return _hours(
        traffic,
        lambda requests, most: (
            capacity.instances(most)
            * min(Decimal(1), requests * minutes / _MINUTES_AN_HOUR)
        ),
    )


def windows(case: Case) -> Decimal:
    """Return the batch windows a month that have something to do."""
    an_hour = Decimal(_MINUTES_AN_HOUR) / case.assumptions.window_minutes
    return _hours(case.workload.traffic, lambda requests, _: min(an_hour, requests))


def _hours(traffic: Traffic, of_hour: Callable[[Decimal, Decimal], Decimal]) -> Decimal:
    """Return what a month has of what each hour of the week has.

    Args:
        traffic: Whose hours.
        of_hour: Returns it, from an hour's requests and its peak.

    """
    alike = Counter(zip(traffic.hourly, traffic.peaks, strict=True))
    return a_month(
        sum((of_hour(*hour) * count for hour, count in alike.items()), Decimal(0))
    )
