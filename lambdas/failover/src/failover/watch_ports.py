"""What the watch needs of the outside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, kw_only=True)
class CheckSetting:
    """How a health check is set.

    Attributes:
        id: Of the check.
        disabled: It counts as healthy then.
        inverted: It says the opposite then.

    """

    id: str
    disabled: bool
    inverted: bool


class CheckSettings(Protocol):
    """Route 53's health checks."""

    def settings(self) -> Mapping[str, CheckSetting | None]:
        """Return how each is set, by what it is for; None of one that is gone.

        Raises:
            UnavailableError: Route 53 cannot be reached or refuses.

        """
        ...


class Replicas(Protocol):
    """The home Region's replicas of the tables, as this Region knows them."""

    def states(self) -> Mapping[str, str | None]:
        """Return the state of each, by table; None where there is none.

        Raises:
            UnavailableError: DynamoDB cannot be reached or refuses.

        """
        ...


@dataclass(frozen=True, kw_only=True)
class LivePointer:
    """The live pointer of a store.

    Attributes:
        version_id: S3 version, the same in both stores for the same write.
        model: Name and version of what it names.
        written_at: Seconds since 1970.

    """

    version_id: str
    model: str
    written_at: float


@dataclass(frozen=True, kw_only=True)
class Models:
    """What both Regions have of the live model.

    Attributes:
        home: The home Region's pointer; None where nothing is live.
        standby: This Region's.
        missing: Keys of what the home Region's pointer pins and this Region lacks.

    """

    home: LivePointer | None
    standby: LivePointer | None
    missing: Sequence[str] = ()


class ModelStores(Protocol):
    """The model stores of both Regions."""

    def look(self) -> Models:
        """Compare them.

        Raises:
            UnavailableError: S3 cannot be reached or refuses, or a pointer is none.

        """
        ...


@dataclass(frozen=True, kw_only=True)
class Unstarted:
    """Inferences that nobody works on.

    Attributes:
        ids: Of their records, so many as are named.
        more: Whether there are more.

    """

    ids: Sequence[str]
    more: bool = False


@dataclass(frozen=True, kw_only=True)
class Memory:
    """What the watch knows of its looks before.

    Attributes:
        keys: Of the obstacles that people were told of last.
        told_at: When, seconds since 1970; None if never.
        mark: Written in both Regions at the last look; "" at the first.
        marked_at: When, seconds since 1970.

    """

    keys: frozenset[str] = frozenset()
    told_at: float | None = None
    mark: str = ""
    marked_at: float = 0.0


class Memories(Protocol):
    """Where it is kept. Both raise UnavailableError."""

    def read(self) -> Memory:
        """Return it; an empty one before the first look."""
        ...

    def write(self, memory: Memory) -> None:
        """Keep it."""
        ...


class Topic(Protocol):
    """People."""

    def tell(self, subject: str, message: str) -> None:
        """Tell them.

        Raises:
            UnavailableError: They cannot be told.

        """
        ...


class WatchTelemetry(Protocol):
    """Is told what each look found."""

    def watched(self, found: Sequence[str]) -> None:
        """Count obstacles, by their keys."""
        ...
