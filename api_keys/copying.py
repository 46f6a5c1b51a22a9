"""Which keys a client's plan lacks in the other Region, and what makes it right."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from model.errors import ModelError


class KeysError(ModelError):
    """Keys that cannot be compared, or copied."""


@dataclass(frozen=True, kw_only=True)
class Key:
    """An API key of one Region.

    Attributes:
        id: That this Region knows it by.
        value: What clients send; nobody shows it.
        enabled: Whether it lets in.

    """

    id: str
    value: str = field(repr=False)
    enabled: bool

    @property
    def digest(self) -> bytes:
        """SHA-256 of the value: what keys are compared by."""
        return hashlib.sha256(self.value.encode()).digest()


class Plans(Protocol):
    """The usage plans and keys of a Region.

    All raise UnavailableError when API Gateway cannot be reached or refuses; no error
    has a value.
    """

    def keys(self, plan: str) -> Sequence[Key]:
        """Return the keys of a usage plan, with their values."""
        ...

    def find(self, wanted: Key) -> Key | None:
        """Return this Region's key of the same value, of whatever plan."""
        ...

    def add(self, key: Key, plan: str) -> None:
        """Import a key whose value is new here, into a plan and under its name."""
        ...

    def attach(self, key: Key, plan: str) -> None:
        """Let a key that is here be one of a plan's."""
        ...

    def enable(self, key: Key) -> None:
        """Let a key in again."""
        ...

    def remove(self, key: Key, plan: str) -> None:
        """Take a key out of a plan; delete it where it is in no other one."""
        ...


class State(StrEnum):
    """How a client's keys compare."""

    SAME = "same"
    MISSING = "missing"
    STALE = "stale"
    NO_KEY = "no-key-at-home"
    NO_PLAN = "no-plan"


@dataclass(frozen=True, kw_only=True)
class Compared:
    """A client's keys in both Regions.

    Attributes:
        client: Its name.
        state: Whether who has a key gets in everywhere, and nobody else.
        missing: Enabled keys of home that do not let in at the standby.
        stale: Keys of the standby that home has not, or not enabled.

    """

    client: str
    state: State
    missing: Sequence[Key] = field(default=(), repr=False)
    stale: Sequence[Key] = field(default=(), repr=False)

    @property
    def same(self) -> bool:
        """Whether there is nothing to do."""
        return self.state is State.SAME


@dataclass(frozen=True, kw_only=True)
class Copied:
    """What was done for a client.

    Attributes:
        client: Its name.
        state: How its keys compared before.
        copied: Keys that let in now and did not before.
        removed: Keys that are gone: rotated, or disabled at home.

    """

    client: str
    state: State
    copied: int = 0
    removed: int = 0


@dataclass(frozen=True, kw_only=True)
class Pair:
    """The two Regions, and the usage plan of each client in each.

    Attributes:
        home: Where keys are made.
        standby: Where they are copied to.
        home_plans: IDs of usage plans by client.
        standby_plans: Likewise.

    """

    home: Plans
    standby: Plans
    home_plans: Mapping[str, str]
    standby_plans: Mapping[str, str]

    @property
    def clients(self) -> Sequence[str]:
        """Of either Region."""
        return sorted({*self.home_plans, *self.standby_plans})


def compare(pair: Pair) -> list[Compared]:
    """Return how each client's keys compare; it changes nothing.

    Raises:
        UnavailableError: A Region cannot be reached, or refuses.

    """
    return [_compare(pair, client) for client in pair.clients]


def copy(pair: Pair) -> Iterator[Copied]:
    """Give each client the keys at the standby that it has at home.

    Done again, it changes nothing. A key that was rotated at home lets in at the
    standby before the one that it replaces is gone. A client without a key at home
    keeps what it has: that is more likely a mistake than meant.

    Raises:
        UnavailableError: A Region cannot be reached, or refuses; what was done of
            the clients before stays done.

    """
    for before in compare(pair):
        if before.state in {State.NO_KEY, State.NO_PLAN}:
            yield Copied(client=before.client, state=before.state)
            continue
        plan = pair.standby_plans[before.client]
        for key in before.missing:
            _let_in(pair.standby, key, plan)
        for key in before.stale:
            pair.standby.remove(key, plan)
        yield Copied(
            client=before.client,
            state=before.state,
            copied=len(before.missing),
            removed=len(before.stale),
        )


def _compare(pair: Pair, client: str) -> Compared:
    if client not in pair.home_plans or client not in pair.standby_plans:
        return Compared(client=client, state=State.NO_PLAN)
    home = pair.home.keys(pair.home_plans[client])
    standby = pair.standby.keys(pair.standby_plans[client])
    wanted = {key.digest for key in home if key.enabled}
    if not wanted:
        return Compared(client=client, state=State.NO_KEY)
    working = {key.digest for key in standby if key.enabled}
    missing = [key for key in home if key.enabled and key.digest not in working]
    stale = [key for key in standby if key.digest not in wanted]
    state = State.MISSING if missing else State.STALE if stale else State.SAME
    return Compared(client=client, state=state, missing=missing, stale=stale)


def _let_in(standby: Plans, wanted: Key, plan: str) -> None:
    here = standby.find(wanted)
    if here is None:
        standby.add(wanted, plan)
        return
    if not here.enabled:
        standby.enable(here)
    if all(key.id != here.id for key in standby.keys(plan)):
        standby.attach(here, plan)
