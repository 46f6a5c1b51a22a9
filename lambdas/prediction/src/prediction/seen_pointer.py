"""A model store whose pointer was looked at once."""

from model_store.pointer import PinnedObject
from prediction.ports import ModelStore, StoreUnavailableError


class SeenPointer:
    """Goes on naming the model that was live when it was looked at.

    The records of one transform job all get the answers of one model, also
    from a worker that was started in the middle of it.
    """

    def __init__(self, found: tuple[bytes, str] | None, store: ModelStore) -> None:
        """Take the pointer and its ETag, None if it could not be read."""
        self._found = found
        self._store = store

    def pointer(self, *, unless_etag: str | None) -> tuple[bytes, str] | None:
        """Return what was seen; None if it still has this ETag.

        Raises:
            StoreUnavailableError: It could not be read.

        """
        if self._found is None:
            message = "the live pointer could not be read when the container started"
            raise StoreUnavailableError(message)
        return None if self._found[1] == unless_etag else self._found

    def read(self, pinned: PinnedObject) -> bytes:
        """Return an object that the pointer pins, of the pinned size.

        Raises:
            StoreUnavailableError: It cannot be read now.
            ModelRefusedError: It does not have the pinned size.

        """
        return self._store.read(pinned)
