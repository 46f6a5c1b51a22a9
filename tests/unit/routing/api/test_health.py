"""GET /health/ready: true, cheap, and no work."""

import pytest

from inferences.active_region import ActiveRegion
from routing.health import FRESH_SECONDS

EVENT = {
    "resource": "/health/ready",
    "path": "/health/ready",
    "httpMethod": "GET",
    "headers": None,
    "requestContext": {"identity": {}, "requestId": "a-check"},
}


@pytest.fixture
def ask(api):
    """Ask, once what was found before is forgotten."""

    def ask():
        api.time += FRESH_SECONDS
        return api.call(EVENT, method="GET", path="/health/ready")

    return ask


def taken(region, *, lost):
    return ActiveRegion(
        region=region, lost=lost, since="2026-11-22T06:00:00+00:00", turn=1, by="a-run"
    )


def test_a_region_that_can_serve_is_ready_without_a_key(ask):
    answer = ask()

    assert (answer.status, answer.body) == (200, {"status": "ready"})
    assert answer.headers["X-Readiness"] == "ready"
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("table", ["records", "config"])
def test_without_a_table_it_is_not(api, ask, table):
    if table == "records":
        api.records.unavailable.add("get")
    else:
        api.active.unavailable = True

    answer = ask()

    assert (answer.status, answer.headers["X-Readiness"]) == (503, "unavailable")
    assert answer.body["error"]["code"] == "service_unavailable"
    assert answer.body["error"]["request_id"] == "a-check"


def test_a_region_that_was_taken_over_from_is_not_ready_however_well_it_is(api, ask):
    api.active.active = taken("eu-central-1", lost="eu-west-1")

    assert ask().headers["X-Readiness"] == "fenced"
    assert ask().status == 503


@pytest.mark.parametrize("lost", ["us-east-1", None])
def test_the_others_are(api, ask, lost):
    api.active.active = taken("eu-west-1", lost=lost)

    assert ask().status == 200


def test_what_was_found_is_good_for_two_seconds(api, ask):
    ask()
    api.records.unavailable.add("get")
    api.time += FRESH_SECONDS / 2

    assert api.call(EVENT, method="GET", path="/health/ready").status == 200
    assert ask().status == 503


def test_it_is_told_when_it_changes_and_never_as_a_request(api, ask):
    ask()
    api.records.unavailable.add("get")
    ask()
    ask()
    api.records.unavailable.clear()
    ask()

    assert [state for state, _ in api.told.readiness] == ["unavailable", "ready"]
    assert api.told.answers == []
