"""What the service needs from the outside."""

from collections.abc import Sequence
from typing import Protocol

from model_store.manifest import Manifest
from model_store.pointer import PinnedObject
from prediction.answers import Answer, Predictions
from prediction.instances import Row


class ValuesRefusedError(Exception):
    """The model refused values that fit its manifest.

    Attributes:
        index: Of the first instance that has no prediction, where known.

    """

    def __init__(self, index: int | None = None) -> None:
        """Take the index; the reason is the exception's cause."""
        super().__init__(index)
        self.index = index


class ModelFailedError(Exception):
    """The model broke, or gave what is no prediction. The cause says why."""


class StoreUnavailableError(Exception):
    """The model store could not be read now; another try may work."""


class NothingPublishedError(StoreUnavailableError):
    """The store says that it has no live pointer: no model was ever promoted."""


class Model(Protocol):
    """A model that passed its checks."""

    @property
    def manifest(self) -> Manifest:
        """What it says of itself."""

    def predict(
        self, instances: Sequence[str] | Sequence[Row], *, probabilities: bool
    ) -> Predictions:
        """Answer instances that fit the manifest.

        Raises:
            ValuesRefusedError: The values are not for this model.
            ModelFailedError: The model broke.

        """


class Models(Protocol):
    """Where the model of a request comes from."""

    def current(self) -> Model | None:
        """Return the model to serve with now, None while there is no good one."""


class ReadyModels(Models, Protocol):
    """Models of a container, which is asked whether it is healthy."""

    def ready(self) -> bool:
        """Say whether there is a model to serve with now, and wait for nothing.

        Where none was ever promoted, having none is healthy.
        """


class ModelStore(Protocol):
    """A model store, as its reader sees it."""

    def pointer(self, *, unless_etag: str | None) -> tuple[bytes, str] | None:
        """Return the live pointer and its ETag; None if it still has this one.

        Raises:
            NothingPublishedError: There is none.
            StoreUnavailableError: It cannot be read now.
            ModelRefusedError: It is too long to be a pointer.

        """

    def read(self, pinned: PinnedObject) -> bytes:
        """Return an object that a pointer pins, of the pinned size.

        Raises:
            StoreUnavailableError: It cannot be read now.
            ModelRefusedError: It does not have the pinned size.

        """


class Telemetry(Protocol):
    """What is told of requests and models. Never instances, keys or headers."""

    def answered(self, answer: Answer, *, seconds: float, request_id: str) -> None:
        """Tell of a request."""

    def model_raised(self, error: BaseException, *, request_id: str) -> None:
        """Tell what a model raised over a request."""

    def model_loaded(self, manifest: Manifest, *, seconds: float) -> None:
        """Tell of a model that is served from now on."""

    def model_refused(self, reason: str | None) -> None:
        """Tell that the live model is bad, with the reason where it is new."""

    def store_unavailable(self, reason: str) -> None:
        """Tell that the live model could not be read now."""
