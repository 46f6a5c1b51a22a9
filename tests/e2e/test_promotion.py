"""Promote and roll back while requests stream in."""

import threading
import time
from dataclasses import dataclass, field
from typing import Self

import pytest

from tests.support.deployment import Answer, Deployment
from tests.support.models import publish_text_model

# What an environment needs beside the refresh time to load a small model, on a
# machine that is busy with the stream.
LOADING_SECONDS = 4

WINDOW_SECONDS = 3

# Requests that take long enough for all threads to be at it at once: each keeps
# an environment in use. One that nobody uses is frozen, and follows the pointer
# with its next request only (decision 4).
THREADS = 3
PAYLOAD = ["an instance"] * 4000
CYCLE_SECONDS = 0.06  # below what the stage takes: a throttled request says nothing


@dataclass
class Stream:
    """Requests one after another, from several threads, until it is closed."""

    deployment: Deployment
    key: str
    answers: list[tuple[float, Answer]] = field(default_factory=list)
    _closed: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Self:
        self._threads = [threading.Thread(target=self._run) for _ in range(THREADS)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closed.set()
        for thread in self._threads:
            thread.join()

    def _run(self) -> None:
        while not self._closed.is_set():
            sent = time.monotonic()
            answer = self.deployment.predict(PAYLOAD, key=self.key)
            self.answers.append((sent, answer))
            time.sleep(max(0.0, sent + CYCLE_SECONDS - time.monotonic()))

    def versions_since(self, moment: float) -> set[str]:
        return {
            a.headers.get("x-model-version", "") for t, a in self.answers if t >= moment
        }


@pytest.fixture
def key(deployment: Deployment):
    with deployment.client_key("promotion") as value:
        yield value


def test_every_answer_names_the_new_model_in_time_and_none_fails(
    deployment: Deployment, key: str, tmp_path, the_demo_model_stays_live
):
    first = publish_text_model(deployment, tmp_path / "one", label="one")
    second = publish_text_model(deployment, tmp_path / "two", label="two")
    # An environment in use looks after the refresh time; one that was hardly used
    # may give an old answer until twice that, when it looks before it answers.
    limit = 2 * deployment.refresh_seconds + LOADING_SECONDS
    # The demo's model need not take texts.
    before = publish_text_model(deployment, tmp_path / "zero", label="zero")
    deployment.inferway(
        "promote", before.name, before.version, "--bucket", deployment.bucket
    )
    deployment.recycle_environments()

    with Stream(deployment, key) as stream:
        for change, wanted in (
            (("promote", first.name, first.version), first),
            (("promote", second.name, second.version), second),
            (("rollback",), first),
        ):
            deployment.inferway(*change, "--bucket", deployment.bucket)
            time.sleep(limit)
            settled = time.monotonic()
            time.sleep(WINDOW_SECONDS)
            assert stream.versions_since(settled) == {wanted.version}

    failed = [a for _, a in stream.answers if a.status != 200]
    assert failed == []
    assert len(stream.answers) > 20, "too few requests to say anything"
