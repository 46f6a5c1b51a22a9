"""What a check comes to."""

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """How a check ended."""

    OK = "ok"
    WARNING = "warning"
    BLOCKED = "blocked"
    UNKNOWN = "could-not-look"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        check: What was looked at: "caller", "state bucket".
        status: Whether an apply can go on.
        found: What is so, in one sentence.
        mend: How to mend it; "" where there is nothing to mend.

    """

    check: str
    status: Status
    found: str
    mend: str = ""


def good(check: str, found: str) -> Finding:
    """Return that something is as an apply needs it."""
    return Finding(check=check, status=Status.OK, found=found)


def warning(check: str, found: str, mend: str) -> Finding:
    """Return that an apply goes on, and something does not work as it should."""
    return Finding(check=check, status=Status.WARNING, found=found, mend=mend)


def blocked(check: str, found: str, mend: str) -> Finding:
    """Return that an apply, or what it makes, would fail."""
    return Finding(check=check, status=Status.BLOCKED, found=found, mend=mend)


def stops(finding: Finding) -> bool:
    """Return whether an apply would fail over it."""
    return finding.status is Status.BLOCKED


class CannotLookError(Exception):
    """A check could not be made; that says nothing of what it is about.

    Attributes:
        reason: Why, in one sentence.
        mend: What would let it be made.

    """

    def __init__(self, reason: str, mend: str) -> None:
        """Take what a person is told."""
        super().__init__(reason)
        self.reason = reason
        self.mend = mend


def unknown(check: str, error: CannotLookError) -> Finding:
    """Return that a check could not be made."""
    return Finding(
        check=check, status=Status.UNKNOWN, found=error.reason, mend=error.mend
    )
