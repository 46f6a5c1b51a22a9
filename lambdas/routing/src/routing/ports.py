"""What the HTTP side of the routing function needs of the rest of it."""

from dataclasses import dataclass
from typing import Protocol

from inferences.paths import Path
from inferences.record import Answer, Record


@dataclass(frozen=True, kw_only=True)
class Size:
    """How much is asked for.

    Attributes:
        instances: How many.
        bytes: Of the payload as it is sent on, in UTF-8.

    """

    instances: int
    bytes: int


@dataclass(frozen=True, kw_only=True)
class Route:
    """Where an inference goes.

    Attributes:
        chain: The paths to try, in their order; at least one.
        reason: Why, in one word, such as "batch_threshold".

    """

    chain: tuple[Path, ...]
    reason: str


class UnknownTrafficClassError(Exception):
    """No class of this name is configured."""


class Router(Protocol):
    """The rule with the config that is in force."""

    def route(self, traffic_class: str, size: Size) -> Route:
        """Decide where an inference goes.

        Raises:
            UnknownTrafficClassError: There is no such class.
            UnavailableError: The config was never read, and cannot be now.

        """
        ...


@dataclass(frozen=True, kw_only=True)
class Succeeded:
    """An attempt was answered in time, and the record has ended with it.

    Attributes:
        answer: As it stands in the record.
        predictions_text: What `answer.predictions` holds: JSON text of
            {"predictions": [...]} and perhaps "probabilities" and "classes".

    """

    answer: Answer
    predictions_text: str


@dataclass(frozen=True, kw_only=True)
class Refused:
    """The caller's fault; the record has ended as failed with this.

    Attributes:
        status: Of HTTP, 400 to 499, as the endpoint gave it.
        code: For programs, such as "values_refused".
        message: For the caller.

    """

    status: int
    code: str
    message: str


@dataclass(frozen=True, kw_only=True)
class HandOver:
    """Time is up, or nothing but batch is left: the workflow goes on.

    Attributes:
        position: Index in the chain of the path to go on with.

    """

    position: int


@dataclass(frozen=True, kw_only=True)
class Ended:
    """Somebody else ended the record meanwhile: it says how."""


Outcome = Succeeded | Refused | HandOver | Ended


class Attempts(Protocol):
    """Tries the paths of a record while time lasts."""

    def run(self, record: Record, payload: str, *, deadline: float) -> Outcome:
        """Try the paths of the chain in their order, up to batch.

        Every attempt is noted in the record.

        Args:
            record: Which was written before.
            payload: What `record.payload` holds.
            deadline: Until when to be back, by time.monotonic().

        Raises:
            UnavailableError: The table or the bucket cannot be reached: hand
                the record over from its first path.

        """
        ...
