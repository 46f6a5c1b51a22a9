"""Who sent a request knows what became of it, and what nobody knows of."""

import pytest

from client.addresses import read_addresses
from client.confirmations import Confirmations, Standing
from client.inferences import PASSING_WITH_KEY, Inferences
from client.journal import Journal
from client.rounds import Rounds
from client.transport import HttpTransport
from model.errors import PredictionError, UnavailableError

PAYLOAD = {"instances": ["a"]}
UNKNOWN = (404, {}, {"error": {"code": "not_found", "message": "m"}})


class Api:
    """Takes what it is sent, and says of each what it is told to say."""

    def __init__(self) -> None:
        self.down = False
        self.states = {}
        self.posted = []

    def __call__(self, region, method, path, headers, body):
        if self.down:
            return None
        if method == "POST":
            key = headers["idempotency-key"]
            self.posted.append((key, body))
            name = f"id-{key}"
            self.states.setdefault(name, "pending")
            return 202, {}, {"id": name, "status": self.states[name]}
        name = path.rpartition("/")[2]
        if name not in self.states:
            return UNKNOWN
        return 200, {}, {"id": name, "status": self.states[name]}


@pytest.fixture
def home_and_away(regions):
    return regions("home", Api()), regions("away", Api())


@pytest.fixture
def confirmations(home_and_away, time):
    def make(journal=None):
        rounds = Rounds(
            read_addresses([f"{r.name}={r.url}/inferences" for r in home_and_away]),
            HttpTransport(),
            time.patience(tries=1),
            PASSING_WITH_KEY,
        )
        inferences = Inferences(rounds, "the-key", lambda _: None)
        return Confirmations(inferences, Journal() if journal is None else journal)

    return make


def standings(confirmations):
    return {one.sent.key: one.standing for one in confirmations.ask()}


def test_what_the_other_region_does_not_know_is_named(home_and_away, confirmations):
    home, away = home_and_away
    asks = confirmations()
    for key in ("k1", "k2", "k3"):
        asks.send(PAYLOAD, key=key)
    away.answer.states |= {"id-k1": "succeeded", "id-k3": "failed"}
    home.answer.down = True

    found = asks.ask()

    assert [one.standing for one in found] == [
        Standing.SUCCEEDED,
        Standing.UNKNOWN,
        Standing.FAILED,
    ]
    assert [one.sent.id for one in found if not one.confirmed] == ["id-k2"]
    assert found[0].answered_by == "away"
    assert found[0].sent.taken_by == "home"


def test_it_is_sent_again_as_it_was(home_and_away, confirmations):
    home, away = home_and_away
    asks = confirmations()
    asks.send(PAYLOAD, key="k1")
    home.answer.down = True

    [again] = asks.send_again(one for one in asks.ask() if not one.confirmed)

    assert again.id == "id-k1"
    assert away.answer.posted == home.answer.posted == [("k1", PAYLOAD)]
    assert standings(asks) == {"k1": Standing.PENDING}


def test_what_was_never_taken_is_told_apart(home_and_away, confirmations):
    for region in home_and_away:
        region.answer.down = True
    asks = confirmations()

    with pytest.raises(UnavailableError):
        asks.send(PAYLOAD, key="k1")

    assert standings(asks) == {"k1": Standing.NOT_TAKEN}


def test_what_cannot_be_asked_is_not_taken_for_lost(home_and_away, confirmations):
    asks = confirmations()
    asks.send(PAYLOAD, key="k1")
    for region in home_and_away:
        region.answer.down = True

    assert standings(asks) == {"k1": Standing.UNREADABLE}


def test_a_journal_outlives_its_process(home_and_away, confirmations, tmp_path):
    file = tmp_path / "sent.jsonl"
    confirmations(Journal(file)).send(PAYLOAD, key="k1")
    for region in home_and_away:
        region.answer.down = True
    with pytest.raises(UnavailableError):
        confirmations(Journal(file)).send(PAYLOAD, key="k2")

    after = Journal(file)

    assert [(one.key, one.id, one.payload) for one in after] == [
        ("k1", "id-k1", PAYLOAD),
        ("k2", None, PAYLOAD),
    ]
    assert not any(one.ended for one in after)


def test_an_end_is_kept(home_and_away, confirmations, tmp_path):
    file = tmp_path / "sent.jsonl"
    asks = confirmations(Journal(file))
    asks.send(PAYLOAD, key="k1")
    home_and_away[0].answer.states["id-k1"] = "succeeded"
    asks.ask()

    [one] = Journal(file)

    assert one.ended
    assert len(file.read_text().splitlines()) == 3


def test_a_key_is_for_one_request(confirmations):
    asks = confirmations()
    asks.send(PAYLOAD, key="k1")

    with pytest.raises(PredictionError, match="'k1'"):
        asks.send({"instances": ["b"]}, key="k1")


@pytest.mark.parametrize("text", ["[]", '{"key": 1, "other": 2}', "not JSON"])
def test_another_file_is_refused(tmp_path, text):
    file = tmp_path / "notes.txt"
    file.write_text(text + "\n")

    with pytest.raises(PredictionError, match="line 1"):
        Journal(file)


def test_an_answer_that_is_no_inference_is_none(regions, time):
    odd = regions("odd", lambda *_: (200, {}, {"status": "fine"}))
    rounds = Rounds(read_addresses([odd.url]), HttpTransport(), time.patience())

    with pytest.raises(PredictionError, match="is it an"):
        Inferences(rounds, "the-key", lambda _: None).find("id-1")
