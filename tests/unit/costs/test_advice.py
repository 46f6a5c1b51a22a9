"""What is advised, beyond the amounts."""

from decimal import Decimal

import pytest

from costs.advice import advise
from costs.advice_json import document
from costs.capacity import Capacity, processors
from costs.errors import CostError
from costs.page import page
from costs.pictures import svg, write_png
from costs.traffic import Office, Traffic, business_hours, nightly, steady
from costs.ways import LatencyClass
from costs.words import assumptions
from model.errors import ModelError
from prices import Prices

STEADY = steady(Decimal(36_000))


def impossible(advice):
    return {one.way.name: one.refusal for one in advice.impossible}


def test_a_threshold_where_answers_are_immediate(case):
    advice = advise(case(STEADY, latency_ms=Decimal(100), direct=True, instances_p95=7))

    assert advice.routing == {
        "defaults": {"batch_threshold": 7},
        "traffic_classes": {"standard": {"preferred": "provisioned"}},
    }


def test_windows_need_no_threshold(case):
    advice = advise(
        case(STEADY, latency_ms=Decimal(100), direct=True), LatencyClass.WINDOW
    )

    assert advice.recommended.way.kind == "batch"
    assert advice.routing == {"traffic_classes": {"standard": {"preferred": "batch"}}}


def test_predict_needs_no_routing(case):
    advice = advise(case())

    assert advice.recommended.way.kind == "lambda"
    assert advice.routing == {}


def test_who_needs_warm_answers_pays_for_instances(case):
    advice = advise(case(), LatencyClass.WARM)

    assert advice.recommended.way.name == "provisioned ml.m5.large"
    assert {one.way for one in advice.cheapest} == {"provisioned ml.m5.large"}


@pytest.mark.parametrize(
    ("said", "ways"),
    [
        ({"request_bytes": 5 * 2**20}, {"serverless endpoint"}),
        ({"latency_ms": Decimal(30_000)}, {"Lambda (POST /predict)"}),
        ({"memory_mb": 7_000}, {"serverless endpoint"}),
        ({"memory_mb": 11_000}, {"serverless endpoint", "Lambda (POST /predict)"}),
        # 300 s a second, of which 70 % are planned for: over 200 at once.
        ({"latency_ms": Decimal(20_000)}, {"serverless endpoint"}),
    ],
)
def test_what_a_way_cannot_do_is_said(case, said, ways):
    advice = advise(case(steady(Decimal(54_000)), **said))

    found = set(impossible(advice))
    assert ways <= found
    assert "provisioned ml.m5.large" not in found


def test_nothing_takes_too_large_a_payload(case):
    advice = advise(case(request_bytes=7 * 2**20))

    assert advice.options == ()
    assert advice.recommended is None
    assert advice.break_evens == advice.cheapest == []
    assert "the API takes 6 MiB" in impossible(advice)["batch ml.m5.large"]


def test_a_way_without_a_price_is_named(case):
    advice = advise(case(instance_types=("ml.x9.huge", "ml.m5.large")))

    reason = impossible(advice)["provisioned ml.x9.huge"]
    assert "no price of endpoint_instance ml.x9.huge in us-east-1" in reason
    assert "provisioned ml.m5.large" not in impossible(advice)


def test_prices_that_aws_does_not_confirm_are_named(case):
    unverified = advise(case(regions=("eu-west-1",))).unverified

    assert ("endpoint_instance", "ml.m5.large") in {
        (one.name, one.kind) for one in unverified
    }
    assert not any(one.verified for one in unverified)


def test_the_file_of_prices_decides(case, prices):
    dear = case()
    rows = [one for one in prices if one.name != "lambda_duration"]
    without = type(dear)(workload=dear.workload, prices=Prices(rows, "my file"))

    refused = impossible(advise(without))["Lambda (POST /predict)"]

    assert refused.startswith("my file has no price of lambda_duration in us-east-1")


@pytest.mark.parametrize(
    ("instance_type", "count"),
    [
        ("ml.t2.medium", 2),
        ("ml.m5.large", 2),
        ("ml.m5.xlarge", 4),
        ("ml.m5.2xlarge", 8),
        ("ml.m5.24xlarge", 96),
        ("ml.x9.huge", 1),
    ],
)
def test_processors(instance_type, count):
    assert processors(instance_type) == count


def test_instances_follow_latency_concurrency_and_the_peak(case):
    # 3,600,000 ms x 4 at once x 0.5 / 200 ms = 36,000 an hour
    capacity = Capacity(
        case=case(
            latency_ms=Decimal(200),
            assumed={"concurrency": 4, "utilisation": Decimal("0.5")},
        ),
        instance_type="ml.m5.large",
    )

    assert capacity.an_hour == 36_000
    assert [capacity.instances(Decimal(n)) for n in (0, 36_000, 36_001)] == [1, 1, 2]


def test_the_busiest_hour_decides_not_the_average(case):
    week = [Decimal(1)] * 168
    peaks = [*week[:-1], Decimal(200_000)]
    traffic = Traffic(name="bursts", hourly=tuple(week), peaks=tuple(peaks))

    advice = advise(case(traffic, latency_ms=Decimal(100), direct=True))

    bill = {one.way.kind: one.lines[0] for one in advice.options}
    assert bill["provisioned"].quantity == 4 * 730
    # The burst is on a Sunday night.
    assert bill["office"].quantity == (50 + 118 * 4) * Decimal(730) / 168


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda: Office(opens=18, closes=8), "from 18 to 8"),
        (lambda: nightly(Decimal(1), 24), "no hour 24"),
        (lambda: steady(Decimal(-1)), "less than no requests"),
    ],
)
def test_traffic_that_cannot_be_is_refused(make, why):
    with pytest.raises(CostError, match=why):
        make()


@pytest.mark.parametrize(
    ("said", "assumed", "why"),
    [
        ({"latency_ms": Decimal(0)}, {}, "latency_ms must be above 0"),
        ({"answer_bytes": -1}, {}, "less than no bytes"),
        ({"regions": ()}, {}, "one at least"),
        ({"regions": ("us-east-1", "us-east-1")}, {}, "each Region once"),
        ({}, {"utilisation": Decimal(2)}, "utilisation"),
        ({}, {"alarms": -1}, "alarms must be 0 or more"),
        ({}, {"awake_minutes": 0}, "awake_minutes"),
    ],
)
def test_a_case_that_cannot_be_is_refused(case, said, assumed, why):
    with pytest.raises(CostError, match=why):
        case(assumed=assumed, **said)


@pytest.fixture(scope="module")
def advice(case):
    traffic = business_hours(Decimal(10_000), Office())
    said = {"latency_ms": Decimal(1000), "instance_types": ("ml.m5.large", "ml.a.b")}
    return advise(case(traffic, direct=True, **said))


def test_the_page_is_complete_in_itself_and_says_what_the_json_says(advice):
    html, said = page(advice), document(advice)

    assert "http://" not in html.replace("http://www.w3.org", "")
    assert "<script" not in html
    for option in said["options"]:
        assert option["way"] in html
        assert f"{Decimal(option['usd_a_month']):,}" in html
    for one in said["impossible"]:
        assert one["way"] in html
    assert said["recommended"] in html
    assert "instance-hour" in html


def test_the_same_case_gives_the_same_picture(advice):
    assert svg(advice) == svg(advice)
    assert "currentColor" in svg(advice)


def test_the_picture_is_written(advice, tmp_path):
    path = tmp_path / "costs.png"
    write_png(advice, path)

    assert path.read_bytes().startswith(b"\x89PNG\r\n")
    with pytest.raises(ModelError, match="cannot be written"):
        write_png(advice, tmp_path / "none" / "costs.png")


def test_every_assumption_has_its_number_and_unit(case):
    told = "\n".join(
        assumptions(case(regions=("us-east-1", "eu-west-1"), assumed={"alarms": 987}))
    )

    for text in ("730 hours", "50 ms", "1,769 MB", "987 alarms", "30 minutes", "70%"):
        assert text in told
