"""Environments that die at a call of theirs, because a test wants it so."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from local_aws.calls import Call

_BIRTH_SECONDS = 30.0


class DiedError(Exception):
    """Whoever made the call is dead; the call is not to be carried out."""


@dataclass(kw_only=True)
class Death:
    """One death that is to happen.

    Attributes:
        function: Whose environment dies; whichever calls.
        after_calls: How many more calls are made before the fatal one.
        after_done: Whether the fatal call is carried out, its answer lost.

    """

    function: str
    after_calls: int
    after_done: bool = False


@dataclass(kw_only=True)
class _Life:
    function: str
    born: threading.Event = field(default_factory=threading.Event)
    kill: Callable[[], None] = lambda: None


class Deaths:
    """Knows environments by their access keys, and which is to die when.

    Only calls that the function's own code makes count: what the service does
    with the same role, such as writing its log, has other credentials.
    """

    def __init__(self) -> None:
        """Start with nobody."""
        self._lock = threading.Lock()
        self._lives: dict[str, _Life] = {}
        self._ordered: list[Death] = []

    def order(self, death: Death) -> None:
        """Let an environment of a function die at a call.

        Raises:
            ValueError: It counts below 0.

        """
        if death.after_calls < 0:
            message = "after_calls is below 0"
            raise ValueError(message)
        with self._lock:
            self._ordered.append(death)

    def expect(self, access_key: str, function: str) -> None:
        """Know whose an access key is, before it is used."""
        with self._lock:
            self._lives[access_key] = _Life(function=function)

    def born(self, access_key: str, kill: Callable[[], None]) -> None:
        """Take what ends the environment of a key."""
        life = self._lives[access_key]
        life.kill = kill
        life.born.set()

    def strike(self, call: Call) -> Callable[[], None] | None:
        """Count a call; let its caller die if it is the one.

        Returns:
            What is to be called once the call is carried out: it lets the caller
            die. None for those who live.

        Raises:
            DiedError: The caller died before the call.

        """
        with self._lock:
            life = self._lives.get(call.access_key)
            death = next(
                (d for d in self._ordered if life and d.function == life.function),
                None,
            )
            if life is None or death is None:
                return None
            death.after_calls -= 1
            if death.after_calls >= 0:
                return None
            self._ordered.remove(death)

        def die() -> None:
            life.born.wait(_BIRTH_SECONDS)
            life.kill()
            message = f"{life.function} died at {call.service} {call.operation}"
            raise DiedError(message)

        if not death.after_done:
            die()
        return die
