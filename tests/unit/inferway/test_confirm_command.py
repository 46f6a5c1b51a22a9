"""confirm as a person types it, after infer --journal."""

import pytest

from tests.unit.client.conftest import Region

UNKNOWN = (404, {}, {"error": {"code": "not_found", "message": "m"}})


class Api:
    """Takes whatever it is sent, and knows it until it is to forget."""

    def __init__(self) -> None:
        self.known = {}

    def __call__(self, region, method, path, headers, body):
        if method == "POST":
            name = f"id-{headers['idempotency-key']}"
            self.known[name] = {
                "id": name,
                "status": "succeeded",
                "predictions": ["up"],
                "model": {"name": "m", "version": "1"},
            }
        else:
            name = path.rpartition("/")[2]
        return (200, {}, self.known[name]) if name in self.known else UNKNOWN


@pytest.fixture
def api():
    region = Region("home", Api())
    yield region
    region.close()


@pytest.fixture
def url(api, monkeypatch):
    monkeypatch.setenv("INFERWAY_API_KEY", "from-env")
    return f"{api.url}/inferences"


@pytest.fixture
def journal(inferway, url, tmp_path):
    """Send two."""
    file = tmp_path / "sent.jsonl"
    for key in ("k1", "k2"):
        shown = inferway(
            *("infer", url, "a", "--idempotency-key", key, "--journal", str(file))
        )
        assert (shown.code, shown.out) == (0, "up\n")
    return str(file)


def test_all_is_well(inferway, url, journal):
    shown = inferway("confirm", url, "--journal", journal)

    assert (shown.code, shown.out) == (
        0,
        "id-k1\tsucceeded\tk1\nid-k2\tsucceeded\tk2\n",
    )


def test_what_is_lost_is_named(inferway, api, url, journal):
    del api.answer.known["id-k2"]

    shown = inferway("confirm", url, "--journal", journal, "--json")

    assert shown.code == 1
    assert shown.document["unconfirmed"] == 1
    assert shown.document["inferences"][1] == {
        "id": "id-k2",
        "idempotency_key": "k2",
        "standing": "unknown",
        "taken_by": "127.0.0.1",
        "answered_by": None,
    }


def test_it_is_sent_again(inferway, api, url, journal):
    del api.answer.known["id-k2"]

    shown = inferway("confirm", url, "--journal", journal, "--send-again", "--json")

    assert (shown.code, shown.document["sent_again"]) == (0, ["id-k2"])
    assert "id-k2" in api.answer.known


def test_what_cannot_be_asked_is_unsure(inferway, api, url, journal):
    api.answer = lambda *_: None

    shown = inferway(
        *("confirm", url, "--journal", journal, "--deadline", "0.1", "--send-again")
    )

    assert shown.code == 1
    assert shown.out == "id-k1\tunreadable\tk1\nid-k2\tunreadable\tk2\n"


def test_a_journal_has_to_be_there(inferway, url, tmp_path):
    file = str(tmp_path / "none.jsonl")

    assert inferway("confirm", url, "--journal", file).code == 2
