"""What is asked of CloudWatch, and what becomes of its answers."""

from datetime import UTC, datetime, timedelta

import boto3
import pytest
from botocore.exceptions import ClientError

from auto_stop.cloudwatch_traffic import CloudWatchTraffic
from auto_stop.fleet import Series, Unreadable
from inferences.errors import UnavailableError
from tests.unit.auto_stop.names import REGION

NOW = datetime(2026, 11, 22, 7, 2, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


def series(number):
    return Series("Invocations", (("EndpointName", f"e{number}"),))


@pytest.fixture
def asked():
    """Return a client that answers by a function, with what it was asked."""
    client = boto3.client(
        "cloudwatch",
        region_name=REGION,
        aws_access_key_id="testing",
        aws_secret_access_key="testing",  # noqa: S106 - nobody's
    )
    calls = []

    def answering(answer):
        def note(params, **_):
            calls.append(params)

        def instead(model, **_):
            return Response(), answer(model.name, len(calls), calls[-1])

        client.meta.events.register("provide-client-params.cloudwatch", note)
        client.meta.events.register_first("before-call.cloudwatch", instead)
        return CloudWatchTraffic(client), calls

    return answering


class Response:
    """Of HTTP."""

    status_code = 200


def value(index, *values, status="Complete"):
    return {"Id": f"q{index}", "Values": list(values), "StatusCode": status}


def test_five_hundred_a_call(asked):
    def answer(_name, _call, params):
        queries = range(len(params["MetricDataQueries"]))
        return {"MetricDataResults": [value(i, 1.0) for i in queries]}

    traffic, calls = asked(answer)

    found = traffic.measure([series(n) for n in range(1001)], NOW - HOUR, NOW)

    assert [len(each["MetricDataQueries"]) for each in calls] == [500, 500, 1]
    # Whole periods, the whole window.
    assert calls[0]["StartTime"] == datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
    assert calls[0]["EndTime"] == NOW
    assert len(found) == 1001
    assert set(found.values()) == {1.0}


def test_a_long_window_has_long_periods(asked):
    traffic, calls = asked(lambda *_: {"MetricDataResults": [value(0, 1.0)]})

    traffic.measure([series(0)], NOW - 13 * HOUR, NOW)

    assert calls[0]["MetricDataQueries"][0]["MetricStat"]["Period"] == 3600
    assert calls[0]["StartTime"] == datetime(2026, 11, 21, 18, 0, tzinfo=UTC)


def test_pages_go_together(asked):
    def answer(_name, call, _params):
        if call == 1:
            results = [value(0, 1.0, 2.0, status="PartialData"), value(1, 5.0)]
            return {"MetricDataResults": results, "NextToken": "more"}
        return {"MetricDataResults": [value(0, 4.0)]}

    traffic, calls = asked(answer)

    found = traffic.measure([series(0), series(1)], NOW - HOUR, NOW)

    assert found == {series(0): 7.0, series(1): 5.0}
    assert len(calls) == 2


@pytest.mark.parametrize("status", ["PartialData", "InternalError", "Forbidden"])
def test_what_is_not_complete_is_unreadable(asked, status):
    traffic, _ = asked(
        lambda *_: {"MetricDataResults": [value(0, 0.0, status=status), value(1, 0.0)]}
    )

    found = traffic.measure([series(0), series(1)], NOW - HOUR, NOW)

    assert isinstance(found[series(0)], Unreadable)
    assert found[series(1)] == 0.0


def test_what_is_not_answered_is_unreadable(asked):
    traffic, _ = asked(lambda *_: {"MetricDataResults": [value(0)]})

    found = traffic.measure([series(0), series(1)], NOW - HOUR, NOW)

    assert found[series(0)] == 0.0
    assert isinstance(found[series(1)], Unreadable)


def test_a_call_that_fails_leaves_the_others(asked):
    def answer(_name, call, _params):
        if call == 1:
            raise ClientError({"Error": {"Code": "Throttling"}}, "GetMetricData")
        return {"MetricDataResults": [value(0, 3.0)]}

    traffic, _ = asked(answer)

    found = traffic.measure([series(n) for n in range(501)], NOW - HOUR, NOW)

    assert isinstance(found[series(0)], Unreadable)
    assert found[series(500)] == 3.0


def test_metrics_of_instances_are_not_those_of_variants(asked):
    def metric(**dimensions):
        listed = [{"Name": k, "Value": v} for k, v in dimensions.items()]
        return {"Dimensions": listed}

    pages = [
        {
            "Metrics": [
                metric(EndpointName="e", VariantName="v"),
                metric(EndpointName="e", VariantName="v", InstanceId="i"),
                metric(InferenceComponentName="c"),
            ],
            "NextToken": "more",
        },
        {"Metrics": [metric(EndpointName="f", VariantName="w")]},
    ]
    traffic, calls = asked(lambda _name, call, _params: pages[call - 1])

    assert list(traffic.active(60)) == [("e", "v"), ("f", "w")]
    assert calls[0]["RecentlyActive"] == "PT3H"


def test_a_long_window_asks_for_metrics_of_two_weeks(asked):
    traffic, calls = asked(lambda *_: {"Metrics": []})

    assert list(traffic.active(181)) == []
    assert "RecentlyActive" not in calls[0]


def test_without_a_list_traffic_is_unavailable(asked):
    def refuse(*_):
        raise ClientError({"Error": {"Code": "Throttling"}}, "ListMetrics")

    traffic, _ = asked(refuse)

    with pytest.raises(UnavailableError):
        list(traffic.active(60))
