"""The home Region's health checks in Route 53."""

from typing import Any

from failover.ports import CheckState
from inferences.clients import reaching

_SERVICE = "Route 53"


class Route53Checks:
    """Two checks: of the endpoint, and the switch that people have.

    The switch is a disabled check, which is healthy until somebody inverts it.
    """

    def __init__(self, client: Any, *, endpoint: str, switch: str) -> None:  # noqa: ANN401 - no stubs of Route 53
        """Take the client, and the IDs of the checks."""
        self._client = client
        self._endpoint = endpoint
        self._switch = switch

    def state(self) -> CheckState:
        """Return what they say.

        Raises:
            UnavailableError: Route 53 cannot be reached or refuses.

        """
        with reaching(_SERVICE):
            switch = self._config(self._switch)
            endpoint = self._config(self._endpoint)
            # Of the endpoint's: a calculated check has no status of this kind.
            seen = self._client.get_health_check_status(HealthCheckId=self._endpoint)
        reports = [
            str(each["StatusReport"]["Status"])
            for each in seen["HealthCheckObservations"]
        ]
        return CheckState(
            declared=bool(switch.get("Inverted")),
            disabled=bool(endpoint.get("Disabled")),
            good=sum(report.startswith("Success") for report in reports),
            asked=len(reports),
        )

    def _config(self, check: str) -> dict[str, Any]:
        found = self._client.get_health_check(HealthCheckId=check)
        config: dict[str, Any] = found["HealthCheck"]["HealthCheckConfig"]
        return config
