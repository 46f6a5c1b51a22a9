"""An inference ends, whichever Region fails on the way, and is done once."""

import pytest

from client.addresses import read_addresses
from client.inferences import PASSING_WITH_KEY, Inferences
from client.rounds import Rounds
from client.transport import HttpTransport
from model.errors import PredictionError, UnavailableError

PAYLOAD = {"instances": ["a"]}
ERROR = {"error": {"code": "c", "message": "m"}}


class Api:
    """Answers as the API does: a record a key, done after some looks at it."""

    def __init__(self, *, looks: int = 0) -> None:
        self.looks = looks
        self.down = False
        self.work = []

    def __call__(self, region, method, path, headers, body):
        if self.down:
            return None
        if method == "POST":
            key = headers["idempotency-key"]
            name = f"{region.name}-{key}"
            if name not in region.records:
                self.work.append(key)
                region.records[name] = self.looks
            return self.told(region, name)
        name = path.rpartition("/")[2]
        if name not in region.records:
            return 404, {}, ERROR
        region.records[name] -= 1
        return self.told(region, name)

    def told(self, region, name):
        if region.records[name] > 0:
            return 202, {"Retry-After": "5"}, {"id": name, "status": "pending"}
        found = {"id": name, "status": "succeeded", "predictions": ["A"]}
        return 200, {}, {**found, "model": {"name": "m", "version": "1"}}


@pytest.fixture
def told():
    return []


@pytest.fixture
def inferences(time, told):
    def make(*regions, **patience):
        rounds = Rounds(
            read_addresses([f"{one.name}={one.url}/inferences" for one in regions]),
            HttpTransport(),
            time.patience(**patience),
            PASSING_WITH_KEY,
        )
        return Inferences(rounds, "the-key", told.append)

    return make


def test_an_answer_at_once(inferences, regions):
    home = regions("home", Api())

    found = inferences(home).infer(PAYLOAD, key="k1")

    assert (found.id, found.status, found.answered_by) == (
        *("home-k1", "succeeded"),
        "home",
    )
    assert found.content["predictions"] == ["A"]
    [(_, path, headers, body)] = home.requests
    assert (path, body) == ("/inferences", PAYLOAD)
    assert (headers["idempotency-key"], headers["x-api-key"]) == ("k1", "the-key")


def test_what_is_pending_is_waited_for(inferences, regions, time, told):
    home = regions("home", Api(looks=2))

    found = inferences(home).infer(PAYLOAD, key="k1")

    assert found.status == "succeeded"
    assert time.slept == [5.0, 5.0]
    assert [one[:2] for one in home.requests[1:]] == [
        ("GET", "/inferences/home-k1")
    ] * 2
    assert home.requests[1][2]["x-api-key"] == "the-key"
    assert told == ["home has taken home-k1: waiting"]


def test_nobody_has_to_wait(inferences, regions, time):
    found = inferences(regions("home", Api(looks=2))).infer(
        PAYLOAD, key="k1", wait=False
    )

    assert (found.status, time.slept) == ("pending", [])


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_one_region_gets_the_same_key_again(inferences, regions, status):
    api = Api()

    def late(region, *rest):
        answer = api(region, *rest)
        # Taken, and the answer lost on the way.
        return answer if len(region.requests) > 1 else (status, {}, ERROR)

    home = regions("home", late)

    assert inferences(home).infer(PAYLOAD, key="k1").status == "succeeded"
    assert [one[2]["idempotency-key"] for one in home.requests] == ["k1", "k1"]
    assert api.work == ["k1"]


def test_the_other_region_gets_the_same_key(inferences, regions):
    home, other = regions("home", Api()), regions("other", Api())
    home.answer.down = True

    found = inferences(home, other).infer(PAYLOAD, key="k1")

    assert (found.answered_by, found.resent) == ("other", ())
    keys = {one[2]["idempotency-key"] for one in (*home.requests, *other.requests)}
    assert keys == {"k1"}


def test_what_was_not_replicated_is_told_and_sent_again(
    inferences, regions, time, told
):
    home, other = regions("home", Api(looks=9)), regions("other", Api(looks=1))

    def cut(seconds):
        home.answer.down = True
        time.slept.append(seconds)
        time.seconds += seconds

    found = inferences(home, other, sleep=cut).infer(PAYLOAD, key="k1")

    assert (found.answered_by, found.id) == ("other", "other-k1")
    assert found.resent == ("home-k1",)
    assert other.answer.work == ["k1"]
    assert "other does not know home-k1: sent again under the same key" in told


def test_a_region_that_forgets_is_not_asked_for_ever(inferences, regions):
    class Forgetful(Api):
        def told(self, region, name):
            region.records.clear()
            return 202, {}, {"id": name, "status": "pending"}

    home = regions("home", Forgetful())

    with pytest.raises(PredictionError, match="takes home-k1 and knows nothing of it"):
        inferences(home).infer(PAYLOAD, key="k1")

    assert len([one for one in home.requests if one[0] == "POST"]) == 4


def test_the_deadline_says_how_to_ask_later(inferences, regions, time):
    home = regions("home", Api(looks=99))

    with pytest.raises(UnavailableError) as raised:
        inferences(home, total_seconds=12.0).infer(PAYLOAD, key="k1")

    assert "its ID is home-k1" in str(raised.value)
    assert "--idempotency-key k1" in str(raised.value)
    assert time.seconds == 12.0


def test_no_region_at_all_says_that_it_may_have_been_taken(inferences, regions):
    home, other = regions("home", Api()), regions("other", Api())
    home.answer.down = other.answer.down = True

    with pytest.raises(UnavailableError, match=r"may have been taken.*-key k1"):
        inferences(home, other).infer(PAYLOAD, key="k1")


@pytest.mark.parametrize("status", [400, 403, 409, 413, 422])
def test_the_caller_s_faults_are_told(inferences, regions, status):
    home = regions("home", lambda *_: (status, {}, ERROR))
    other = regions("other", Api())

    with pytest.raises(PredictionError, match=f"HTTP {status}, c: m"):
        inferences(home, other).infer(PAYLOAD, key="k1")

    assert (len(home.requests), other.requests) == (1, [])


def test_a_failed_inference_says_why(inferences, regions):
    content = {"id": "1", "status": "failed", **ERROR}
    home = regions("home", lambda *_: (200, {}, content))

    with pytest.raises(PredictionError, match="inference 1 failed: c: m"):
        inferences(home).infer(PAYLOAD, key="k1")


@pytest.mark.parametrize("content", [["A"], {"predictions": ["A"]}, {"id": 1}, None])
def test_an_address_of_something_else_is_noticed(inferences, regions, content):
    home = regions("home", lambda *_: (200, {}, content))

    with pytest.raises(PredictionError, match="without an inference"):
        inferences(home).infer(PAYLOAD, key="k1")
