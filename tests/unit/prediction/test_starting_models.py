"""A worker answers while it loads its first model."""

import multiprocessing
import threading

import pytest

from prediction import starting_models
from prediction.fixed_model import FixedModel
from prediction.starting_models import Serving, StartingModels

MODEL = object()


@pytest.fixture
def gate():
    return threading.Event()


@pytest.fixture
def serving():
    return Serving()


@pytest.fixture
def models(gate, serving):
    def start():
        assert gate.wait(10)
        return FixedModel(MODEL)

    models = StartingModels(start, serving)
    models.begin()
    yield models
    gate.set()


def end(models):
    """Let the start end."""
    for thread in threading.enumerate():
        if thread.name == "model-start":
            thread.join(10)


def test_until_it_has_a_model_it_says_so_and_waits_for_nothing(models, gate):
    assert not models.ready()
    assert models.current() is None
    gate.set()
    end(models)
    assert models.ready()
    assert models.current() is MODEL


def test_where_another_worker_serves_a_request_waits_and_ping_does_not(
    models, gate, serving
):
    serving.begin()
    found = []
    waiting = threading.Thread(target=lambda: found.append(models.current()))
    waiting.start()
    assert not models.ready()
    waiting.join(0.1)
    assert found == []
    gate.set()
    waiting.join(10)

    assert found == [MODEL]


def test_it_waits_only_so_long(models, serving, monkeypatch):
    monkeypatch.setattr(starting_models, "WAIT_SECONDS", 0.01)
    serving.begin()

    assert models.current() is None


def test_the_first_model_of_any_worker_is_known_to_all(models, gate, serving):
    assert not serving.has_begun()
    gate.set()
    end(models)
    assert serving.has_begun()


def test_a_worker_without_a_good_model_has_not_begun_to_serve(serving):
    models = StartingModels(lambda: FixedModel(None), serving)
    models.begin()
    end(models)

    assert not serving.has_begun()
    assert not models.ready()
    assert models.current() is None


def test_another_process_sees_it(serving):
    """As the workers are made: by a fork."""
    context = multiprocessing.get_context("fork")
    child = context.Process(target=serving.begin)
    child.start()
    child.join(30)

    assert serving.has_begun()
