"""What a person sees of a failover's status."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Console

if TYPE_CHECKING:
    from drill.recovery import Recovery
    from failover.obstacles import Obstacle
    from inferway.recovery_status import Status


def show_status(console: Console, recovery: "Recovery", status: "Status") -> None:
    """Print who serves, and what stands in the way."""
    since = f" since {status.since}, by {status.by}" if status.since else ""
    good = "unknown" if status.checkers is None else "{} of {}".format(*status.checkers)
    lag = (
        "not measured" if status.lag_seconds is None else f"{status.lag_seconds:.1f} s"
    )
    way = "the alarm" if recovery.automatic else "people"
    rows = {
        "serves": f"{status.serves}{since}",
        recovery.domain: f"leads to {status.name_leads_to or 'nobody knows where'}",
        "home": f"{recovery.home.region}, health checkers with a good answer: {good}",
        "standby": f"{recovery.standby.region}, begun by {way}",
        "switch": "INVERTED: the home Region is switched off"
        if status.switch_inverted
        else "on",
        "alarm": "rings" if status.alarm_rings else "is quiet",
        "replication": lag,
        "under way": ", ".join(status.running) or "nothing",
    }
    width = max(len(title) for title in rows)
    for title, text in rows.items():
        console.print(f"{title:{width}}  {text}", markup=False)
    show_obstacles(console, status.obstacles)


def show_obstacles(console: Console, obstacles: "Sequence[Obstacle]") -> None:
    """Print what would keep a failover from working."""
    if not obstacles:
        console.print("\nnothing would keep a failover from working", markup=False)
        return
    console.print("\nthis would keep a failover from working:", markup=False)
    for one in obstacles:
        console.print(f"  {one.what}\n      {one.mend}", markup=False)
