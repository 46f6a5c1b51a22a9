"""What AWS says, as the checks need it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Whose credentials these are.

    Attributes:
        account: 12 digits.
        arn: Of the user, or of the role's session.

    """

    account: str
    arn: str


@dataclass(frozen=True, kw_only=True)
class Topic:
    """A topic, and who has subscribed to it.

    Attributes:
        name: Without account and Region.
        region: Where it is.
        confirmed: How many will be told something.
        pending: Endpoints that have not confirmed.

    """

    name: str
    region: str
    confirmed: int
    pending: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Concurrency:
    """How many executions of Lambda there may be at once.

    Attributes:
        limit: Of the account, in its Region.
        unreserved: What no function has reserved for itself.

    """

    limit: int
    unreserved: int


@dataclass(frozen=True, kw_only=True)
class TableBackups:
    """What AWS Backup does with tables, a setting of an account's Region.

    Attributes:
        opted_in: Whether it takes backups of them.
        managed: Whether with its advanced features, which copying needs.

    """

    opted_in: bool
    managed: bool


@dataclass(frozen=True, kw_only=True)
class Quota:
    """A quota, as it is applied to the account.

    Attributes:
        code: That Service Quotas knows it by.
        value: How much there may be.
        adjustable: Whether more can be asked for.

    """

    code: str
    value: float
    adjustable: bool


Quotas = Mapping[str, Quota]
"""By name, as Service Quotas writes it."""


@dataclass(frozen=True, kw_only=True)
class Encryption:
    """How a bucket encrypts what names no encryption of its own.

    Attributes:
        algorithm: "AES256", "aws:kms" and so on.
        key: ARN of the key; None for S3's own.

    """

    algorithm: str
    key: str | None


@dataclass(frozen=True, kw_only=True)
class Provider:
    """An identity provider of OpenID Connect.

    Attributes:
        arn: Its name in trust policies.
        audiences: Whom tokens may be meant for.

    """

    arn: str
    audiences: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Trust:
    """A role that a provider's tokens may assume.

    Attributes:
        role: Its name.
        subjects: Patterns that a token's subject has to match, one of them; empty
            where the role does not look at it.

    """

    role: str
    subjects: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Live:
    """A model that a pointer names.

    Attributes:
        name: Of the model.
        version: Of its content.
        since: When it was promoted, as the pointer says it.

    """

    name: str
    version: str
    since: str


@dataclass(frozen=True, kw_only=True)
class Copies:
    """How far S3 is with copying what is live.

    Attributes:
        statuses: By key, as S3 says it: "COMPLETED", "PENDING", "FAILED"; None for
            what was written before replication was set up.

    """

    statuses: Mapping[str, str | None]


@dataclass(frozen=True, kw_only=True)
class Replica:
    """A table's replica, as its home Region sees it.

    Attributes:
        status: "ACTIVE" and so on; None where there is none.
        lag_seconds: The longest that a write took to arrive, of the last hour; None
            where nothing was written.

    """

    status: str | None
    lag_seconds: float | None


@dataclass(frozen=True, kw_only=True)
class HealthCheck:
    """A health check of Route 53.

    Attributes:
        id: Its own.
        disabled: Whether it is healthy whatever is so.
        inverted: Whether it says the opposite.

    """

    id: str
    disabled: bool
    inverted: bool
