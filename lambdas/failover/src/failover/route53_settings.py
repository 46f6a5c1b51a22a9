"""How health checks are set in Route 53."""

from collections.abc import Mapping
from typing import Any

from botocore.exceptions import ClientError

from failover.watch_ports import CheckSetting
from inferences.clients import error_code, reaching


class Route53Settings:
    """Checks by what they are for."""

    def __init__(self, client: Any, ids: Mapping[str, str]) -> None:  # noqa: ANN401 - no stubs of Route 53
        """Take the client, and the ID of each check."""
        self._client = client
        self._ids = ids

    def settings(self) -> dict[str, CheckSetting | None]:
        """Return how each is set; None of one that is gone.

        Raises:
            UnavailableError: Route 53 cannot be reached or refuses.

        """
        return {name: self._setting(check) for name, check in self._ids.items()}

    def _setting(self, check: str) -> CheckSetting | None:
        with reaching("Route 53"):
            try:
                found = self._client.get_health_check(HealthCheckId=check)
            except ClientError as error:
                if error_code(error) != "NoSuchHealthCheck":
                    raise
                return None
        config = found["HealthCheck"]["HealthCheckConfig"]
        return CheckSetting(
            id=check,
            disabled=bool(config.get("Disabled")),
            inverted=bool(config.get("Inverted")),
        )
