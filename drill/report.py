"""A game day that is over, for programs and for people."""

from dataclasses import asdict
from typing import Any

from drill.figures import Figure, Report
from drill.outcome import Outcome
from drill.recovery import Recovery


def to_json(recovery: Recovery, report: Report) -> dict[str, Any]:
    """Return all of it as JSON values."""
    outcome = report.outcome
    return {
        "kind": outcome.kind,
        "domain": recovery.domain,
        "home": recovery.home.region,
        "standby": recovery.standby.region,
        "tier": recovery.tier,
        "right": report.right,
        "wrong": list(report.wrong),
        "figures": [{**asdict(one), "kept": one.kept} for one in report.figures],
        "seen_seconds": {what.value: at for what, at in outcome.timeline.at.items()},
        "began": outcome.timeline.began,
        "execution": None if outcome.execution is None else asdict(outcome.execution),
        "serves": outcome.serves,
        "switch_left_inverted": outcome.switch_left,
        "inferences": None if outcome.tally is None else asdict(outcome.tally),
        "remarks": list(outcome.remarks),
    }


def to_markdown(recovery: Recovery, report: Report) -> str:
    """Return all of it for people."""
    outcome = report.outcome
    title = "Failover" if outcome.kind == "failover" else "Failback"
    lines = [
        f"# {title} of {recovery.domain}",
        "",
        f"{recovery.home.region} is home, {recovery.standby.region} stands by,"
        f" recovery tier {recovery.tier}."
        + (" All that is promised was kept." if report.right else ""),
        *(f"- **WRONG**: {one}" for one in report.wrong),
        *(f"- {one}" for one in outcome.remarks),
        "",
        "| | promised | measured | |",
        "| --- | --- | --- | --- |",
        *(_row(one) for one in report.figures),
        "",
        "| seen | after |",
        "| --- | --- |",
        *(
            f"| {what.value.replace('_', ' ')} | {at:.0f} s |"
            for what, at in sorted(outcome.timeline.at.items(), key=lambda e: e[1])
        ),
        *_tally(outcome),
    ]
    return "\n".join(lines) + "\n"


def _row(one: Figure) -> str:
    took = (
        "not seen" if one.measured_seconds is None else f"{one.measured_seconds:.0f} s"
    )
    kept = "kept" if one.kept else "**LATE**"
    promised = f"{one.promised_seconds:.0f} s ({one.made_of})"
    return f"| {one.what} | {promised} | {took} | {kept} |"


def _tally(outcome: Outcome) -> list[str]:
    tally = outcome.tally
    if tally is None:
        return ["", "No inferences were sent."]
    return [
        "",
        "| inferences | |",
        "| --- | --- |",
        f"| sent | {tally.sent} |",
        f"| taken (2xx) | {tally.accepted} |",
        f"| of these succeeded | {tally.succeeded} |",
        f"| failed with a reason | {len(tally.failed)} |",
        f"| lost | {len(tally.lost)} |",
        f"| could not be asked for | {len(tally.unasked)} |",
        f"| done twice | {len(tally.doubled)} |",
        f"| not taken | {len(tally.refused)} |",
        f"| longest time without one taken | {tally.longest_gap_seconds:.0f} s |",
        *(f"| refused, because | {one} |" for one in tally.problems),
    ]
