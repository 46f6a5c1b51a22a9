"""Begins the failover workflow for the alarm's event, once."""

from failover.outage_event import OutageEventError, read_outage
from failover.ports import Starts
from failover.telemetry import FailoverTelemetry
from http_contract.json_text import to_json


class BeginHandler:
    """Takes events of EventBridge, which come at least once."""

    def __init__(
        self, starts: Starts, telemetry: FailoverTelemetry, *, alarm: str
    ) -> None:
        """Take who begins executions, and the name of the alarm."""
        self._starts = starts
        self._telemetry = telemetry
        self._alarm = alarm

    def __call__(self, event: object, _: object) -> dict[str, str]:
        """Begin an execution, if the event is an outage.

        Raises:
            UnavailableError: Step Functions cannot be reached or refuses; Lambda
                calls again.

        """
        try:
            outage = read_outage(event, self._alarm)
        except OutageEventError as error:
            self._telemetry.ignored(str(error))
            return {"outcome": "ignored"}
        content = to_json({"seen_at": outage.at, "reason": outage.reason})
        first = self._starts.start(outage.name, content)
        self._telemetry.begun(outage.name, first=first)
        return {"outcome": "begun" if first else "begun before", "name": outage.name}
