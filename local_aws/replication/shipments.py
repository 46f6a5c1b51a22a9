"""What is on its way to another Region, and for how long."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal, get_args

Service = Literal["dynamodb", "ecr", "s3"]
SERVICES: tuple[Service, ...] = get_args(Service)

# "Usually within a second", DynamoDB says; S3 and ECR take longer, and say less.
LAG = timedelta(seconds=1)


@dataclass(frozen=True, kw_only=True)
class Shipment:
    """One change on its way.

    Attributes:
        service: Whose.
        source: Region.
        destination: Region.
        accepted: When it happened in the source.
        deliver: Makes it happen in the destination; takes when.
        measure: Writes how long it has taken until then.
        label: Of what, such as the table; for those who ask what is waiting.

    """

    service: Service
    source: str
    destination: str
    accepted: datetime
    deliver: Callable[[datetime], None] = field(repr=False)
    label: str
    measure: Callable[[datetime], None] = field(default=lambda _: None, repr=False)


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How fast a service replicates.

    Attributes:
        lag: From one Region to the other.
        paused: Nothing arrives.

    """

    lag: timedelta = LAG
    paused: bool = False


class Paces:
    """The pace of each service."""

    def __init__(self) -> None:
        """Start with AWS's own."""
        self._paces: Mapping[Service, Pace] = dict.fromkeys(SERVICES, Pace())

    def set(
        self,
        service: Service | None,
        *,
        lag_seconds: float | None = None,
        paused: bool | None = None,
    ) -> None:
        """Change the pace of a service, of all without one; None leaves as it is.

        Raises:
            ValueError: There is no such service, or the lag is below 0.

        """
        if service is not None and service not in SERVICES:
            message = f"{service!r} does not replicate: {', '.join(SERVICES)} do"
            raise ValueError(message)
        if lag_seconds is not None and lag_seconds < 0:
            message = "lag_seconds is below 0"
            raise ValueError(message)
        changed: dict[str, object] = {}
        if lag_seconds is not None:
            changed["lag"] = timedelta(seconds=lag_seconds)
        if paused is not None:
            changed["paused"] = bool(paused)
        self._paces = {
            name: replace(pace, **changed) if service in (None, name) else pace  # type: ignore[arg-type]
            for name, pace in self._paces.items()
        }

    def of(self, service: Service) -> Pace:
        """Return a service's pace."""
        return self._paces[service]

    def due(self, shipment: Shipment) -> datetime | None:
        """Return when a shipment arrives; None while nothing does."""
        pace = self.of(shipment.service)
        return None if pace.paused else shipment.accepted + pace.lag
