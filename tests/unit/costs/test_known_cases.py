"""Five cases, worked out by hand, to the cent.

The working stands beside each amount; the prices are those of data/prices.json. A
GB is 2^30 = 1,073,741,824 bytes, a month 730 hours.
"""

from decimal import Decimal

import pytest

from costs.advice import advise
from costs.traffic import Office, business_hours, nightly, steady

TWO_REGIONS = ("us-east-1", "eu-west-1")


def bill(advice, name):
    """Return a way's total, and its lines by what they are for and where."""
    found = next(one for one in advice.options if one.way.name == name)
    lines = {(line.what, line.region): str(line.usd) for line in found.lines}
    assert len(lines) == len(found.lines)
    return str(found.usd), lines


# Sporadic, 40 requests an hour: 40 x 730 = 29,200 a month. 50 ms, 2,048 MB = 2 GB,
# 2,000 bytes in and 500 out.
RECORDS_US = {
    # A record of 1,000 + 2,500 = 3,500 bytes is 4 units of 1 KB. It is written 3
    # times, its index twice: 14 units x 29,200 = 408,800 x 0.625 / 10^6 = 0.2555
    ("records: writes", "us-east-1"): "0.26",
    # 40 x 24 x 7 = 6,720 of them stay: 23,520,000 B = 0.0219047 GB x 0.25 = 0.0055
    ("records: storage", "us-east-1"): "0.01",
    # x 0.20 = 0.0044
    ("records: point-in-time recovery", "us-east-1"): "0.00",
}
SERVERLESS = {
    # 29,200 x 0.050 s x 2 GB = 2,920 GB-s x 0.00002 = 0.0584
    ("serverless endpoint: duration", "us-east-1"): "0.06",
    # 29,200 x 2,500 B = 73,000,000 B = 0.0679865 GB x 0.016 = 0.0011
    ("endpoint: data in and out", "us-east-1"): "0.00",
    # 29,200 x 3.50 / 10^6 = 0.1022
    ("API Gateway requests", "us-east-1"): "0.10",
    # 29,200 x 500 B = 14,600,000 B = 0.0135973 GB x 0.50 = 0.0068
    ("access log", "us-east-1"): "0.01",
    # 29,200 x 0.20 / 10^6 = 0.0058
    ("routing function: requests", "us-east-1"): "0.01",
    # It waits 50 + 30 ms with 1,769 / 1,024 = 1.7275391 GB: 29,200 x 0.080 s x
    # 1.7275391 = 4,035.5313 GB-s x 0.0000166667 = 0.0673
    ("routing function: duration", "us-east-1"): "0.07",
    # 29,200 x 1,500 B = 43,800,000 B = 0.0407919 GB x 0.50 = 0.0204
    ("routing function: log", "us-east-1"): "0.02",
    **RECORDS_US,
}


def test_sporadic_under_50_requests_an_hour(case):
    advice = advise(case(steady(Decimal(40))))

    # 0.01 + 0.05 + 0.02 + 0.10 + 0.01
    assert bill(advice, "Lambda (POST /predict)") == (
        "0.19",
        {
            # 29,200 x 0.20 / 10^6 = 0.0058
            ("prediction function: requests", "us-east-1"): "0.01",
            # 29,200 x 0.050 s x 2 GB = 2,920 GB-s x 0.0000166667 = 0.0487
            ("prediction function: duration", "us-east-1"): "0.05",
            # 29,200 x 1,500 B = 0.0407919 GB x 0.50 = 0.0204
            ("prediction function: log", "us-east-1"): "0.02",
            ("API Gateway requests", "us-east-1"): "0.10",
            ("access log", "us-east-1"): "0.01",
        },
    )
    # 0.06 + 0.00 + 0.10 + 0.01 + 0.01 + 0.07 + 0.02 + 0.26 + 0.01 + 0.00
    assert bill(advice, "serverless endpoint") == ("0.54", SERVERLESS)
    # The same but the endpoint: 730 h x 0.115 = 83.95, + 0.48
    assert bill(advice, "provisioned ml.m5.large")[0] == "84.43"
    assert advice.recommended.way.name == "Lambda (POST /predict)"
    # 3 keys x 1.00 + 33 alarms x 0.10 + 10 metrics x 0.30
    assert str(advice.standing_usd) == "9.30"


def test_steady_over_500_requests_a_minute(case):
    # 600 a minute = 36,000 an hour = 26,280,000 a month, called directly. 100 ms.
    advice = advise(case(steady(Decimal(36_000)), latency_ms=Decimal(100), direct=True))

    # One answers 2 at once, 70 % of 2 x 36,000 = 50,400 an hour: one is enough.
    assert bill(advice, "provisioned ml.m5.large") == (
        "84.93",
        {
            # 730 h x 0.115
            ("ml.m5.large instances", "us-east-1"): "83.95",
            # 26,280,000 x 2,500 B = 65,700,000,000 B = 61.1879 GB x 0.016 = 0.9790
            ("endpoint: data in and out", "us-east-1"): "0.98",
        },
    )
    # 26,280,000 x 0.100 s x 2 GB = 5,256,000 GB-s x 0.00002 = 105.12, + 0.98
    assert bill(advice, "serverless endpoint")[0] == "106.10"
    # 5.26 + 87.60 + 18.36 + 91.98 + 6.12
    assert bill(advice, "Lambda (POST /predict)") == (
        "209.32",
        {
            # 26,280,000 x 0.20 / 10^6 = 5.256
            ("prediction function: requests", "us-east-1"): "5.26",
            # 5,256,000 GB-s x 0.0000166667 = 87.6002
            ("prediction function: duration", "us-east-1"): "87.60",
            # 26,280,000 x 1,500 B = 36.7127 GB x 0.50 = 18.3564
            ("prediction function: log", "us-east-1"): "18.36",
            # 26,280,000 x 3.50 / 10^6
            ("API Gateway requests", "us-east-1"): "91.98",
            # 26,280,000 x 500 B = 12.2376 GB x 0.50 = 6.1188
            ("access log", "us-east-1"): "6.12",
        },
    )
    assert advice.recommended.way.name == "provisioned ml.m5.large"
    # A request costs Lambda 0.0000002 + 0.2 x 0.0000166667 + 1,500 / 2^30 x 0.50 +
    # 0.0000035 + 500 / 2^30 x 0.50 = 0.00000796466, the endpoint 2,500 / 2^30 x
    # 0.016 = 0.0000000372529. 83.95 / 0.00000792741 = 10,589,840 a month, / 730
    # = 14,506.6 an hour.
    crossing = next(
        one
        for one in advice.break_evens
        if (one.cheaper_below, one.cheaper_above)
        == ("Lambda (POST /predict)", "provisioned ml.m5.large")
    )
    assert crossing.requests_an_hour == pytest.approx(Decimal("14506.6"), abs=1)


def test_business_hours(case):
    # 10,000 an hour, 8:00 to 18:00, Monday to Friday: 50 hours of the 168. In a
    # month 10,000 x 50 x 730 / 168 = 2,172,619.05 requests of 1 s, called directly.
    advice = advise(
        case(
            business_hours(Decimal(10_000), Office()),
            latency_ms=Decimal(1000),
            direct=True,
        )
    )

    # 2,172,619.05 x 2,500 B = 5.05852 GB x 0.016 = 0.0809
    data = {("endpoint: data in and out", "us-east-1"): "0.08"}
    instances = ("ml.m5.large instances", "us-east-1")
    # 70 % of 2 x 3,600 = 5,040 an hour: 2 instances. 2 x 730 x 0.115
    assert bill(advice, "provisioned ml.m5.large") == (
        "167.98",
        {instances: "167.90", **data},
    )
    # 50 h x 2 + 118 h x 1 = 218 h a week x 730 / 168 = 947.2619 h x 0.115 = 108.9351
    assert bill(advice, "provisioned ml.m5.large, by business hours") == (
        "109.02",
        {instances: "108.94", **data},
    )
    # 50 h x 2 = 100 h a week x 730 / 168 = 434.5238 h x 0.115 = 49.9702
    assert bill(advice, "scale to zero ml.m5.large") == (
        "50.05",
        {instances: "49.97", **data},
    )


# Nightly, 10 GB: 10,240 requests of 1 MiB within one hour. In a month 10,240 x 7 x
# 730 / 168 = 311,466.67 requests, and 7 x 730 / 168 = 30.4167 windows. 500 ms.
NIGHT = {"request_bytes": 2**20, "latency_ms": Decimal(500)}
JOBS = {
    # 311,466.67 x 0.5 s / 2 at once = 77,866.67 s = 21.62963 h, and 30.4167 x 5 min
    # = 2.53472 h: 24.16435 h x 0.115 = 2.7789
    ("ml.m5.large transform jobs", "us-east-1"): "2.78",
    # 3 x 30.4167 = 91.25 x 0.005 / 1,000 = 0.0005
    ("transform jobs: writes", "us-east-1"): "0.00",
    ("transform jobs: reads", "us-east-1"): "0.00",
    # 7 nights stay: 71,680 x (1,048,576 + 500) B = 70.03336 GB x 0.023 = 1.6108
    ("transform jobs: storage", "us-east-1"): "1.61",
}


def test_nightly_batch_of_10_gb_by_transform_jobs_of_ones_own(case):
    advice = advise(case(nightly(Decimal(10_240)), direct=True, **NIGHT))

    assert bill(advice, "batch ml.m5.large") == ("4.39", JOBS)


def test_nightly_batch_of_10_gb_through_the_api(case):
    advice = advise(case(nightly(Decimal(10_240)), **NIGHT))

    assert bill(advice, "batch ml.m5.large") == (
        # 4.39 + 38.93 + 0.37 + 0.06 + 0.54 + 3.27 + 0.22 + 0.19 + 0.81 + 0.65
        # + 0.16 + 1.56 + 0.12 + 1.61 + 3.89 + 0.03 + 0.02
        "56.82",
        {
            **JOBS,
            # 5 x 311,466.67 x 0.025 / 1,000 = 38.9333
            ("workflow", "us-east-1"): "38.93",
            # 3 x 311,466.67 x 0.40 / 10^6 = 0.3738
            ("queue", "us-east-1"): "0.37",
            # 311,466.67 + 2 x 30.4167 = 311,527.5 x 0.20 / 10^6 = 0.0623
            ("step, window and results functions: requests", "us-east-1"): "0.06",
            # 311,527.5 x 0.060 s x 1.7275391 GB x 0.0000166667 = 0.5382
            ("step, window and results functions: duration", "us-east-1"): "0.54",
            # Each POST and 2 GETs: 934,400 x 3.50 / 10^6 = 3.2704
            ("API Gateway requests", "us-east-1"): "3.27",
            # 934,400 x 500 B = 0.435114 GB x 0.50 = 0.2176
            ("access log", "us-east-1"): "0.22",
            # 934,400 x 0.20 / 10^6 = 0.1869
            ("routing function: requests", "us-east-1"): "0.19",
            # 934,400 x 0.030 s x 1.7275391 GB x 0.0000166667 = 0.8071
            ("routing function: duration", "us-east-1"): "0.81",
            # 934,400 x 1,500 B = 1.305342 GB x 0.50 = 0.6527
            ("routing function: log", "us-east-1"): "0.65",
            # (2 + 2) x 311,466.67 x 1 unit x 0.125 / 10^6 = 0.1557
            ("records: reads", "us-east-1"): "0.16",
            # The payload is too large for its record. 311,466.67 x 0.005 / 1,000
            ("payloads and results: writes", "us-east-1"): "1.56",
            # x 0.0004 / 1,000 = 0.1246
            ("payloads and results: reads", "us-east-1"): "0.12",
            # 71,680 x 1 MiB = 70 GB x 0.023
            ("payloads and results: storage", "us-east-1"): "1.61",
            # 1,000 + 500 bytes are 2 units: 6 x 2 + 8 of the index = 20 units x
            # 311,466.67 x 0.625 / 10^6 = 3.8933
            ("records: writes", "us-east-1"): "3.89",
            # 71,680 x 1,500 B = 0.100136 GB x 0.25 = 0.0250
            ("records: storage", "us-east-1"): "0.03",
            # x 0.20 = 0.0200
            ("records: point-in-time recovery", "us-east-1"): "0.02",
        },
    )


def test_two_regions(case):
    # The sporadic case, replicated to Ireland and watched by two health checks.
    advice = advise(
        case(
            steady(Decimal(40)),
            regions=TWO_REGIONS,
            assumed={"health_checks": 2},
        )
    )

    ireland = {
        # 408,800 units x 0.705 / 10^6 = 0.2882
        ("records: writes", "eu-west-1"): "0.29",
        # 0.0219047 GB x 0.283 = 0.0062
        ("records: storage", "eu-west-1"): "0.01",
        # x 0.22 = 0.0048
        ("records: point-in-time recovery", "eu-west-1"): "0.00",
        # 29,200 x 3 writes x 3,500 B = 0.285544 GB x 0.02 = 0.0057
        ("records: replication to eu-west-1", "us-east-1"): "0.01",
    }
    # 0.54 + 0.29 + 0.01 + 0.00 + 0.01
    assert bill(advice, "serverless endpoint") == ("0.85", SERVERLESS | ireland)
    # 84.43 + 0.31 + an instance that stands by: 730 h x 0.128 = 93.44
    assert bill(advice, "provisioned ml.m5.large")[0] == "178.18"
    # Both Regions 3 x 1.00 + 33 x 0.10 + 10 x 0.30, 2 checks x 0.50 + by HTTPS 2 x
    # 1.00: 9.30 + 9.30 + 1.00 + 2.00
    assert str(advice.standing_usd) == "21.60"
