"""Looks, counts and tells, each time that the schedule comes."""

from dataclasses import dataclass, replace

from failover import telling
from failover.watch_event import scheduled_time
from failover.watch_parts import WatchParts
from failover.watch_ports import Memories, Topic, WatchTelemetry
from failover.watching import look


@dataclass(frozen=True, kw_only=True)
class WatchOrder:
    """How people are told.

    Attributes:
        name: Of the workflow.
        again_seconds: What stays is told again after so long.

    """

    name: str
    again_seconds: float


class WatchHandler:
    """Takes the events of the schedule, whatever is in them."""

    def __init__(
        self,
        parts: WatchParts,
        memories: Memories,
        topic: Topic,
        telemetry: WatchTelemetry,
        order: WatchOrder,
    ) -> None:
        """Take the parts."""
        self._parts = parts
        self._memories = memories
        self._topic = topic
        self._telemetry = telemetry
        self._order = order

    def __call__(self, event: object, _: object) -> dict[str, object]:
        """Look, and say what was found.

        An event that comes late must not make what is old look young.

        Raises:
            UnavailableError: People cannot be told, or what they were told last
                cannot be read or kept: they are told at the next look, perhaps
                twice.

        """
        now = max(self._parts.now(), scheduled_time(event) or 0.0)
        before = self._memories.read()
        looked = look(replace(self._parts, now=lambda: now), before)
        keys = [one.key for one in looked.found]
        # Before anything else can fail: the alarm goes by it.
        self._telemetry.watched(keys)
        memory = looked.memory
        due = telling.is_due(
            looked.found, before, now, again_seconds=self._order.again_seconds
        )
        if due:
            self._topic.tell(
                *telling.words(self._order.name, looked.found, before),
            )
            memory = telling.told(looked.found, memory, now)
        if memory != before:
            self._memories.write(memory)
        return {"obstacles": keys, "told": due}
