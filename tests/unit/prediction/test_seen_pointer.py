"""A pointer that was looked at once says the same for ever."""

import pytest

from prediction.ports import NothingPublishedError, StoreUnavailableError
from prediction.seen_pointer import SeenPointer


class Objects:
    """A store that nobody may ask for its pointer."""

    def read(self, pinned):
        return f"bytes of {pinned}".encode()


def test_what_was_seen_is_what_is_live():
    store = SeenPointer((b"a pointer", "an etag"), Objects())

    assert store.pointer(unless_etag=None) == (b"a pointer", "an etag")
    assert store.pointer(unless_etag="another") == (b"a pointer", "an etag")
    assert store.pointer(unless_etag="an etag") is None
    assert store.read("an object") == b"bytes of an object"


def test_what_was_not_seen_is_not_there_and_not_healthy():
    with pytest.raises(StoreUnavailableError) as caught:
        SeenPointer(None, Objects()).pointer(unless_etag=None)

    # That would pass for a store which has none yet.
    assert not isinstance(caught.value, NothingPublishedError)
