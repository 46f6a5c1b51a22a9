"""The rule with the config that is in force."""

from routing.config_cache import CachedConfig
from routing.ports import Route, Size
from routing.rule import Available, decide


class ConfiguredRouter:
    """Decides by the rule, what is configured, and which endpoints there are."""

    def __init__(self, config: CachedConfig, available: Available) -> None:
        """Take the config and the endpoints of this environment."""
        self._config = config
        self._available = available

    def route(self, traffic_class: str, size: Size) -> Route:
        """Decide where an inference goes.

        Raises:
            UnknownTrafficClassError: There is no such class.
            UnavailableError: The config was never read, and cannot be now.

        """
        return decide(size, self._config.rule_of(traffic_class), self._available)
