"""What has to be so before a game day begins."""

from drill.ports import Parts
from drill.recovery import Recovery, RecoveryError


def require_calm(recovery: Recovery, parts: Parts, *, kind: str) -> None:
    """Refuse where a game day would measure something else.

    Raises:
        RecoveryError: Says what is in the way.
        UnavailableError: AWS cannot be reached.

    """
    found = parts.active.read()
    away = found is not None and found.lost == recovery.home.region
    if kind == "failback":
        if not away:
            message = f"{recovery.home.region} serves: nothing is to be given back"
            raise RecoveryError(message)
        return
    if away:
        message = (
            f"{recovery.standby.region} serves already, since"
            f" {found.since if found else ''}: give back first (inferway failover"
            " return, or inferway drill failback)"
        )
        raise RecoveryError(message)
    running = [one.name for one in parts.failover.executions() if one.runs]
    if running:
        message = f"a failover is under way ({running[0]}): wait until it has ended"
        raise RecoveryError(message)
    if parts.switch.is_inverted():
        message = (
            f"the switch of {recovery.home.region} was left inverted, by a game day"
            " that broke off or by people who mean it: turn it back with --turn-back,"
            " or aws route53 update-health-check --health-check-id"
            f" {recovery.switch_id} --no-inverted"
        )
        raise RecoveryError(message)
