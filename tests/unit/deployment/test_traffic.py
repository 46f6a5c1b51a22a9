import pytest

from deployment.traffic import Answered, Traffic, measured, worse


def traffic(failures=0, p99_ms=100.0, requests=100):
    return Traffic(requests=requests, failures=failures, p99_ms=p99_ms)


def test_traffic_is_what_the_answers_come_to():
    answers = [
        Answered(milliseconds=float(n), wrong="503" if n == 7 else "")
        for n in range(100, 0, -1)
    ]

    assert measured(answers) == Traffic(requests=100, failures=1, p99_ms=99.0)


def test_one_answer_is_all_there_is_to_say():
    assert measured([Answered(milliseconds=3)]) == traffic(0, 3, 1)


@pytest.mark.parametrize(
    ("now", "before"),
    [
        (traffic(), None),
        (traffic(p99_ms=9000), None),
        (traffic(), traffic()),
        (traffic(1), traffic(0)),
        (traffic(3), traffic(2)),
        (traffic(p99_ms=350), traffic(p99_ms=100)),
        (traffic(p99_ms=2000), traffic(p99_ms=1000)),
        (traffic(), traffic(100, 1)),
        (traffic(5), traffic(100)),
    ],
)
def test_as_good_as_before_is_good(now, before):
    assert worse(now, before) == []


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        (traffic(1), None, "1 of 100 requests failed (1.0%; 0.0% is allowed)"),
        (traffic(2), traffic(0), "2 of 100 requests failed"),
        (traffic(6), traffic(100), "5.0% is allowed"),
        (traffic(p99_ms=351), traffic(p99_ms=100), "up to 351 ms (100 ms before"),
        (traffic(p99_ms=2001), traffic(p99_ms=1000), "2000 ms is allowed"),
    ],
)
def test_worse_is_said(now, before, said):
    [reason] = worse(now, before)

    assert said in reason


def test_both_are_said():
    assert len(worse(traffic(50, 5000), traffic())) == 2
