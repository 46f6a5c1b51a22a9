"""Vaults, recovery points, plans and jobs, as AWS Backup keeps them in a Region."""

import threading
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from local_aws.backup.captures import Capture
from local_aws.iam.callers import PARTITION

RESOURCE_TYPE = "DynamoDB"

Kind = Literal["backup", "copy", "restore"]
Lifecycle = Mapping[str, Any]


@dataclass(kw_only=True)
class Lock:
    """A vault's lock.

    Attributes:
        final_at: From then on nobody takes it away; None for never.
        longest: Days that a backup may be kept.
        shortest: Days that it must be.

    """

    final_at: datetime | None
    longest: int | None
    shortest: int | None

    def admits(self, lifecycle: Lifecycle) -> bool:
        """Tell whether a backup may be kept so."""
        days = lifecycle.get("DeleteAfterDays")
        if days is None:
            return self.longest is None
        return bool((self.shortest or 1) <= days <= (self.longest or days))


@dataclass(kw_only=True)
class RecoveryPoint:
    """A backup in a vault, or a copy of one.

    Attributes:
        advanced: Made with the advanced features: only such are copied.
        arn: Its own.
        content: The table.
        created: When.
        key_arn: The vault's, that it is encrypted with.
        lifecycle: How long it is kept.
        resource_arn: The table's.
        role_arn: In whose name it was made.
        source_vault_arn: Where it was copied from, for a copy.
        created_by: Plan and rule, for one that a plan made.

    """

    advanced: bool
    arn: str
    content: Capture
    created: datetime
    created_by: Mapping[str, str] | None
    key_arn: str
    lifecycle: Lifecycle
    resource_arn: str
    role_arn: str
    source_vault_arn: str | None = None

    @property
    def delete_at(self) -> datetime | None:
        """When it goes; None for never."""
        days = self.lifecycle.get("DeleteAfterDays")
        return None if days is None else self.created + timedelta(days=days)


@dataclass(kw_only=True)
class Vault:
    """A vault: a name and a key, and what lies in it."""

    arn: str
    created: datetime
    key_arn: str
    name: str
    lock: Lock | None = None
    points: dict[str, RecoveryPoint] = field(default_factory=dict)


@dataclass(kw_only=True)
class Plan:
    """A plan, and what it is for.

    Attributes:
        arn: Its own.
        created: When.
        document: Its rules, as the API has them.
        selections: By id, as the API has them.
        since: The rules are in force from then on.
        version: Changes with the document.

    """

    arn: str
    created: datetime
    document: dict[str, Any]
    id: str
    selections: dict[str, dict[str, Any]] = field(default_factory=dict)
    since: datetime
    version: str


@dataclass(kw_only=True)
class Job:
    """Something that AWS Backup does by itself.

    Attributes:
        details: What else the API says of it.
        regions: Those that it takes.
        run: Does it, at a time; returns what the API says of it from then on.
        start_by: Not begun by then, it is given up; None for never.
        vault: Of the backup.

    """

    created: datetime
    details: dict[str, Any]
    id: str = field(default_factory=lambda: str(uuid.uuid4()).upper())
    kind: Kind
    region: str
    regions: frozenset[str]
    role_arn: str
    run: Callable[[datetime], Mapping[str, Any]] = field(repr=False)
    start_by: datetime | None = None
    completed: datetime | None = None
    message: str | None = None
    state: str = "CREATED"
    vault: str


@dataclass(kw_only=True)
class RegionBackups:
    """What AWS Backup keeps in one Region.

    Attributes:
        managed: Whether tables are backed up with the advanced features, which is a
            setting of the account in the Region.

    """

    account_id: str
    region: str
    jobs: dict[str, Job] = field(default_factory=dict)
    managed: bool = True
    plans: dict[str, Plan] = field(default_factory=dict)
    tags: dict[str, dict[str, str]] = field(default_factory=dict)
    vaults: dict[str, Vault] = field(default_factory=dict)

    def arn(self, resource: str) -> str:
        """Return the ARN of something of AWS Backup here."""
        return f"arn:{PARTITION}:backup:{self.region}:{self.account_id}:{resource}"


class Backups:
    """What AWS Backup keeps for an account; whoever reads or changes it locks it."""

    def __init__(self, account_id: str) -> None:
        """Start with nothing."""
        self.account_id = account_id
        self.lock = threading.RLock()
        self._regions: dict[str, RegionBackups] = {}

    def of(self, region: str) -> RegionBackups:
        """Return what there is in a Region."""
        found = RegionBackups(account_id=self.account_id, region=region)
        return self._regions.setdefault(region, found)

    def regions(self) -> list[RegionBackups]:
        """Return every Region in which there is something."""
        return list(self._regions.values())

    def vault(self, arn: str) -> Vault | None:
        """Return the vault of an ARN, None if there is none."""
        region, name = arn.split(":")[3], arn.rpartition(":")[2]
        return self.of(region).vaults.get(name)
