"""What alarms and policies decide, by AWS's own examples."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local_aws.scaling.alarm_state import ALARM, INSUFFICIENT, OK, Rule, state_of
from local_aws.scaling.datapoints import MetricIndex
from local_aws.scaling.step_scaling import adjusted
from local_aws.scaling.target_tracking import tracked

MISSING = ("missing", "ignore", "breaching", "notBreaching")
BEFORE = "RETAINED"
A, K, Q, R = ALARM, OK, INSUFFICIENT, BEFORE


def states(points, *, periods, to_alarm):
    """Return the state for each treatment; X breaches, 0 does not, - is missing."""
    values = [{"X": 9.0, "0": 1.0, "-": None}[each] for each in points.split()]
    return [
        state_of(
            Rule(
                comparison="GreaterThanThreshold",
                threshold=5,
                periods=periods,
                to_alarm=to_alarm,
                missing=missing,
            ),
            values,
            BEFORE,
        )
        for missing in MISSING
    ]


# Both tables of
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
@pytest.mark.parametrize(
    ("points", "wanted"),
    [
        ("0 - X - X", [K, K, K, K]),
        ("- - - - 0", [K, K, K, K]),
        ("- - - - -", [Q, R, A, K]),
        ("0 X X - X", [A, A, A, A]),
        ("- - X - -", [A, R, A, K]),
        ("- - - - X", [R, R, A, K]),  # too early
        ("- - - X X", [R, R, A, K]),
    ],
)
def test_three_of_three(points, wanted):
    assert states(points, periods=3, to_alarm=3) == wanted


@pytest.mark.parametrize(
    ("points", "wanted"),
    [
        ("0 - X - X", [A, A, A, A]),
        ("0 0 X 0 X", [A, A, A, A]),
        ("0 - X - -", [K, K, A, K]),
        ("- - - - 0", [K, K, A, K]),
        ("- - - X -", [A, R, A, K]),
    ],
)
def test_two_of_three(points, wanted):
    assert states(points, periods=3, to_alarm=2) == wanted


@pytest.mark.parametrize(
    ("comparison", "below", "at", "above"),
    [
        ("GreaterThanOrEqualToThreshold", False, True, True),
        ("GreaterThanThreshold", False, False, True),
        ("LessThanOrEqualToThreshold", True, True, False),
        ("LessThanThreshold", True, False, False),
    ],
)
def test_comparisons(comparison, below, at, above):
    rule = Rule(comparison=comparison, threshold=5, periods=1, to_alarm=1)

    assert [rule.breaches(v) for v in (4.9, 5.0, 5.1)] == [below, at, above]


def test_a_band_is_not_compared_with():
    rule = Rule(
        comparison="GreaterThanUpperThreshold", threshold=0, periods=1, to_alarm=1
    )

    with pytest.raises(NotImplementedError):
        rule.breaches(1)


PERCENT = {
    "AdjustmentType": "PercentChangeInCapacity",
    "StepAdjustments": [
        {"MetricIntervalUpperBound": -20, "ScalingAdjustment": -30},
        {
            "MetricIntervalLowerBound": -20,
            "MetricIntervalUpperBound": -10,
            "ScalingAdjustment": -10,
        },
        {
            "MetricIntervalLowerBound": -10,
            "MetricIntervalUpperBound": 10,
            "ScalingAdjustment": 0,
        },
        {
            "MetricIntervalLowerBound": 10,
            "MetricIntervalUpperBound": 20,
            "ScalingAdjustment": 10,
        },
        {"MetricIntervalLowerBound": 20, "ScalingAdjustment": 30},
    ],
}


@pytest.mark.parametrize(
    ("breach", "wanted"),
    [(-25, 7), (-20, 7), (-15, 9), (0, 10), (10, 11), (19.9, 11), (20, 13)],
)
def test_a_step_is_the_one_whose_interval_the_breach_is_in(breach, wanted):
    assert adjusted(PERCENT, breach, 10) == wanted


@pytest.mark.parametrize(("capacity", "wanted"), [(1, 2), (10, 11), (19, 20), (20, 22)])
def test_percentages_are_whole_and_never_nothing(capacity, wanted):
    assert adjusted(PERCENT, 10, capacity) == wanted


def test_a_percentage_is_at_least_so_much():
    assert adjusted(PERCENT | {"MinAdjustmentMagnitude": 2}, 10, 10) == 12


@pytest.mark.parametrize(
    ("kind", "amount", "wanted"),
    [
        ("ChangeInCapacity", 2, 5),
        ("ChangeInCapacity", -5, 0),
        ("ExactCapacity", 7, 7),
    ],
)
def test_changes_and_exact_capacities(kind, amount, wanted):
    steps = [{"MetricIntervalLowerBound": 0, "ScalingAdjustment": amount}]

    assert adjusted({"AdjustmentType": kind, "StepAdjustments": steps}, 0, 3) == wanted


def test_a_breach_that_no_step_is_for_changes_nothing():
    steps = [{"MetricIntervalLowerBound": 5, "ScalingAdjustment": 2}]
    step = {"AdjustmentType": "ChangeInCapacity", "StepAdjustments": steps}

    assert adjusted(step, 4, 3) == 3


@given(
    target=st.floats(0.1, 1000),
    load=st.floats(0, 100_000),
    capacity=st.integers(1, 100),
)
def test_tracking_brings_the_load_of_each_to_the_target(target, load, capacity):
    wanted = tracked({"TargetValue": target}, load / capacity, capacity)

    slack = 1e-6
    assert load <= wanted * target * (1 + slack) + slack
    assert wanted == 0 or load > (wanted - 1) * target * (1 - slack) - slack


@pytest.mark.parametrize(
    ("value", "capacity", "wanted"), [(0.7, 3, 3), (0.1, 7, 1), (2.1, 1, 3)]
)
def test_fractions_that_computers_do_not_have_add_nothing(value, capacity, wanted):
    assert tracked({"TargetValue": 0.7}, value, capacity) == wanted


def test_tracking_never_leaves_zero():
    assert tracked({"TargetValue": 5}, 1_000_000, 0) == 0


class Datum:
    """What moto keeps of a value."""

    namespace = "AWS/Test"
    name = "Load"
    dimensions = ()
    unit = "Count"

    def __init__(self, value, second):
        self.value = value
        self.timestamp = datetime.fromtimestamp(second, UTC)


METRIC = ("AWS/Test", "Load", frozenset())


@pytest.mark.parametrize(
    ("statistic", "wanted"),
    [
        ("Average", 4),
        ("Maximum", 9),
        ("Minimum", 1),
        ("SampleCount", 3),
        ("Sum", 12),
        ("p50", 2),
        ("p100", 9),
    ],
)
def test_statistics_of_a_period(statistic, wanted):
    index = MetricIndex()
    index.read([Datum(1, 60), Datum(2, 90), Datum(9, 119), Datum(100, 120)])

    assert index.value(METRIC, statistic, None, 60, 120) == wanted


def test_without_data_there_is_no_value():
    index = MetricIndex()
    index.read([Datum(1, 60)])

    assert index.value(METRIC, "Sum", None, 120, 180) is None
    assert index.value(METRIC, "Sum", "Percent", 60, 120) is None


def test_data_is_read_once_and_again_after_a_reset():
    index = MetricIndex()
    data = [Datum(1, 60)]

    assert index.read(data) == {METRIC}
    assert index.read(data) == set()
    index.read([])
    assert index.value(METRIC, "Sum", None, 60, 120) is None
