"""Route 53: health checks that tell what was seen, and keep what they are given.

moto's are always well, forget the alarm that they go by, and do not count their
versions. Who polls is `local_aws.dns`.
"""

from typing import Any

from moto.core.responses import ActionResult
from moto.core.utils import utcnow
from moto.route53.models import HealthCheck, Route53Backend
from moto.route53.responses import Route53

from local_aws.dns import hook
from local_aws.patches.replacing import Getter, Method, replace, replace_property

_KEPT = {
    "AlarmIdentifier": "alarm_identifier",
    "InsufficientDataHealthStatus": "insufficient_data_health_status",
}


def apply() -> None:
    """Change moto's Route 53."""
    # Those that were made elsewhere in the process have neither.
    for name in _KEPT.values():
        setattr(HealthCheck, name, None)
    replace(Route53Backend, "update_health_check", _counting)
    replace(Route53, "create_health_check", _keeping_new)
    replace(Route53, "update_health_check", _keeping)
    replace(Route53, "get_health_check_status", _observed)
    replace_property(HealthCheck, "health_check_config", _whole)


def _keeping_new(original: Method) -> Method:
    def create_health_check(self: Any) -> Any:  # noqa: ANN401 - moto is untyped
        result = original(self)
        config = self._get_param("HealthCheckConfig")
        _keep(result.result["HealthCheck"], config.get)
        return result

    return create_health_check


def _keeping(original: Method) -> Method:
    def update_health_check(self: Any) -> Any:  # noqa: ANN401 - moto is untyped
        result = original(self)
        _keep(result.result["HealthCheck"], self._get_param)
        return result

    return update_health_check


def _keep(check: Any, given: Any) -> None:  # noqa: ANN401 - moto is untyped
    for name, attribute in _KEPT.items():
        value = given(name)
        if value is not None:
            setattr(check, attribute, value)


def _whole(original: Getter) -> Getter:
    def health_check_config(self: Any) -> dict[str, Any]:  # noqa: ANN401 - moto is untyped
        config: dict[str, Any] = original(self)
        for name, attribute in _KEPT.items():
            if getattr(self, attribute) is not None:
                config[name] = getattr(self, attribute)
        return config

    return health_check_config


def _counting(original: Method) -> Method:
    def update_health_check(self: Any, *what: Any, **more: Any) -> Any:  # noqa: ANN401 - moto is untyped
        check = original(self, *what, **more)
        check.health_check_version += 1
        return check

    return update_health_check


def _observed(original: Method) -> Method:
    """Say what each checker saw last."""

    def get_health_check_status(self: Any) -> Any:  # noqa: ANN401 - moto is untyped
        plane = hook.current()
        if plane is None:
            return original(self)
        check_id = self._get_param("HealthCheckId")
        self.backend.get_health_check(check_id)
        observations = [
            {
                "Region": checker.region,
                "IPAddress": "127.0.0.1",
                "StatusReport": {
                    "Status": checker.last.text,
                    "CheckedTime": checker.asked_at or utcnow(),
                },
            }
            for checker in plane.checks.checkers(check_id)
            if checker.last is not None
        ]
        return ActionResult({"HealthCheckObservations": observations})

    return get_health_check_status
