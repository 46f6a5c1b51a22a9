"""Advice as a person reads it in a terminal."""

import json
from collections.abc import Iterable

from rich.console import Console

from costs.advice import Advice
from costs.lines import Line
from costs.words import assumptions


def show(console: Console, advice: Advice) -> None:
    """Print the ways, the bill of the best one, break-even points, assumptions."""

    def say(text: str = "") -> None:
        console.print(text, markup=False)

    workload, best = advice.case.workload, advice.recommended
    traffic = workload.traffic
    say(
        f"{traffic.name}: {traffic.mean:,.1f} requests an hour on average,"
        f" {traffic.peak:,.1f} in the busiest, {traffic.requests_a_month:,.0f} a month;"
        f" {', '.join(workload.regions)}"
    )
    say("\nUSD a month  way")
    for one in advice.options:
        mark = "  <- take this" if one is best else ""
        say(f"{one.usd:11,}  {one.way.name}: {one.way.latency}{mark}")
    for one in advice.impossible:
        say(f"{'-':>11}  {one.way.name}: not possible, {one.refusal}")
    if best is None:
        say(f"\nno way is {advice.latency}: allow a slower answer with --needs")
    else:
        say(f"\n{best.way.name}, line by line")
        show_lines(console, best.lines)
    say(f"\n{advice.standing_usd:,} USD a month stand anyhow")
    show_lines(console, advice.standing)
    if advice.routing:
        say("\nthe stack's variable routing should say")
        say(json.dumps(advice.routing, indent=2))
    _show_break_evens(console, advice)
    say("\nwhat it rests on")
    for text in assumptions(advice.case):
        say(f"- {text}")
    unverified = len(advice.unverified)
    say(
        f"- prices are those of {advice.case.prices.source}; {unverified} of those in"
        " use are confirmed by no price list of AWS (--json names them)"
    )


def show_lines(console: Console, lines: Iterable[Line]) -> None:
    """Print lines of a bill that cost something, with the quantity and its unit."""
    for one in lines:
        if not one.quantity:
            continue
        amount = f"{one.quantity:,.2f} {one.price.unit}"
        console.print(
            f"{one.usd:11,}  {one.what} ({one.region}): {amount}", markup=False
        )


def _show_break_evens(console: Console, advice: Advice) -> None:
    console.print(
        "\nthe cheapest way that is soon enough, by requests an hour on average, the"
        f" week's shape unchanged, up to {advice.curves.most:,.0f}",
        markup=False,
    )
    for one in advice.cheapest:
        console.print(
            f"{one.begins:11,.1f} to {one.ends:,.1f}  {one.way}", markup=False
        )
    best = advice.recommended
    mine = [
        one
        for one in advice.break_evens
        if best and best.way.name in (one.cheaper_below, one.cheaper_above)
    ]
    if mine:
        console.print("\nbreak-even, in requests an hour on average", markup=False)
    for point in mine:
        console.print(
            f"{point.requests_an_hour:11,.1f}  below it {point.cheaper_below}, above"
            f" it {point.cheaper_above} is cheaper",
            markup=False,
        )
