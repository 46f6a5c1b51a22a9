"""Room for code of other people: a model's own prints do not reach the log.

The log is read line by line as JSON. A model that prints half a line would
break the next one, and could print what must not be logged.
"""

import io
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO


class _Nowhere(io.TextIOBase):
    def write(self, text: str) -> int:
        return len(text)


class _Mute:
    # Counted, not saved and restored by each caller: a request and the check
    # of a new model run at the same time and may end in any order.
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._inside = 0
        self._streams: tuple[TextIO, TextIO] = (sys.stdout, sys.stderr)

    @contextmanager
    def __call__(self) -> Iterator[None]:
        with self._lock:
            if self._inside == 0:
                self._streams = sys.stdout, sys.stderr
                sys.stdout = sys.stderr = _Nowhere()
            self._inside += 1
        try:
            yield
        finally:
            with self._lock:
                self._inside -= 1
                if self._inside == 0:
                    sys.stdout, sys.stderr = self._streams


muted = _Mute()
