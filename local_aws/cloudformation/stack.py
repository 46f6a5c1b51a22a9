"""A stack: what it has made, the state it is in, and what has happened to it."""

import secrets
import string
import threading
import uuid
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from moto.cloudformation.models import cloudformation_backends

from local_aws.cloudformation.errors import invalid
from local_aws.cloudformation.template import Template
from local_aws.iam.callers import PARTITION

# Of every stack: a state changes with it held, and whoever waits is told.
CHANGED = threading.Condition()

_STACK = "AWS::CloudFormation::Stack"


@dataclass(frozen=True, kw_only=True)
class Event:
    """One line of a stack's history, newest last."""

    logical_id: str
    physical_id: str
    kind: str
    status: str
    reason: str | None
    request_token: str | None
    at: datetime = field(default_factory=lambda: datetime.now(UTC))
    event_id: str = field(default_factory=lambda: str(uuid.uuid4()))


@dataclass(kw_only=True)
class Made:
    """A resource that a stack has made.

    Attributes:
        logical_id: As the template calls it.
        kind: Such as "AWS::SageMaker::Endpoint".
        name: As its service calls it.
        arn: Its physical id.
        properties: With which it was made or changed last.
        is_kept: Whether it outlives the stack.
        tags: Its own and the stack's.
        status: Such as "CREATE_COMPLETE".
        reason: Of the status, if there is something to say.
        at: When the status changed.

    """

    logical_id: str
    kind: str
    name: str
    arn: str
    properties: Mapping[str, Any]
    is_kept: bool
    status: str
    tags: dict[str, str] = field(default_factory=dict)
    reason: str | None = None
    at: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass(kw_only=True)
class Stack:
    """A stack.

    Attributes:
        account_id: 12 digits.
        region: Where it is.
        name: Unique among the stacks that are there.
        stack_id: Unique for ever.
        body: Of the template, as it was given.
        template: The same, read.
        parameters: As they were given, by name.
        settings: Further parameters of CreateStack that only come back.
        status: As DescribeStacks has it.
        reason: Of the status, if there is something to say.
        made: Its resources by their logical ids, in the order of creation.
        outputs: By name.
        events: Its history.
        request_token: Of the operation that is under way or was last.

    """

    account_id: str
    region: str
    name: str
    body: str
    template: Template
    parameters: Mapping[str, str]
    settings: Mapping[str, Any]
    request_token: str | None
    stack_id: str = ""
    status: str = "CREATE_IN_PROGRESS"
    reason: str | None = None
    made: dict[str, Made] = field(default_factory=dict)
    outputs: dict[str, str] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    created: datetime = field(default_factory=lambda: datetime.now(UTC))
    updated: datetime | None = None
    deleted: datetime | None = None

    def __post_init__(self) -> None:
        """Take an id of its own."""
        self.stack_id = (
            f"arn:{PARTITION}:cloudformation:{self.region}:{self.account_id}:stack/"
            f"{self.name}/{uuid.uuid4()}"
        )

    @property
    def is_busy(self) -> bool:
        """Whether something is under way."""
        return self.status.endswith("_IN_PROGRESS")

    def enter(self, status: str, reason: str | None = None) -> None:
        """Take a state and tell whoever waits."""
        with CHANGED:
            self.status, self.reason = status, reason
            self._note(self.name, self.stack_id, _STACK, status, reason)
            CHANGED.notify_all()

    def note(self, made: Made, status: str, reason: str | None = None) -> None:
        """Write down what happens to a resource."""
        with CHANGED:
            made.status, made.reason, made.at = status, reason, datetime.now(UTC)
            self._note(made.logical_id, made.arn, made.kind, status, reason)

    def wait_until_settled(self, seconds: float) -> None:
        """Wait for the end of what is under way, if something is."""
        with CHANGED:
            CHANGED.wait_for(lambda: not self.is_busy, seconds)

    def resource_name(self, logical_id: str) -> str:
        """Return a name for a resource whose template names none.

        Such names are the stack's, the resource's and twelve more characters;
        SageMaker's end after 63.
        """
        letters = string.ascii_letters + string.digits
        tail = "".join(secrets.choice(letters) for _ in range(12))
        return f"{self.name[:24]}-{logical_id[:24]}-{tail}"

    def _note(
        self, logical_id: str, physical_id: str, kind: str, status: str, why: str | None
    ) -> None:
        self.events.append(
            Event(
                logical_id=logical_id,
                physical_id=physical_id,
                kind=kind,
                status=status,
                reason=why,
                request_token=self.request_token,
            )
        )


def stacks(account_id: str, region: str) -> MutableMapping[str, Stack]:
    """Return the stacks of a Region by their ids, deleted ones as well."""
    # With moto's own state, so that resetting that resets this.
    backend = cloudformation_backends[account_id][region]
    kept: MutableMapping[str, Stack]
    kept = backend.__dict__.setdefault("made_by_calls", {})
    return kept


def find(account_id: str, region: str, name_or_id: str) -> Stack:
    """Return a stack by its name, or by its id after its deletion as well.

    Raises:
        AwsError: There is none.

    """
    kept = stacks(account_id, region)
    if name_or_id in kept:
        return kept[name_or_id]
    for stack in kept.values():
        if stack.name == name_or_id and stack.status != "DELETE_COMPLETE":
            return stack
    text = f"Stack with id {name_or_id} does not exist"
    raise invalid(text)
