"""Advice as one HTML page that needs nothing else, not even a network."""

import html
import json
from collections.abc import Sequence
from importlib.resources import files
from string import Template

from costs.advice import Advice
from costs.lines import Line
from costs.pictures import svg
from costs.words import assumptions

_PAGE = Template((files("costs") / "advice.html").read_text(encoding="utf-8"))


def page(advice: Advice) -> str:
    """Return the page: ways, lines, the picture, break-even points, assumptions."""
    workload, best = advice.case.workload, advice.recommended
    traffic = workload.traffic
    tiles = {
        "the cheapest way that answers soon enough": best.way.name if best else "none",
        "US dollars a month for it": f"{best.usd:,}" if best else "-",
        "US dollars a month for what stands anyhow": f"{advice.standing_usd:,}",
        "requests a month": f"{traffic.requests_a_month:,.0f}",
    }
    return _PAGE.substitute(
        title="What it would cost",
        traffic=_text(
            f"{traffic.name}: {traffic.mean:,.1f} requests an hour on average,"
            f" {traffic.peak:,.1f} in the busiest; {', '.join(workload.regions)}"
        ),
        tiles="\n".join(
            f"<li><b>{_text(value)}</b>{_text(what)}</li>"
            for what, value in tiles.items()
        ),
        body=_body(advice),
        assumptions=_items(assumptions(advice.case)),
        unverified=_unverified(advice),
        prices=_text(advice.case.prices.source),
    )


def _body(advice: Advice) -> str:
    best = advice.recommended
    sections = [
        _section("Ways", _options(advice)),
        _section("Costs over traffic", svg(advice)),
        _section(
            "The cheapest that is soon enough, as traffic grows", _cheapest(advice)
        ),
        _section("Where two ways change places", _break_evens(advice)),
    ]
    if best is not None:
        sections.insert(1, _section(f"The bill: {best.way.name}", _lines(best.lines)))
    if advice.routing:
        text = _text(json.dumps(advice.routing, indent=2))
        sections.append(_section("The stack's variable routing", f"<pre>{text}</pre>"))
    sections.append(_section("What stands anyhow", _lines(advice.standing)))
    return "".join(sections)


def _options(advice: Advice) -> str:
    best = ' class="best"'
    rows = [
        f"<tr{best if one is advice.recommended else ''}>"
        f"<td>{_text(one.way.name)}</td><td>{_text(one.way.latency)}</td>"
        f'<td class="number">{one.usd:,}</td></tr>'
        for one in advice.options
    ]
    rows += [
        f"<tr><td>{_text(one.way.name)}</td>"
        f'<td colspan="2">not possible: {_text(one.refusal)}</td></tr>'
        for one in advice.impossible
    ]
    return _table(["way", "answers", "USD a month"], rows)


def _lines(lines: Sequence[Line]) -> str:
    rows = [
        f"<tr><td>{_text(one.what)}</td><td>{_text(one.region)}</td>"
        f'<td class="number">{one.quantity:,.2f} {_text(one.price.unit)}</td>'
        f'<td class="number">{one.price.usd:f} for {one.price.per:,}</td>'
        f'<td class="number">{one.usd:,}</td></tr>'
        for one in lines
    ]
    titles = ["what", "Region", "a month", "USD", "USD a month"]
    return _table(titles, rows)


def _cheapest(advice: Advice) -> str:
    rows = [
        f"<tr><td>{_text(one.way)}</td>"
        f'<td class="number">{one.begins:,.1f}</td>'
        f'<td class="number">{one.ends:,.1f}</td></tr>'
        for one in advice.cheapest
    ]
    return _table(["way", "from requests an hour", "to requests an hour"], rows)


def _break_evens(advice: Advice) -> str:
    rows = [
        f'<tr><td class="number">{one.requests_an_hour:,.1f}</td>'
        f"<td>{_text(one.cheaper_below)}</td><td>{_text(one.cheaper_above)}</td></tr>"
        for one in advice.break_evens
    ]
    return _table(["requests an hour", "cheaper below", "cheaper above"], rows)


def _unverified(advice: Advice) -> str:
    found = [
        f"{one.name} {one.kind} in {one.region}: {one.usd:f} USD for {one.per:,}"
        f" {one.unit}; {one.source}"
        for one in advice.unverified
    ]
    return f"<ul>{_items(found)}</ul>" if found else "<p>None.</p>"


def _items(texts: Sequence[str]) -> str:
    return "\n".join(f"<li>{_text(one)}</li>" for one in texts)


def _table(titles: Sequence[str], rows: Sequence[str]) -> str:
    head = "".join(f"<th>{_text(one)}</th>" for one in titles)
    body = "\n".join(rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>\n{body}\n</tbody></table>"


def _section(title: str, content: str) -> str:
    return (
        f'<section><h2>{_text(title)}</h2><div class="wide">{content}</div></section>\n'
    )


def _text(value: object) -> str:
    return html.escape(str(value))
