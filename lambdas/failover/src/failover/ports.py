"""What the failover needs of the outside, beside the ports of `inferences`."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, kw_only=True)
class Sight:
    """What one look at a Region's /health/ready found.

    Attributes:
        status: Of HTTP; None without an answer.
        readiness: The header X-Readiness; "" without it.
        what: For people.

    """

    status: int | None
    readiness: str
    what: str

    @property
    def serves(self) -> bool:
        """Whether clients should go there."""
        return self.status == 200  # noqa: PLR2004 - HTTP has it so


class Vantage(Protocol):
    """A look at the home Region from here, which Route 53 has no part in."""

    def look(self) -> Sight:
        """Ask for readiness; no answer is an answer too."""
        ...


@dataclass(frozen=True, kw_only=True)
class CheckState:
    """What Route 53 says of the home Region's health checks.

    Attributes:
        declared: Whether people have switched the home Region off.
        disabled: Whether the endpoint's check is; it counts as healthy then.
        good: How many checkers had a good answer last.
        asked: How many checkers there are.

    """

    declared: bool
    disabled: bool
    good: int
    asked: int


class HealthChecks(Protocol):
    """Route 53's health checks of the home Region."""

    def state(self) -> CheckState:
        """Return what they say.

        Raises:
            UnavailableError: Route 53 cannot be reached or refuses.

        """
        ...


class Adoptions(Protocol):
    """Records change their home Region once it is lost."""

    def adopt(self, record_id: str, run: int, *, attend_by: int) -> bool:
        """Make a pending record of the lost Region ours, with its next run.

        Args:
            record_id: Of the record.
            run: The number of that run; the record still has the one before.
            attend_by: When the sweeper looks at it, seconds since 1970.

        Returns:
            Whether this write was the one that counted.

        Raises:
            UnavailableError: The table cannot be reached or refuses.

        """
        ...


class Probes(Protocol):
    """Marks that are written in one Region and looked for in the other."""

    def write(self, mark: str) -> None:
        """Write a mark in each of both Regions.

        Raises:
            UnavailableError: One of the tables cannot be reached or refuses.

        """
        ...

    def behind(self, mark: str) -> list[str]:
        """Return the Regions that have not seen the other's mark yet.

        Raises:
            UnavailableError: One of the tables cannot be reached or refuses.

        """
        ...


class Lag(Protocol):
    """What DynamoDB measures of replication."""

    def seconds(self) -> float | None:
        """Return the worst of the last minutes, both ways; None if nothing was.

        Raises:
            UnavailableError: CloudWatch cannot be reached or refuses.

        """
        ...


class Starts(Protocol):
    """Executions of the failover workflow."""

    def start(self, name: str, content: str) -> bool:
        """Begin one; False where one of that name was begun before.

        Raises:
            UnavailableError: Step Functions cannot be reached or refuses.

        """
        ...


class TimeLeft(Protocol):
    """How long this invocation may still take."""

    def __call__(self) -> float:
        """Return it in seconds."""
        ...
