"""Whatever several people do to a store at once, its pointer stays true."""

import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
)

from model.errors import LostRaceError, StoreError
from model.names import object_key
from model.publish import publish
from model.store import ModelStore
from model_store.manifest import ARTEFACT_NAME, Manifest
from model_store.pointer import POINTER_KEY, Pointer
from tests.support.model_stores import BUCKET, bucket_on_moto, model_directory

PEOPLE = 3
MODELS = "abcd"


class Store(RuleBasedStateMachine):
    """A model of the store: what is published, and what was live in which order."""

    versions = Bundle("versions")

    def __init__(self) -> None:
        super().__init__()
        self._context = bucket_on_moto()
        self.s3 = self._context.__enter__()
        self._folder = tempfile.TemporaryDirectory()
        self._now = datetime(2030, 1, 1, tzinfo=UTC)
        self.people = [
            ModelStore(self.s3, BUCKET, now=self._clock) for _ in range(PEOPLE)
        ]
        self.published: set[str] = set()
        self.history: list[str] = []
        self.previous: str | None = None

    def teardown(self) -> None:
        self._folder.cleanup()
        self._context.__exit__(None, None, None)

    def _clock(self) -> datetime:
        self._now += timedelta(seconds=1)
        return self._now

    @initialize(target=versions)
    def models(self):
        self.directories = {}
        for label in MODELS:
            found = model_directory(Path(self._folder.name) / label, label)
            self.directories[found.manifest.version] = found
        return multiple(*self.directories)

    @property
    def live(self) -> str | None:
        return self.history[-1] if self.history else None

    @rule(version=versions, who=st.integers(0, PEOPLE - 1))
    def publish(self, version: str, who: int) -> None:
        done = publish(self.directories[version].path, self.people[who])
        assert bool(done.uploaded) == (version not in self.published)
        self.published.add(version)

    @rule(version=versions, who=st.integers(0, PEOPLE - 1))
    def promote(self, version: str, who: int) -> None:
        self._change(self._promotes(version, self.people[who]))

    @rule(who=st.integers(0, PEOPLE - 1))
    def rollback(self, who: int) -> None:
        self._change(self._rolls_back(self.people[who]))

    @rule(
        first=st.none() | versions,
        second=st.none() | versions,
    )
    def two_at_once(self, first: str | None, second: str | None) -> None:
        """One person acts between another's look at the pointer and their write."""
        slow, fast = self.people[:2]
        write = slow.bucket.write
        meddled = []

        def write_after_the_other(*arguments, **options):
            slow.bucket.write = write  # type: ignore[method-assign]
            before = list(self.history)
            self._change(self._action(second, fast))
            meddled.append(self.history != before)
            return write(*arguments, **options)

        slow.bucket.write = write_after_the_other  # type: ignore[method-assign]
        try:
            change = self._action(first, slow)
            lost = False
            try:
                self._change(change)
            except LostRaceError:
                lost = True
            assert lost == (meddled == [True])
        finally:
            slow.bucket.write = write  # type: ignore[method-assign]

    def _action(self, version: str | None, who: ModelStore):
        return (
            self._rolls_back(who) if version is None else self._promotes(version, who)
        )

    def _promotes(self, version: str, who: ModelStore):
        return (
            lambda: who.promote("tiny", version),
            version if version in self.published else None,
        )

    def _rolls_back(self, who: ModelStore):
        return who.rollback, self.previous

    def _change(self, change: tuple[Callable, str | None]) -> None:
        """Carry a change out in the store, and in the model if it is done."""
        act, becomes_live = change
        try:
            done = act()
        except LostRaceError:
            raise
        except StoreError:
            assert becomes_live is None
            return
        assert done.live.version == becomes_live
        assert done.changed == (becomes_live != self.live)
        if done.changed:
            self.previous = self.live
            self.history.append(becomes_live)

    @invariant()
    def pointer_is_what_was_last_done(self) -> None:
        pointer = self._pointer()
        if pointer is None:
            assert self.live is None
            return
        assert pointer.live.version == self.live
        found = None if pointer.previous is None else pointer.previous.version
        assert found == self.previous

    @invariant()
    def pointer_names_only_what_is_published_and_whole(self) -> None:
        pointer = self._pointer()
        if pointer is None:
            return
        for model in filter(None, (pointer.live, pointer.previous)):
            assert model.version in self.published
            for pinned in (model.manifest, model.archive, *model.files.values()):
                body = self.s3.get_object(
                    Bucket=BUCKET, Key=pinned.key, VersionId=pinned.version_id
                )["Body"].read()
                pinned.digest.check(body, pinned.key)
            data = self.s3.get_object(Bucket=BUCKET, Key=model.manifest.key)["Body"]
            assert Manifest.parse(data.read()).version == model.version

    @invariant()
    def history_is_true(self) -> None:
        periods = list(self.people[0].history())
        assert [one.version for one in reversed(periods)] == self.history

    @invariant()
    def every_version_was_written_once(self) -> None:
        for version in self.published:
            key = object_key("tiny", version, ARTEFACT_NAME)
            found = self.s3.list_object_versions(Bucket=BUCKET, Prefix=key)
            assert len(found["Versions"]) == 1

    def _pointer(self) -> Pointer | None:
        try:
            answer = self.s3.get_object(Bucket=BUCKET, Key=POINTER_KEY)
        except self.s3.exceptions.NoSuchKey:
            return None
        return Pointer.parse(answer["Body"].read())


TestStore = Store.TestCase
TestStore.settings = settings(
    max_examples=10,
    stateful_step_count=16,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
