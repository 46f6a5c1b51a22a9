"""The model that the live pointer names, followed while requests are answered."""

import threading
import time
from collections.abc import Callable, Sequence

from model_store.errors import IntegrityError, ModelRefusedError
from model_store.manifest import ARTEFACT_NAME, Manifest
from model_store.pointer import LiveModel, Pointer
from prediction.interval import Clock, Interval
from prediction.ports import (
    Model,
    ModelStore,
    NothingPublishedError,
    StoreUnavailableError,
    Telemetry,
)

# How often a fresh environment without a model looks for one. Requests wait for
# that look: an environment is frozen between them, so nothing else would.
RETRY_SECONDS = 5

# How long a request waits for the look of an environment that has stood still for
# more than a whole refresh time. Looks are made while requests come; without any,
# Lambda freezes the environment, and its first answer could be that of a model
# which was rolled back hours ago. A check takes some 20 ms, a small model less
# than a second; with a larger one the old model answers once more. A container of
# a serverless endpoint is frozen likewise. One that is not, or that shares its
# requests with other workers, waits once after a quiet time, which is as right.
WAKE_SECONDS = 2.0

Load = Callable[[Manifest, bytes], Model]


class LiveModels:
    """Serves the live model, and goes on with it while the next one is no good.

    Memory must hold two models and the bytes of one: the old one serves until
    the new one has passed its checks.
    """

    def __init__(
        self,
        store: ModelStore,
        load: Load,
        telemetry: Telemetry,
        *,
        refresh_seconds: float,
        clocks: Sequence[Clock] = (time.monotonic, time.time),
    ) -> None:
        """Take the parts; nothing is read before the first look."""
        self._store = store
        self._load = load
        self._telemetry = telemetry
        self._refresh = Interval(refresh_seconds, clocks)
        self._asleep = Interval(2 * refresh_seconds, clocks)
        self._retry = Interval(min(refresh_seconds, RETRY_SECONDS), clocks)
        # Held by whoever looks at the store: one at a time.
        self._looking = threading.Lock()
        self._model: Model | None = None
        self._live: LiveModel | None = None
        self._seen_etag: str | None = None
        self._refused = False
        self._nothing_published = False

    def start(self) -> None:
        """Look for a model now, while Lambda gives a whole CPU for it.

        A store without a good model is told of and is no error.
        """
        self._looking.acquire()
        self._look_and_release()

    def current(self) -> Model | None:
        """Return the model to serve with now.

        Starts a look at the pointer in the background when one is due, and waits
        for it, WAKE_SECONDS at most, where it is due for so long that the
        environment must have been asleep. Without a model the look is made
        here, by one caller; the others get None.
        """
        if self._begin_look():
            if self._model is None:
                self._look_and_release()
            else:
                # Asked before: the end of a look restarts it.
                asleep = self._asleep.is_over()
                looking = self._look_in_background()
                if asleep and looking is not None:
                    looking.join(WAKE_SECONDS)
        return self._model

    def ready(self) -> bool:
        """Say whether there is a model, and wait for nothing.

        Starts a look in the background when one is due, with a model or without.
        Before the first promote there is nothing to wait for: the store and who
        reads it are made by one apply. Who came up so stays up.
        """
        if self._begin_look():
            self._look_in_background()
        return self._model is not None or self._nothing_published

    def _begin_look(self) -> bool:
        """Say whether a look is due and the caller's to make."""
        interval = self._refresh if self._model is not None else self._retry
        return interval.is_over() and self._looking.acquire(blocking=False)

    def _look_in_background(self) -> threading.Thread | None:
        looking = threading.Thread(
            target=self._look_and_release, name="model-refresh", daemon=True
        )
        try:
            looking.start()
        except RuntimeError as error:
            self._restart()
            self._looking.release()
            self._telemetry.store_unavailable(f"no thread could be started: {error}")
            return None
        return looking

    def _look_and_release(self) -> None:
        try:
            self._look()
        finally:
            # From the end, not the start: a slow store is not asked more often.
            self._restart()
            self._looking.release()

    def _restart(self) -> None:
        for interval in (self._refresh, self._asleep, self._retry):
            interval.restart()

    def _look(self) -> None:
        try:
            found = self._store.pointer(unless_etag=self._seen_etag)
            if found is None:
                if self._refused:
                    # Still bad, and known to be: no second download.
                    self._telemetry.model_refused(None)
                return
            data, etag = found
            self._follow(data, etag)
        except NothingPublishedError as error:
            self._nothing_published = True
            self._telemetry.store_unavailable(str(error))
        except StoreUnavailableError as error:
            self._telemetry.store_unavailable(str(error))
        except MemoryError:
            self._telemetry.store_unavailable(
                "there is too little memory for the next model beside this one"
            )
        except ModelRefusedError as error:
            self._refused = True
            self._telemetry.model_refused(str(error))

    def _follow(self, data: bytes, etag: str) -> None:
        started = time.perf_counter()
        try:
            live = Pointer.parse(data).live
            model = None if self._serves(live) else self._fetch(live)
        except ModelRefusedError:
            # What is wrong with it stays wrong until the pointer changes.
            self._seen_etag = etag
            raise
        if model is not None:
            self._model = model
            self._telemetry.model_loaded(
                model.manifest, seconds=time.perf_counter() - started
            )
        self._live, self._seen_etag, self._refused = live, etag, False

    def _serves(self, live: LiveModel) -> bool:
        return (
            self._live is not None
            and live.manifest == self._live.manifest
            and live.files == self._live.files
        )

    def _fetch(self, live: LiveModel) -> Model:
        what = f"manifest of {live.name} {live.version}"
        data = self._store.read(live.manifest)
        live.manifest.digest.check(data, what)
        manifest = Manifest.parse(data, what)
        if (manifest.name, manifest.version) != (live.name, live.version):
            message = f"the {what} is one of {manifest.name} {manifest.version}"
            raise IntegrityError(message)
        pinned, described = live.files[ARTEFACT_NAME], manifest.files[ARTEFACT_NAME]
        if described != pinned.digest:
            message = (
                f"the live pointer pins {pinned.size} bytes of SHA-256 {pinned.sha256}"
                f" as {ARTEFACT_NAME}, the {what} {described.size} of"
                f" {described.sha256}"
            )
            raise IntegrityError(message)
        return self._load(manifest, self._store.read(pinned))
