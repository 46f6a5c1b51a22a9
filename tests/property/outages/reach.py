"""Calls of AWS, any of which may be the one at which a Region is cut off."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ConnectionClosedError, EndpointConnectionError

from local_aws.regions.outages import Outages, State

_CONFIG = Config(retries={"total_max_attempts": 1})


class Reach:
    """Who reaches whom.

    Attributes:
        calls: How many calls Regions have answered or failed, for a fuse.

    """

    def __init__(self, outages: Outages) -> None:
        self.calls = 0
        self._outages = outages
        self._fuse: tuple[int, bool, str, State] | None = None
        self._burnt: Callable[[], None] = _nothing

    def set_fuse(
        self,
        calls: int,
        region: str,
        how: State,
        *,
        after: bool,
        burnt: Callable[[], None],
    ) -> None:
        """Cut a Region off at a call made in it, some calls from now.

        Args:
            calls: How many.
            region: Which one is cut off.
            how: It fails or hangs.
            after: Whether that call takes effect, and nobody hears of it.
            burnt: Is told, before anything else can happen.

        """
        self._fuse = (self.calls + calls, after, region, how)
        self._burnt = burnt

    def begin(self, here: str, there: str) -> bool:
        """Count a call; tell whether it gets there."""
        if here == self._fused():
            self.calls += 1
            self._burn(after=False)
        return not self._is_cut(here, there)

    def end(self, here: str, there: str) -> bool:
        """Tell whether anybody hears the answer."""
        if here == self._fused():
            self._burn(after=True)
        return not self._is_cut(here, there)

    def cut_now(self) -> bool:
        """Cut it off if the fuse did not burn in time; tell whether it had to."""
        if self._fuse is None:
            return False
        self._fuse = (self.calls, True, *self._fuse[2:])
        self._burn(after=True)
        return True

    def _fused(self) -> str | None:
        return self._fuse[2] if self._fuse else None

    def _burn(self, *, after: bool) -> None:
        if self._fuse is None or self._fuse[:2] != (self.calls, after):
            return
        _, _, region, how = self._fuse
        self._fuse = None
        self._outages.set(region, how)
        self._burnt()

    def _is_cut(self, *regions: str) -> bool:
        return any(self._outages.is_cut(region) for region in regions)


class Reached:
    """A part that may be out of reach: its methods raise what they are told to."""

    def __init__(
        self, part: Any, reach: Reach, region: str, error: Callable[[], Exception]
    ) -> None:
        self._part, self._reach, self._region = part, reach, region
        self._error = error

    def __getattr__(self, name: str) -> Callable[..., Any]:
        call = getattr(self._part, name)

        def reached(*args: Any, **named: Any) -> Any:
            if not self._reach.begin(self._region, self._region):
                raise self._error()
            answer = call(*args, **named)
            if not self._reach.end(self._region, self._region):
                raise self._error()
            return answer

        return reached


def unreachable() -> Exception:
    """Return what botocore raises."""
    return EndpointConnectionError(endpoint_url="https://gone.amazonaws.com")


class Clients:
    """boto3's clients, made once: each takes as long as an outage does here."""

    def __init__(self) -> None:
        self._clients: dict[tuple[str, str, str], Any] = {}
        self._reach: Reach | None = None

    @contextmanager
    def within(self, reach: Reach) -> Iterator[None]:
        """Let calls be counted, and be cut off."""
        self._reach = reach
        yield
        self._reach = None

    def get(self, service: str, here: str, there: str) -> Any:
        """Return what calls a service of a Region from another, or from itself."""
        found = self._clients.get((service, here, there))
        if found is None:
            found = boto3.client(service, region_name=there, config=_CONFIG)
            found.meta.events.register_first("before-send", self._before(here, there))
            found.meta.events.register("after-call", self._after(here, there))
            self._clients[service, here, there] = found
        return found

    def _before(self, here: str, there: str) -> Callable[..., None]:
        def before(**_: Any) -> None:
            if self._reach is not None and not self._reach.begin(here, there):
                raise unreachable()

        return before

    def _after(self, here: str, there: str) -> Callable[..., None]:
        def after(**_: Any) -> None:
            if self._reach is not None and not self._reach.end(here, there):
                raise ConnectionClosedError(endpoint_url="https://gone.amazonaws.com")

        return after


def _nothing() -> None:
    pass
