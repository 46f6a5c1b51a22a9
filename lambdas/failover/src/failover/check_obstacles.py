"""Health checks that would not do what a failover needs."""

from collections.abc import Iterator, Mapping

from failover.obstacles import Obstacle
from failover.watch_ports import CheckSetting

_SWITCH = "home_switch"
_NAMES = {
    "home": "of the home Region, which DNS and the alarm follow",
    "home_endpoint": "of the home Region's endpoint",
    "home_switch": "that people switch the home Region off by",
    "standby_endpoint": "of this Region's endpoint",
}


def of_checks(
    settings: Mapping[str, CheckSetting | None],
    *,
    standby_serves: bool,
    automatic: bool,
) -> Iterator[Obstacle]:
    """Judge the health checks.

    Args:
        settings: Of each check, by what it is for; None of one that is gone.
        standby_serves: Whether this Region has taken over.
        automatic: Whether the alarm begins the workflow.

    """
    for name, setting in settings.items():
        check = f"the health check {_NAMES.get(name, name)}"
        if setting is None:
            yield Obstacle(
                key=f"check-gone:{name}",
                what=f"{check} does not exist",
                mend="Apply the environment again.",
            )
        elif name == _SWITCH:
            yield from _of_switch(
                setting, standby_serves=standby_serves, automatic=automatic
            )
        else:
            if setting.disabled:
                yield Obstacle(
                    key=f"check-disabled:{name}",
                    what=f"{check} is disabled: it counts as healthy, and no outage"
                    " moves anybody",
                    mend=f"aws route53 update-health-check --health-check-id"
                    f" {setting.id} --no-disabled",
                )
            if setting.inverted:
                yield Obstacle(
                    key=f"check-inverted:{name}",
                    what=f"{check} is inverted: it says the opposite of what is seen",
                    mend=f"aws route53 update-health-check --health-check-id"
                    f" {setting.id} --no-inverted",
                )


def _of_switch(
    setting: CheckSetting, *, standby_serves: bool, automatic: bool
) -> Iterator[Obstacle]:
    # Where DNS follows the switch alone, it holds clients here until the failback.
    if not setting.inverted or (standby_serves and not automatic):
        return
    yield Obstacle(
        key="switch-inverted",
        what="the home Region is switched off"
        + (
            ", and would be again after the failback"
            if standby_serves
            else ", and nobody has taken over"
        ),
        mend=f"aws route53 update-health-check --health-check-id {setting.id}"
        " --no-inverted",
    )
