"""The live model is followed: what is good is served, what is bad is told of."""

import gc
import threading
import time
import weakref
from dataclasses import dataclass, field, replace

import pytest

from model_store.errors import FormatError, GoldenMismatchError
from model_store.manifest import FileDigest
from model_store.pointer import LiveModel, PinnedObject, Pointer
from prediction.live_model import RETRY_SECONDS, LiveModels
from prediction.ports import NothingPublishedError, StoreUnavailableError
from tests.support.corpus import text_model
from tests.unit.prediction.test_interval import Clock

REFRESH_SECONDS = 60


@dataclass
class Served:
    """A model that is nothing but its manifest."""

    manifest: object


@dataclass
class FakeStore:
    """A store in memory, with faults."""

    data: tuple[bytes, str] | None = None
    objects: dict[str, bytes] = field(default_factory=dict)
    reads: list[str] = field(default_factory=list)
    looks: int = 0
    fault: Exception | None = None
    gate: threading.Event | None = None
    seconds: float = 0

    def pointer(self, *, unless_etag):
        self.looks += 1
        time.sleep(self.seconds)
        if self.gate is not None:
            assert self.gate.wait(60)
        if self.fault is not None:
            raise self.fault
        if self.data is None:
            message = "cannot read live.json"
            raise StoreUnavailableError(message)
        return None if self.data[1] == unless_etag else self.data

    def read(self, pinned):
        self.reads.append(pinned.key)
        return self.objects[pinned.key]

    def promote(self, model, etag, **changes):
        def pin(name, data):
            key = f"{model.manifest.version}/{name}"
            self.objects[key] = data
            digest = FileDigest.of(data)
            return PinnedObject(
                key=key, version_id="v", sha256=digest.sha256, size=digest.size
            )

        artefact = pin("model.pkl", model.artefact)
        live = LiveModel(
            name=model.manifest.name,
            version=model.manifest.version,
            promoted_at=f"at {etag}",
            manifest=pin("manifest.json", model.manifest.to_json()),
            files={"model.pkl": artefact},
            archive=artefact,
        )
        live = replace(live, **changes)
        self.data = Pointer(live=live, previous=None).to_json(), etag
        return live


@pytest.fixture
def clocks():
    return Clock(), Clock()


@pytest.fixture
def fake():
    return FakeStore()


@pytest.fixture
def loads():
    return []


@pytest.fixture
def models(fake, told, clocks, loads):
    def load(manifest, artefact):
        manifest.files["model.pkl"].check(artefact, "model.pkl")
        if manifest.metrics.get("bad"):
            message = "golden instance 0 otherwise"
            raise GoldenMismatchError(message)
        loads.append(manifest.version)
        return Served(manifest)

    return LiveModels(fake, load, told, refresh_seconds=REFRESH_SECONDS, clocks=clocks)


def bad(model):
    return replace(model, manifest=replace(model.manifest, metrics={"bad": 1}))


def labelled(label):
    return text_model(label=label)


def later(clocks, seconds=REFRESH_SECONDS):
    for clock in clocks:
        clock.now += seconds


def settle(models):
    """Let a look in the background end."""
    for thread in threading.enumerate():
        if thread.name == "model-refresh":
            thread.join(10)


def version(models):
    model = models.current()
    return None if model is None else model.manifest.version


@pytest.fixture
def serving(fake, models):
    first = labelled("one")
    fake.promote(first, "1")
    models.start()
    return first.manifest.version


def test_the_live_model_is_served(serving, models, told):
    assert version(models) == serving
    assert [m.version for m in told.loaded] == [serving]


def test_a_promoted_model_is_served_after_the_refresh_time(
    serving, models, fake, clocks, told
):
    second = labelled("two")
    fake.promote(second, "2")

    later(clocks, REFRESH_SECONDS - 1)
    assert version(models) == serving
    settle(models)
    assert fake.looks == 1

    later(clocks, 1)
    version(models)
    settle(models)
    assert version(models) == second.manifest.version
    assert told.refused == told.unavailable == []


def test_a_look_holds_no_request_up_and_there_is_one_at_a_time(
    serving, models, fake, clocks
):
    second = labelled("two")
    fake.promote(second, "2")
    fake.gate = threading.Event()
    later(clocks)

    started = time.monotonic()
    assert [version(models) for _ in range(50)] == [serving] * 50
    assert time.monotonic() - started < 30
    assert fake.looks == 2

    fake.gate.set()
    settle(models)
    assert version(models) == second.manifest.version


def test_a_pointer_that_did_not_change_costs_one_question(
    serving, models, fake, clocks, loads
):
    reads = list(fake.reads)
    for _ in range(3):
        later(clocks)
        version(models)
        settle(models)

    assert fake.looks == 4
    assert fake.reads == reads
    assert loads == [serving]


def test_the_same_model_promoted_again_is_not_loaded_again(
    serving, models, fake, clocks, loads
):
    fake.promote(labelled("one"), "2")
    later(clocks)
    version(models)
    settle(models)

    assert version(models) == serving
    assert loads == [serving]


def test_a_bad_model_is_told_of_once_counted_each_time_and_read_once(
    serving, models, fake, clocks, told
):
    fake.promote(bad(labelled("two")), "2")
    for _ in range(3):
        later(clocks)
        assert version(models) == serving
        settle(models)

    assert told.refused == ["golden instance 0 otherwise", None, None]
    assert len([key for key in fake.reads if "model.pkl" in key]) == 2


def test_after_a_bad_model_the_next_good_one_is_served(
    serving, models, fake, clocks, told
):
    fake.promote(bad(labelled("two")), "2")
    later(clocks)
    version(models)
    settle(models)
    fake.promote(labelled("one"), "3")
    later(clocks)
    version(models)
    settle(models)
    later(clocks)
    version(models)
    settle(models)

    assert version(models) == serving
    assert len(told.refused) == 1


def test_a_store_that_cannot_be_read_is_asked_again(
    serving, models, fake, clocks, told
):
    second = labelled("two")
    fake.promote(second, "2")
    fake.fault = StoreUnavailableError("time-out")
    for _ in range(2):
        later(clocks)
        assert version(models) == serving
        settle(models)
    fake.fault = None
    later(clocks)
    version(models)
    settle(models)

    assert told.unavailable == ["time-out", "time-out"]
    assert version(models) == second.manifest.version


@pytest.mark.parametrize(
    "fault", [FormatError("too long"), MemoryError()], ids=["format", "memory"]
)
def test_the_old_model_survives_other_faults(  # noqa: PLR0913, PLR0917 - fixtures
    serving, models, fake, clocks, told, fault
):
    fake.fault = fault
    later(clocks)
    version(models)
    settle(models)

    assert version(models) == serving
    assert len(told.refused) + len(told.unavailable) == 1


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda live: {"name": "other"}, "is one of tiny"),
        (lambda live: {"version": "0" * 16}, "is one of tiny"),
        (
            lambda live: {"manifest": replace(live.manifest, sha256="0" * 64)},
            "SHA-256",
        ),
        (
            lambda live: {
                "files": {
                    "model.pkl": replace(live.files["model.pkl"], sha256="0" * 64)
                }
            },
            "pins",
        ),
        (
            lambda live: {
                "files": {"model.pkl": replace(live.files["model.pkl"], size=1)}
            },
            "pins",
        ),
    ],
)
def test_pointer_and_manifest_must_agree(  # noqa: PLR0913, PLR0917 - fixtures
    serving, models, fake, clocks, told, loads, change, reason
):
    live = fake.promote(labelled("two"), "2")
    fake.promote(labelled("two"), "3", **change(live))
    later(clocks)
    version(models)
    settle(models)

    assert version(models) == serving
    assert reason in told.refused[0]
    assert loads == [serving]


def test_a_truncated_artefact_is_refused(serving, models, fake, clocks, told):
    live = fake.promote(labelled("two"), "2")
    fake.objects[live.files["model.pkl"].key] = b"short"
    later(clocks)
    version(models)
    settle(models)

    assert version(models) == serving
    assert "has 5 bytes" in told.refused[0]


def test_a_pointer_that_is_none_is_refused(serving, models, fake, clocks, told):
    fake.data = b"{}", "2"
    for _ in range(2):
        later(clocks)
        version(models)
        settle(models)

    assert version(models) == serving
    assert told.refused[0].startswith("the live pointer")
    assert told.refused[1:] == [None]


def test_the_old_model_is_freed(serving, models, fake, clocks):
    old = weakref.ref(models.current())
    fake.promote(labelled("two"), "2")
    later(clocks)
    version(models)
    settle(models)
    version(models)
    gc.collect()

    assert old() is None


def test_without_a_model_it_looks_again_in_the_request(models, fake, clocks, told):
    models.start()
    assert version(models) is None
    assert (fake.looks, len(told.unavailable)) == (1, 1)
    later(clocks, RETRY_SECONDS)
    assert [version(models) for _ in range(5)] == [None] * 5
    assert fake.looks == 2

    first = labelled("one")
    fake.promote(first, "1")
    assert version(models) is None
    later(clocks, RETRY_SECONDS)
    assert version(models) == first.manifest.version


def test_without_a_model_many_requests_make_one_look(models, fake, clocks):
    models.start()
    later(clocks, RETRY_SECONDS)
    fake.gate = threading.Event()
    threads = [threading.Thread(target=models.current) for _ in range(20)]
    for thread in threads:
        thread.start()
    time.sleep(0.1)
    assert sum(thread.is_alive() for thread in threads) == 1
    fake.gate.set()
    for thread in threads:
        thread.join(10)

    assert fake.looks == 2


def test_a_bad_model_at_the_start_is_not_read_again_and_again(
    models, fake, clocks, told
):
    fake.promote(bad(labelled("one")), "1")
    models.start()
    reads = len(fake.reads)
    for _ in range(5):
        later(clocks, RETRY_SECONDS)
        assert version(models) is None

    assert len(fake.reads) == reads
    assert told.refused == ["golden instance 0 otherwise", *[None] * 5]


def test_no_thread_to_be_had_is_told_of(serving, models, clocks, told, monkeypatch):
    def start(_):
        message = "can't start new thread"
        raise RuntimeError(message)

    monkeypatch.setattr(threading.Thread, "start", start)
    later(clocks)

    assert version(models) == serving
    assert "no thread" in told.unavailable[0]
    later(clocks)
    assert version(models) == serving
    assert len(told.unavailable) == 2


def test_a_frozen_environment_looks_when_it_wakes(serving, models, fake, clocks):
    """The monotonic clock stood still; the wall clock did not."""
    second = labelled("two")
    fake.promote(second, "2")
    # Slower than a request that would not wait for it.
    fake.seconds = 0.2
    clocks[1].now += 3600

    assert version(models) == second.manifest.version


@pytest.fixture
def _patient(monkeypatch):
    """Let what waits at all wait for longer than the tests do."""
    monkeypatch.setattr("prediction.live_model.WAKE_SECONDS", 60)


@pytest.mark.usefixtures("_patient")
def test_an_environment_in_use_waits_for_no_look(serving, models, fake, clocks):
    """Not even for one that is due, until nobody has looked for twice as long."""
    second = labelled("two")
    fake.promote(second, "2")
    fake.gate = threading.Event()
    later(clocks, 2 * REFRESH_SECONDS - 1)
    found = []
    request = threading.Thread(target=lambda: found.append(version(models)))
    request.start()
    # It can end only without the look, which goes on until the gate opens.
    request.join(5)
    assert found == [serving]
    assert fake.looks == 2

    fake.gate.set()
    settle(models)
    assert version(models) == second.manifest.version


@pytest.mark.usefixtures("_patient")
def test_a_health_check_waits_for_no_look(serving, models, fake, clocks):
    """SageMaker gives /ping as long as a request may wait for one."""
    fake.promote(labelled("two"), "2")
    fake.gate = threading.Event()
    later(clocks, 3600)
    found = []
    check = threading.Thread(target=lambda: found.append(models.ready()))
    check.start()
    check.join(5)
    assert found == [True]

    fake.gate.set()
    settle(models)
    assert version(models) != serving


def test_a_health_check_alone_finds_the_first_model(models, fake, clocks):
    models.start()
    assert not models.ready()
    fake.promote(labelled("one"), "1")
    later(clocks, RETRY_SECONDS)
    models.ready()
    settle(models)

    assert models.ready()


def test_what_wakes_waits_for_a_slow_store_only_so_long(
    serving, models, fake, clocks, monkeypatch
):
    monkeypatch.setattr("prediction.live_model.WAKE_SECONDS", 0.05)
    fake.promote(labelled("two"), "2")
    fake.gate = threading.Event()
    later(clocks, 2 * REFRESH_SECONDS)

    started = time.monotonic()
    assert version(models) == serving
    assert time.monotonic() - started < 30

    fake.gate.set()
    settle(models)
    assert version(models) != serving


def test_before_the_first_promote_having_no_model_is_healthy(fake, models):
    fake.fault = NothingPublishedError("nothing")
    assert not models.ready()

    models.start()

    assert models.ready()
    assert models.current() is None


@pytest.mark.parametrize(
    "fault", [StoreUnavailableError("403"), FormatError("no pointer")]
)
def test_a_store_that_cannot_be_read_is_not_healthy(fake, models, fault):
    fake.fault = fault
    models.start()

    assert not models.ready()
