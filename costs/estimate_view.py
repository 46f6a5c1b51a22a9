"""An estimate as JSON, and as Markdown for a pull request."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from costs.advice_json import price_record
from costs.charges import Usage
from costs.estimate import Estimate
from costs.money import MONTH_HOURS


def document(found: Estimate) -> dict[str, Any]:
    """Return the estimate; amounts are strings with cents, in US dollars."""
    return {
        "at_rest_usd_a_month": str(found.at_rest),
        "before_usd_a_month": str(found.before_usd),
        "modules": [
            {
                "module": module.name,
                "at_rest_usd_a_month": str(module.at_rest),
                "per_million_requests_usd": str(module.per_million),
                "resources": [
                    {
                        "address": item.resource.address,
                        "at_rest": [line.to_json() for line in item.charge.at_rest],
                        "per_million_requests": [
                            line.to_json() for line in item.charge.per_million
                        ],
                        "remark": item.charge.remark,
                    }
                    for item in module.items
                ],
            }
            for module in found.modules
        ],
        "uncounted": [
            {"address": one.address, "reason": reason}
            for one, reason in found.uncounted
        ],
        "charged_by_use": [
            {"address": one.address, "reason": reason} for one, reason in found.by_use
        ],
        "free_resources": found.free,
        "assumptions": assumptions(found.usage),
        "prices": {
            "file": found.source,
            "unverified": [price_record(one) for one in found.unverified],
        },
    }


def assumptions(usage: Usage) -> list[str]:
    """Return what the amounts rest on."""
    return [
        f"a month has {MONTH_HOURS} hours",
        "amounts are on-demand prices in US dollars, before tax, free tiers, discounts",
        "each line is rounded to the cent, and a sum is that of its lines",
        f"a request takes {usage.latency_ms:,} ms of a function or an endpoint",
        f"it has {usage.request_bytes:,} bytes, its answer {usage.answer_bytes:,}",
        f"a function logs {usage.log_bytes:,} bytes a call",
        "a request that goes through several modules costs what they cost together",
    ]


def markdown(found: Estimate) -> str:
    """Return the estimate as a comment on a pull request."""
    return "\n".join(_markdown(found)) + "\n"


def change(found: Estimate) -> str:
    """Return how much more or less it is than now, in words."""
    if not found.before_usd:
        return "nothing is there yet"
    more = found.at_rest - found.before_usd
    if not more:
        return "as now"
    return f"{abs(more):,} USD {'more' if more > 0 else 'less'} than now"


def _markdown(found: Estimate) -> Iterator[str]:
    yield "### What this environment costs"
    yield ""
    yield f"**{found.at_rest:,} USD a month at rest** ({change(found)})."
    yield ""
    yield "| module | USD a month at rest | USD a million requests to it |"
    yield "| --- | ---: | ---: |"
    for module in found.modules:
        yield (
            f"| {module.name} | {_amount(module.at_rest)}"
            f" | {_amount(module.per_million)} |"
        )
    yield f"| **sum** | **{found.at_rest:,}** | |"
    if found.uncounted:
        yield ""
        yield f"**Not counted, {len(found.uncounted)}:**"
        yield ""
        for one, reason in found.uncounted:
            yield f"- `{one.address}`: {reason}"
    yield ""
    yield "<details><summary>What it rests on</summary>"
    yield ""
    for text in assumptions(found.usage):
        yield f"- {text}"
    for one, remark in found.remarks:
        yield f"- `{one.address}`: {remark}"
    yield (
        f"- prices are those of {found.source}; {len(found.unverified)} of those in"
        " use are confirmed by no price list of AWS"
    )
    yield (
        f"- {found.free} resources cost nothing, {len(found.by_use)} are charged by use"
        " that no request decides"
    )
    yield ""
    yield "</details>"


def _amount(usd: Decimal) -> str:
    return f"{usd:,}" if usd else "-"
