"""One client, one key's value, a table in each of two Regions."""

import pytest

from inferences.record import Failure
from tests.support.inference_api import InferenceApi

HOME, STANDBY = "eu-west-1", "eu-central-1"


@pytest.fixture
def home():
    return InferenceApi(HOME)


@pytest.fixture
def standby():
    return InferenceApi(STANDBY)


def replicate(source, target):
    for record in source.records.all():
        target.records.arrive(record, source.records.attend_by.get(record.id))


def test_what_was_sent_to_one_region_is_read_in_the_other(home, standby):
    home.attempts.do = home.attempts.hand_over
    sent = home.post()
    replicate(home, standby)

    assert standby.get(sent.body["id"]).status == 200
    assert standby.get(sent.body["id"], owner="key-2").status == 404


def test_what_is_sent_again_to_the_other_region_is_the_same_inference(home, standby):
    home.attempts.do = home.attempts.hand_over
    sent = home.post(key="once")
    replicate(home, standby)

    again = standby.post(key="once")

    assert (again.status, again.body) == (202, sent.body)
    assert standby.attempts.asked == standby.workflow.started == []
    assert standby.post(["other"], key="once").status == 409


def test_what_had_not_arrived_yet_is_one_record_when_it_does(home, standby):
    """The ID is the same in both: whichever write is later, there is one result."""
    home.attempts.do = home.attempts.hand_over
    sent = home.post(key="once")

    again = standby.post(key="once")

    assert again.body["id"] == sent.body["id"]
    replicate(standby, home)
    assert len(home.records.all()) == 1
    assert home.post(key="once").body["predictions"] == ["alt.atheism"]


def test_how_it_ended_in_the_other_region_is_told(home, standby):
    home.attempts.do = home.attempts.hand_over
    sent = home.post(key="once")
    home.records.fail(sent.body["id"], Failure(code="values_refused", message="No."))
    replicate(home, standby)

    assert standby.post(key="once").status == 422
