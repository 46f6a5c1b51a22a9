"""Which Regions are cut off, and what happens to who asks something of them.

A Region that is cut off loses nothing: it goes on from what it had. What it was
asked for while it was away was never carried out; what it had carried out, but not
answered yet, is answered by nobody.
"""

import threading
from collections.abc import Callable
from http import HTTPStatus
from typing import Literal, get_args

from local_aws.errors import AwsError

State = Literal["up", "failing", "hanging"]
STATES: tuple[State, ...] = get_args(State)

Listener = Callable[[], None]
"""Told that a Region was cut off, or is back."""


class Outages:
    """The Regions of one local AWS; safe to use from several threads."""

    def __init__(self) -> None:
        """Start with every Region up."""
        self._cut: dict[str, State] = {}
        self._homes: dict[str, str] = {}
        self._listeners: list[Listener] = []
        self._changed = threading.Condition()
        self._closed = False

    def set(self, region: str, state: State) -> None:
        """Cut a Region off, or let it come back; returns when all who listen know.

        Raises:
            ValueError: There is no such state.

        """
        if state not in STATES:
            message = f"{state!r} is no state of a Region: {', '.join(STATES)}"
            raise ValueError(message)
        with self._changed:
            if state == "up":
                self._cut.pop(region, None)
            else:
                self._cut[region] = state
            self._changed.notify_all()
            listeners = list(self._listeners)
        for listener in listeners:
            listener()

    def states(self) -> dict[str, State]:
        """Return the Regions that are cut off, and how."""
        with self._changed:
            return dict(self._cut)

    def is_cut(self, region: str) -> bool:
        """Tell whether a Region is cut off."""
        return region in self._cut

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Tell somebody of each change from now on; returns what ends that."""
        with self._changed:
            self._listeners.append(listener)

        def leave() -> None:
            with self._changed:
                self._listeners.remove(listener)

        return leave

    def lives_in(self, access_key: str, region: str) -> None:
        """Know from where calls with an access key are made."""
        with self._changed:
            self._homes[access_key] = region

    def home_of(self, access_key: str) -> str | None:
        """Return from where calls with a key are made; None for those outside."""
        return self._homes.get(access_key)

    def strike(self, *regions: str | None) -> None:
        """Let a request fail that touches a Region which is cut off.

        Where the Region hangs, so does the request, until the Region is back; then
        it fails all the same.

        Raises:
            AwsError: It touches one.

        """
        with self._changed:
            cut = next((r for r in regions if r in self._cut), None)
            if cut is None:
                return
            while self._cut.get(cut) == "hanging" and not self._closed:
                self._changed.wait()
        text = f"The Region {cut} cannot be reached."
        raise AwsError(
            text, code="ServiceUnavailable", status=HTTPStatus.SERVICE_UNAVAILABLE
        )

    def close(self) -> None:
        """Let nobody hang any more."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
