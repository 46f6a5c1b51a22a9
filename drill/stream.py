"""Inferences of the game day's own, sent all along; each has to end once."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from itertools import pairwise
from typing import Any

from client.addresses import Address
from client.inferences import PASSING_WITH_KEY, Inferences
from client.patience import Patience
from client.rounds import Request, Rounds, Transport
from drill.tally import Sent, Tally
from model.errors import PredictionError, UnavailableError

_PENDING = "pending"


@dataclass(frozen=True, kw_only=True)
class Sending:
    """How one request is sent.

    Attributes:
        transport: Sends.
        patience: How long one request may take.
        api_key: A client's.
        payload: Of each inference.

    """

    transport: Transport
    patience: Patience
    api_key: str
    payload: Mapping[str, Any]


class Stream:
    """Sends through the client that people use, each under a key of its own."""

    def __init__(
        self,
        sending: Sending,
        *,
        name: str,
        addresses: Callable[[], Sequence[Address]],
        regions: Sequence[Address],
    ) -> None:
        """Take the parts.

        Args:
            sending: How one is sent.
            name: Begins every Idempotency-Key; another one each game day.
            addresses: Of /inferences as a client has them now, the first one first.
            regions: Each Region's own address of /inferences.

        """
        self._sending = sending
        self._name = name
        self._addresses = addresses
        self._regions = regions
        self.sent: list[Sent] = []
        # What each Region said last of what has ended, by its name and ID.
        self._ends: dict[tuple[str, str], dict[str, Any]] = {}

    def send(self, at: float) -> Sent:
        """Send one more; what is refused is kept as well."""
        key = f"{self._name}-{len(self.sent) + 1}"
        try:
            found = self._infer(self._addresses(), key)
            one = Sent(key=key, at=at, id=found[0], answered_by=found[1])
        except (PredictionError, UnavailableError) as error:
            one = Sent(key=key, at=at, problem=str(error))
        self.sent.append(one)
        return one

    def unended(self, serving: str) -> list[str]:
        """Return the IDs that the serving Region has not ended yet.

        Args:
            serving: Its name.

        """
        address = self._region(serving)
        return [
            one
            for one in self._accepted()
            # An end is for good: asked again and again, a Region would throttle us.
            if (address.name, one) not in self._ends
            and not _ended(self._look(address, one)[0])
        ]

    def tally(self, serving: str) -> Tally:
        """Count what became of everything, by the Region that serves."""
        tally = Tally(
            sent=len(self.sent),
            accepted=len(self._accepted()),
            refused=[one.key for one in self.sent if one.id is None],
            longest_gap_seconds=self._longest_gap(),
        )
        problems = {one.problem for one in self.sent if one.problem}
        for one in self.sent:
            if one.id is None:
                continue
            found, problem = self._look(self._region(serving), one.id)
            if problem and not _ended(found):
                tally.unasked.append(one.id)
                problems.add(problem)
            elif not _ended(found):
                tally.lost.append(one.id)
            elif found["status"] == "failed":
                tally.failed.append(one.id)
            else:
                tally.succeeded += 1
            if self._is_doubled(one, found):
                tally.doubled.append(one.id)
        tally.problems = sorted(problems)
        return tally

    def _is_doubled(self, one: Sent, found: Mapping[str, Any]) -> bool:
        # Once more under its key it is the same inference, in each Region.
        for address in self._regions:
            try:
                again = self._infer([address], one.key)[0]
            except (PredictionError, UnavailableError):
                # One that failed says so; one that cannot be asked says nothing.
                again = one.id or ""
            if again != one.id:
                return True
            other, _ = self._look(address, one.id)
            both = _ended(found) and _ended(other)
            if both and _result(other) != _result(found):
                return True
        return False

    def _infer(self, addresses: Sequence[Address], key: str) -> tuple[str, str]:
        client = Inferences(
            self._rounds(addresses), self._sending.api_key, lambda _: None
        )
        found = client.infer(self._sending.payload, key=key, wait=False)
        return found.id, found.answered_by

    def _look(self, address: Address, record_id: str) -> tuple[dict[str, Any], str]:
        """Return what a Region says of one, and why it says nothing, or ""."""
        rounds = self._rounds([address])
        get = Request(
            method="GET",
            suffix=f"/{record_id}",
            headers={"x-api-key": self._sending.api_key},
        )
        try:
            _, reply = rounds.send(
                get, rounds.deadline(), answers={HTTPStatus.NOT_FOUND}
            )
        except (PredictionError, UnavailableError) as error:
            # One that cannot be asked now takes nothing back that it said before.
            return self._ends.get((address.name, record_id), {}), str(error)
        found = reply.document()
        if not isinstance(found, dict) or "status" not in found:
            return {}, ""
        if _ended(found):
            self._ends[address.name, record_id] = found
        return found, ""

    def _rounds(self, addresses: Sequence[Address]) -> Rounds:
        sending = self._sending
        return Rounds(addresses, sending.transport, sending.patience, PASSING_WITH_KEY)

    def _accepted(self) -> list[str]:
        return [one.id for one in self.sent if one.id is not None]

    def _region(self, name: str) -> Address:
        return next(one for one in self._regions if one.name == name)

    def _longest_gap(self) -> float:
        taken = [one.at for one in self.sent if one.id is not None]
        return max((b - a for a, b in pairwise(taken)), default=0.0)


def _ended(found: Mapping[str, Any]) -> bool:
    return bool(found) and found["status"] != _PENDING


def _result(found: Mapping[str, Any]) -> str:
    # Which path answered is the record's; what it answered is the result.
    return json.dumps([found["status"], found.get("predictions")], sort_keys=True)
