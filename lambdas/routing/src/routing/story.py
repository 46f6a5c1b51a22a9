"""What the log says of a call."""

from dataclasses import dataclass
from typing import Any

from inferences.paths import Path
from inferences.record import Record


@dataclass(kw_only=True)
class Story:
    """What becomes known of a call while it is answered. Never an instance.

    Attributes:
        id: Of the record.
        traffic_class: As asked for.
        instances: How many were sent.
        chain: The paths in their order.
        reason: Why they are these.
        path: Which one answered.
        repeated: Whether the record was there before.

    """

    id: str | None = None
    traffic_class: str | None = None
    instances: int = 0
    chain: tuple[Path, ...] = ()
    reason: str | None = None
    path: Path | None = None
    repeated: bool = False

    def tell(self, record: Record) -> None:
        """Take what a record says."""
        self.id = record.id
        self.traffic_class = record.traffic_class
        self.chain = tuple(record.chain)
        self.path = record.answer.path if record.answer else None

    def known(self) -> dict[str, Any]:
        """Return what is known, by its name in the log."""
        found = {
            "inference_id": self.id,
            "traffic_class": self.traffic_class,
            "chain": " ".join(self.chain) or None,
            "reason": self.reason,
            "path": self.path and self.path.value,
            "repeated": self.repeated or None,
        }
        return {name: value for name, value in found.items() if value is not None}
