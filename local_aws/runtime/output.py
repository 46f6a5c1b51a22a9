"""The lines that a function writes to its standard output and error."""

import os
import selectors
import threading
from collections.abc import Callable, Sequence

_CHUNK = 65536
# CloudWatch Logs takes no longer event.
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
_MAX_LINE = 1024 * 1024 - 26


class OutputReader:
    """Reads a pipe in a thread of its own, and at once when asked to.

    Args:
        descriptor: The pipe's reading end; closed by `close`.
        take: Called with the lines, in order, from one thread at a time.

    """

    def __init__(self, descriptor: int, take: Callable[[Sequence[str]], None]) -> None:
        """Start reading."""
        self._descriptor = descriptor
        self._take = take
        self._rest = b""
        self._ended = False
        self._lock = threading.Lock()
        os.set_blocking(descriptor, False)
        self._wake, self._waker = os.pipe()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def drain(self, *, whole: bool = False) -> None:
        """Pass on what was written until now.

        Args:
            whole: Also a last line that has no end yet.

        """
        with self._lock:
            lines = self._lines()
            if whole and self._rest:
                lines.append(self._rest)
                self._rest = b""
            if lines:
                self._take([line.decode(errors="replace") for line in lines])

    def close(self) -> None:
        """Pass on the rest and stop reading, whoever still has the other end."""
        os.write(self._waker, b".")
        self._thread.join()
        self.drain(whole=True)
        for descriptor in (self._descriptor, self._wake, self._waker):
            os.close(descriptor)

    def _read(self) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(self._descriptor, selectors.EVENT_READ)
            selector.register(self._wake, selectors.EVENT_READ)
            while not self._ended:
                ready = {key.fd for key, _ in selector.select()}
                if self._wake in ready:
                    return
                self.drain()

    def _lines(self) -> list[bytes]:
        lines: list[bytes] = []
        while not self._ended:
            try:
                chunk = os.read(self._descriptor, _CHUNK)
            except BlockingIOError:
                break
            self._ended = not chunk
            *whole, self._rest = (self._rest + chunk).split(b"\n")
            lines.extend(line for line in whole if line)
            while len(self._rest) > _MAX_LINE:
                lines.append(self._rest[:_MAX_LINE])
                self._rest = self._rest[_MAX_LINE:]
        return lines
