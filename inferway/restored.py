"""What an environment is called, and what was restored of it."""

from dataclasses import dataclass, field

from model.errors import ModelError


class RestoreError(ModelError):
    """Something cannot be restored; the message says what, and what to do."""


@dataclass(frozen=True, kw_only=True)
class Names:
    """What an environment calls its things, by modules/stack and modules/backup.

    Attributes:
        prefix: Start of every name.
        region: Where it is restored.
        account_id: 12 digits.
        lost: The Region that is lost.

    """

    prefix: str
    region: str
    account_id: str
    lost: str

    @property
    def records(self) -> str:
        """Table of records."""
        return f"{self.prefix}-inferences"

    @property
    def routing_config(self) -> str:
        """Table of the routing config."""
        return f"{self.prefix}-routing-config"

    @property
    def vault(self) -> str:
        """Where the copies lie."""
        return f"{self.prefix}-backups"

    @property
    def key(self) -> str:
        """Alias of the new tables' key."""
        return f"alias/{self.prefix}-tables"

    @property
    def role_arn(self) -> str:
        """Whom AWS Backup restores as."""
        name = f"{self.prefix}-restore-{self.region}"
        return f"arn:aws:iam::{self.account_id}:role/{name}"

    def lost_arn(self, table: str) -> str:
        """Return the ARN that a table had."""
        return f"arn:aws:dynamodb:{self.lost}:{self.account_id}:table/{table}"


@dataclass(kw_only=True)
class RestoredTable:
    """A table.

    Attributes:
        name: Its name.
        as_of: Of the backup it was made of, ISO 8601; None for one that was there.

    """

    name: str
    as_of: str | None


@dataclass(kw_only=True)
class Restored:
    """What was done.

    Attributes:
        tables: Each of them.
        adopted: IDs of unfinished records that are this Region's now.
        forgotten: Keys of items of the routing config that were deleted.

    """

    tables: list[RestoredTable] = field(default_factory=list)
    adopted: list[str] = field(default_factory=list)
    forgotten: list[str] = field(default_factory=list)
