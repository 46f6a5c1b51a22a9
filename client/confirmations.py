"""Asks after a failover what became of all that was sent, and sends the rest again.

What a Region had taken and not yet replicated when it was lost is known to nobody
but who sent it. Under its key it can be sent again: it is done once, whichever of
the two the Regions keep.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from client.inferences import Inference, Inferences
from client.journal import Journal, Sent
from model.errors import UnavailableError


class Standing(StrEnum):
    """How a request stands with the Region that serves now."""

    SUCCEEDED = "succeeded"
    FAILED = "failed"
    PENDING = "pending"
    UNKNOWN = "unknown"
    """It had been taken, and the Region that serves now knows nothing of it."""
    NOT_TAKEN = "not_taken"
    """No Region has ever said that it took it."""
    UNREADABLE = "unreadable"
    """No Region can say now: its result may not have arrived yet."""


@dataclass(frozen=True, kw_only=True)
class Confirmation:
    """What is known of one request.

    Attributes:
        sent: The request.
        standing: How it stands.
        answered_by: Name of the address that said so; "" where none did.
        content: The answer's JSON; empty where there was none.

    """

    sent: Sent
    standing: Standing
    answered_by: str
    content: Mapping[str, Any]

    @property
    def confirmed(self) -> bool:
        """Whether a Region that answers has it."""
        return self.standing in _KNOWN


_KNOWN = {Standing.SUCCEEDED, Standing.FAILED, Standing.PENDING}


class Confirmations:
    """The inferences of one client."""

    def __init__(self, inferences: Inferences, journal: Journal) -> None:
        """Take what asks, and what was sent, to which more is added."""
        self._inferences = inferences
        self._journal = journal

    def send(self, payload: Mapping[str, Any], *, key: str) -> Inference:
        """Send a request, wait for no result, and remember it.

        Raises:
            PredictionError: It is refused, or failed.
            UnavailableError: No Region answers.

        """
        self._journal.begin(key, payload)
        found = self._inferences.infer(payload, key=key, wait=False)
        self._journal.told(
            key, record_id=found.id, taken_by=found.answered_by, status=found.status
        )
        return found

    def ask(self) -> list[Confirmation]:
        """Ask the Region that serves for each request, those included that ended."""
        return [self._ask(sent) for sent in self._journal]

    def send_again(self, which: Iterable[Confirmation]) -> list[Inference]:
        """Send requests again, each under its key.

        Raises:
            PredictionError: One is refused, or failed.
            UnavailableError: No Region answers.

        """
        return [self.send(one.sent.payload, key=one.sent.key) for one in which]

    def _ask(self, sent: Sent) -> Confirmation:
        if sent.id is None:
            return _confirmation(sent, Standing.NOT_TAKEN)
        try:
            found = self._inferences.find(sent.id)
        except UnavailableError:
            return _confirmation(sent, Standing.UNREADABLE)
        if found is None:
            return _confirmation(sent, Standing.UNKNOWN)
        address, content = found
        status = Standing(content["status"])
        self._journal.told(
            sent.key, record_id=sent.id, taken_by=sent.taken_by or "", status=status
        )
        return _confirmation(sent, status, address.name, content)


def _confirmation(
    sent: Sent,
    standing: Standing,
    answered_by: str = "",
    content: Mapping[str, Any] | None = None,
) -> Confirmation:
    return Confirmation(
        sent=sent, standing=standing, answered_by=answered_by, content=content or {}
    )
