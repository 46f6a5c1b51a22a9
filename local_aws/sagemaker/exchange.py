"""What is sent to a container and what it answers, and why it may not."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class ContainerRequest:
    """One request to a container.

    Attributes:
        body: Sent as it is.
        headers: Names and values.
        method: Of HTTP.
        path: Such as "/invocations".

    """

    body: bytes = field(default=b"", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict)
    method: str = "POST"
    path: str = "/invocations"


@dataclass(frozen=True, kw_only=True)
class ContainerAnswer:
    """What a container answered.

    Attributes:
        status: Of HTTP.
        headers: Names in lower case.
        body: Whole.

    """

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


class NoAnswerError(Exception):
    """A container ended, or broke the connection, before it answered."""


class AnswerTimeoutError(Exception):
    """A container took longer than it may."""
