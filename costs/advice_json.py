"""Advice as one JSON document."""

from decimal import Decimal
from typing import Any

from costs.advice import Advice, Option
from costs.words import assumptions
from prices import Price


def document(advice: Advice) -> dict[str, Any]:
    """Return the advice; amounts are strings with cents, in US dollars a month."""
    workload, best = advice.case.workload, advice.recommended
    return {
        "workload": {
            "traffic": workload.traffic.name,
            "requests_a_month": number(workload.traffic.requests_a_month),
            "requests_an_hour": number(workload.traffic.mean),
            "requests_in_the_busiest_hour": number(workload.traffic.peak),
            "request_bytes": workload.request_bytes,
            "answer_bytes": workload.answer_bytes,
            "latency_ms": number(workload.latency_ms),
            "memory_mb": workload.memory_mb,
            "instances_p95": workload.instances_p95,
            "regions": list(workload.regions),
            "direct": workload.direct,
        },
        "recommended": None if best is None else best.way.name,
        "slowest_answer": str(advice.latency),
        "options": [_option(one) for one in advice.options],
        "impossible": [
            {"way": one.way.name, "reason": one.refusal} for one in advice.impossible
        ],
        "standing": {
            "usd_a_month": str(advice.standing_usd),
            "lines": [line.to_json() for line in advice.standing],
        },
        "routing": advice.routing,
        "break_even": {
            "looked_up_to_requests_an_hour": number(advice.curves.most),
            "cheapest": [
                {
                    "way": one.way,
                    "from_requests_an_hour": number(one.begins),
                    "to_requests_an_hour": number(one.ends),
                }
                for one in advice.cheapest
            ],
            "points": [
                {
                    "requests_an_hour": number(one.requests_an_hour),
                    "cheaper_below": one.cheaper_below,
                    "cheaper_above": one.cheaper_above,
                }
                for one in advice.break_evens
            ],
        },
        "assumptions": assumptions(advice.case),
        "prices": {
            "file": advice.case.prices.source,
            "unverified": [price_record(one) for one in advice.unverified],
        },
    }


def price_record(price: Price) -> dict[str, Any]:
    """Return a price as JSON."""
    return {
        "name": price.name,
        "kind": price.kind,
        "region": price.region,
        "usd": str(price.usd),
        "per": int(price.per),
        "unit": price.unit,
        "source": price.source,
        "seen": price.seen.isoformat(),
    }


def number(value: Decimal) -> float:
    """Return a quantity as a JSON number, to four digits after the point."""
    return round(float(value), 4)


def _option(one: Option) -> dict[str, Any]:
    return {
        "way": one.way.name,
        "answers": str(one.way.latency),
        "usd_a_month": str(one.usd),
        "lines": [line.to_json() for line in one.lines],
    }
