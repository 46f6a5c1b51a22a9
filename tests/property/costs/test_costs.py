"""What holds of costs, whatever is asked."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from costs.advice import advise
from costs.break_even import Curves
from costs.lines import exact_total, total
from costs.money import cents
from costs.traffic import Office, Traffic, business_hours, nightly, steady
from costs.ways import LatencyClass, ways
from costs.workload import Assumptions, Case, Workload
from prices import load

PRICES = load()
TYPES = ("ml.t2.medium", "ml.m5.large")
WAYS = ways(TYPES)
BY_NAME = {way.name: way for way in WAYS}

rates = st.decimals(min_value=0, max_value=100_000, places=1)


@st.composite
def weeks(draw):
    """Draw a week of any shape, of few or many different hours."""
    few = draw(st.lists(rates, min_size=1, max_size=6))
    hourly = [few[hour * len(few) // 168] for hour in range(168)]
    extra = draw(st.decimals(min_value=1, max_value=5, places=1))
    return Traffic(
        name="drawn",
        hourly=tuple(hourly),
        peaks=tuple(rate * extra for rate in hourly),
    )


traffics = st.one_of(
    rates.map(steady),
    rates.map(nightly),
    rates.map(lambda rate: business_hours(rate, Office(opens=9, closes=17))),
    weeks(),
)


@st.composite
def cases(draw, traffic=traffics):
    return Case(
        workload=Workload(
            traffic=draw(traffic),
            request_bytes=draw(st.integers(0, 200_000)),
            answer_bytes=draw(st.integers(0, 200_000)),
            latency_ms=draw(st.decimals(min_value=1, max_value=5_000, places=1)),
            memory_mb=draw(st.sampled_from([512, 1769, 2048, 6144])),
            instance_types=TYPES,
            regions=draw(st.sampled_from([("us-east-1",), ("eu-west-1", "us-east-1")])),
            direct=draw(st.booleans()),
        ),
        prices=PRICES,
        assumptions=Assumptions(
            awake_minutes=draw(st.integers(1, 90)),
            window_minutes=draw(st.sampled_from([5, 60])),
        ),
    )


@settings(max_examples=60, deadline=None)
@given(cases())
def test_a_total_is_the_sum_of_its_lines(case):
    advice = advise(case, LatencyClass.WINDOW)

    for option in advice.options:
        assert option.usd == sum((line.usd for line in option.lines), Decimal(0))
        for line in option.lines:
            assert line.exact >= 0
            assert line.usd == cents(line.exact)
            assert abs(line.usd - line.exact) <= Decimal("0.005")
    assert advice.recommended is advice.options[0]
    assert [one.usd for one in advice.options] == sorted(
        one.usd for one in advice.options
    )


@settings(max_examples=60, deadline=None)
@given(cases(), st.decimals(min_value=1, max_value=20, places=2))
def test_more_traffic_never_costs_less_on_the_same_way(case, times):
    more = case.scaled(times)
    for way in WAYS:
        if way.kind == "batch" and way.instance_type == "ml.t2.medium":
            continue  # it has no price
        little, much = tuple(way.bill(case)), tuple(way.bill(more))
        assert total(much) >= total(little), way.name
        assert exact_total(much) >= exact_total(little), way.name


@settings(max_examples=60, deadline=None)
@given(cases(), st.integers(0, 167), rates)
def test_a_busier_hour_never_costs_less(case, hour, added):
    traffic = case.workload.traffic
    busier = Traffic(
        name="busier",
        hourly=plus(traffic.hourly, hour, added),
        peaks=plus(traffic.peaks, hour, added),
    )
    workload = Workload(**{**vars(case.workload), "traffic": busier})
    other = Case(workload=workload, prices=PRICES, assumptions=case.assumptions)
    for way in WAYS:
        if way.kind == "batch" and way.instance_type == "ml.t2.medium":
            continue
        assert exact_total(way.bill(other)) >= exact_total(way.bill(case)), way.name


def plus(hours, hour, added):
    return tuple(rate + added if at == hour else rate for at, rate in enumerate(hours))


shapes = st.one_of(
    st.decimals(min_value="0.1", max_value=50_000, places=1).map(steady),
    st.decimals(min_value="0.1", max_value=50_000, places=1).map(nightly),
    st.decimals(min_value="0.1", max_value=50_000, places=1).map(
        lambda rate: business_hours(rate, Office())
    ),
)


@settings(max_examples=12, deadline=None)
@given(cases(traffic=shapes))
def test_break_even_points_are_where_the_costs_cross(case):
    """Just below one way is the cheaper one, just above the other."""
    options = [one.way for one in advise(case, LatencyClass.WINDOW).options]
    curves = Curves(options, case)
    mean = case.workload.traffic.mean
    points = curves.break_evens()
    for point in points:
        factor = point.requests_an_hour / mean
        near = min(
            (
                abs(point.requests_an_hour - other.requests_an_hour)
                for other in points
                if other.requests_an_hour != point.requests_an_hour
            ),
            default=point.requests_an_hour,
        )
        # Closer than any other point, and than any digit that Decimal lost.
        step = min(factor, near / mean) / 10**6
        if step < Decimal("1e-15"):
            continue
        below, above = BY_NAME[point.cheaper_below], BY_NAME[point.cheaper_above]
        assert cost(below, case, factor - step) <= cost(above, case, factor - step)
        assert cost(below, case, factor + step) >= cost(above, case, factor + step)


def cost(way, case, factor):
    return round(exact_total(way.bill(case.scaled(factor))), 12)


@settings(max_examples=12, deadline=None)
@given(cases(traffic=shapes), st.data())
def test_the_cheapest_way_of_a_range_is_the_cheapest_within_it(case, data):
    options = [one.way for one in advise(case, LatencyClass.WINDOW).options]
    curves = Curves(options, case)
    ranges = curves.cheapest(options)

    assert ranges[0].begins == 0
    assert ranges[-1].ends == pytest.approx(curves.most)
    found = data.draw(st.sampled_from(ranges))
    part = data.draw(st.decimals(min_value="0.01", max_value="0.99", places=2))
    rate = found.begins + (found.ends - found.begins) * part
    factor = rate / case.workload.traffic.mean
    least = min(cost(way, case, factor) for way in options)
    assert cost(BY_NAME[found.way], case, factor) == pytest.approx(least)
