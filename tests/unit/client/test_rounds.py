"""The next address is asked where a Region is unwell, and only there."""

import socket

import pytest

from client.addresses import read_addresses
from client.patience import Patience
from client.rounds import Request, Rounds
from client.transport import HttpTransport
from model.errors import PredictionError, UnavailableError


def well(region, *_):
    return 200, {}, {"from": region.name}


def failing(status, **headers):
    def answer(region, *_):
        error = {"code": "c", "message": f"not {region.name}"}
        return (
            status,
            {k.replace("_", "-"): v for k, v in headers.items()},
            {"error": error},
        )

    return answer


def hanging(region, *_):
    region.stopped.wait()


def hanging_up(*_):
    return None


@pytest.fixture
def rounds(time):
    def make(*regions, **patience):
        urls = [
            one if isinstance(one, str) else f"{one.name}={one.url}" for one in regions
        ]
        return Rounds(read_addresses(urls), HttpTransport(), time.patience(**patience))

    return make


def ask(rounds, **other):
    return rounds.send(Request(**other), rounds.deadline())


@pytest.fixture(
    params=["no such name", "no connection", "no answer", "hung up", 500, 502, 503, 504]
)
def unwell(request, regions):
    """Give an address that fails, each in a way of its own."""
    match request.param:
        case "no such name":
            return "home=http://home.invalid"
        case "no connection":
            with socket.create_server(("127.0.0.1", 0)) as free:
                return f"home=http://127.0.0.1:{free.getsockname()[1]}"
        case "no answer":
            return regions("home", hanging)
        case "hung up":
            return regions("home", hanging_up)
        case status:
            return regions("home", failing(status))


def test_another_region_answers_at_once(rounds, regions, time, unwell):
    other = regions("other", well)
    asked = rounds(unwell, other, read_seconds=0.5)

    address, reply = ask(asked, body=b"{}", headers={"x-api-key": "k"})

    assert (address.name, reply.document()) == ("other", {"from": "other"})
    assert time.slept == []
    assert other.requests[0][2]["x-api-key"] == "k"


def test_who_answered_last_is_asked_first(rounds, regions):
    home, other = regions("home", failing(503)), regions("other", well)
    asked = rounds(home, other)

    for _ in range(3):
        ask(asked)
    home.answer, other.answer = well, failing(500)
    address, _ = ask(asked)

    assert (len(home.requests), len(other.requests)) == (2, 4)
    assert address.name == "home"


@pytest.mark.parametrize("status", [302, 400, 403, 404, 409, 413, 415, 422])
def test_the_caller_s_faults_are_told_and_go_no_further(rounds, regions, status):
    home, other = regions("home", failing(status)), regions("other", well)

    with pytest.raises(PredictionError, match=f"home: HTTP {status}, c: not home"):
        ask(rounds(home, other))

    assert (len(home.requests), other.requests) == (1, [])


def test_a_status_can_be_an_answer(rounds, regions):
    asked = rounds(regions("home", failing(404)))

    _, reply = asked.send(Request(method="GET"), asked.deadline(), answers={404})

    assert reply.status == 404


def test_who_asks_too_often_waits_and_asks_the_same(rounds, regions, time):
    def once_busy(region, *rest):
        later = len(region.requests) > 1
        return well(region) if later else failing(429, Retry_After="7")(region, *rest)

    home, other = regions("home", once_busy), regions("other", well)

    address, _ = ask(rounds(home, other))

    assert (address.name, other.requests, time.slept) == ("home", [], [7.0])


def test_all_are_asked_round_by_round(rounds, regions, time):
    def later_well(region, *rest):
        return well(region) if len(region.requests) > 2 else failing(503)(region, *rest)

    home, other = regions("home", failing(503)), regions("other", later_well)

    address, _ = ask(rounds(home, other))

    assert (address.name, len(home.requests)) == ("other", 3)
    assert time.slept == [0.5, 1.0]


def test_after_every_try_each_says_why(rounds, regions, time):
    asked = rounds(regions("home", failing(503)), regions("other", failing(500)))

    with pytest.raises(UnavailableError) as raised:
        ask(asked)

    assert "home: HTTP 503, c: not home" in str(raised.value)
    assert "other: HTTP 500, c: not other" in str(raised.value)
    assert "(tried 3 times)" in str(raised.value)
    assert len(time.slept) == 2


def test_what_no_region_mends_is_not_asked_again(rounds, regions, time):
    home, other = regions("home", failing(500)), regions("other", failing(504))

    with pytest.raises(PredictionError, match=r"home: HTTP 500.*; other: HTTP 504"):
        ask(rounds(home, other))

    assert (len(home.requests), len(other.requests), time.slept) == (1, 1, [])


def test_the_deadline_ends_waits_that_would_pass_it(rounds, regions, time):
    home = regions("home", failing(503, Retry_After="60"))

    with pytest.raises(UnavailableError, match="before the deadline: HTTP 503"):
        ask(rounds(home, total_seconds=30.0))

    assert (len(home.requests), time.slept) == (1, [])


def test_an_answer_has_no_more_time_than_there_is_left(regions):
    given = []

    class Transport:
        def send(self, url, request, seconds):
            given.append(seconds)
            return HttpTransport().send(url, request, 5.0)

    clock = iter([0.0, 4.0])
    patience = Patience(
        read_seconds=35.0, total_seconds=10.0, monotonic=lambda: next(clock)
    )
    asked = Rounds(read_addresses([regions("home", well).url]), Transport(), patience)

    ask(asked)

    assert given == [6.0]


@pytest.mark.parametrize(
    ("text", "name", "url"),
    [
        ("https://api.example.com/predict", "api.example.com", None),
        (
            "https://a1b2.execute-api.eu-central-1.amazonaws.com/v1/predict",
            *("eu-central-1", None),
        ),
        ("second=http://127.0.0.1:1/x=y", "second", "http://127.0.0.1:1/x=y"),
        ("https://api.example.com/?a=https://b", "api.example.com", None),
    ],
)
def test_an_address_says_who_answers(text, name, url):
    [address] = read_addresses([text])

    assert (address.name, address.url) == (name, url or text)


@pytest.mark.parametrize("text", ["", "a=b", "ftp://a/b", "http://", "https://a:b/"])
def test_what_is_no_address_says_so(text):
    with pytest.raises(PredictionError, match="is no address"):
        read_addresses([text])
