"""Asks one address after the other, and comes round again later."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Protocol

from client.addresses import Address
from client.patience import Patience
from client.replies import Reply, Silence, Verdict, problem, retry_after, verdict
from model.errors import PredictionError, UnavailableError

# What passes by itself: a rate that was exceeded, a function that has no
# environment or no model yet.
PASSING = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})


@dataclass(frozen=True, kw_only=True)
class Request:
    """A request, the same wherever it is sent.

    Attributes:
        method: Of HTTP.
        suffix: Stands behind the address.
        body: Of a POST.
        headers: All of them.

    """

    method: str = "POST"
    suffix: str = ""
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


class Transport(Protocol):
    """Sends a request once."""

    def send(self, url: str, request: Request, seconds: float) -> Reply | Silence:
        """Return what came within so many seconds."""


@dataclass(frozen=True, kw_only=True)
class _Failure:
    problem: str
    retry_after: float | None
    passes: bool


class Rounds:
    """The addresses of one API.

    The one that answered last is asked first the next time: a Region that is
    down costs a time-out once, not with each request.

    Attributes:
        addresses: In the order of choice.
        patience: How long to go on.

    """

    def __init__(
        self,
        addresses: Sequence[Address],
        transport: Transport,
        patience: Patience,
        passing: Collection[int] = PASSING,
    ) -> None:
        """Take the parts.

        Args:
            addresses: In the order of choice; one at least.
            transport: Sends.
            patience: How long to go on.
            passing: HTTP statuses that are asked again later; other ones of the
                server's are worth another address, and not another round.

        """
        self.addresses = tuple(addresses)
        self._transport = transport
        self.patience = patience
        self._passing = passing
        self._first = 0

    def deadline(self) -> float:
        """Return until when a request that begins now may take."""
        return self.patience.monotonic() + self.patience.total_seconds

    def left(self, until: float) -> float:
        """Return the seconds until then."""
        return until - self.patience.monotonic()

    def send(
        self, request: Request, until: float, answers: Collection[int] = ()
    ) -> tuple[Address, Reply]:
        """Return the first answer, and who gave it.

        Args:
            request: What to send.
            until: When to give up, by the patience's monotonic clock.
            answers: HTTP statuses that are the caller's fault elsewhere, and an
                answer to this request.

        Raises:
            PredictionError: The request is refused, and would be again.
            UnavailableError: No answer in time, or after every try.

        """
        rounds = 0
        while True:
            failures: list[_Failure] = []
            for address in self._order():
                outcome = self._try(address, request, until, failures)
                found = verdict(outcome)
                if isinstance(outcome, Reply) and (
                    found is Verdict.ANSWERED or outcome.status in answers
                ):
                    self._first = self.addresses.index(address)
                    return address, outcome
                if found is Verdict.REFUSED:
                    raise PredictionError(self._told(address, problem(outcome)))
                failures.append(self._failure(address, outcome))
                if found is Verdict.BUSY:
                    # Its fellows have the same limits; it is well.
                    self._first = self.addresses.index(address)
                    break
            rounds += 1
            self._wait(rounds, failures, until)

    def _order(self) -> list[Address]:
        return [*self.addresses[self._first :], *self.addresses[: self._first]]

    def _try(
        self,
        address: Address,
        request: Request,
        until: float,
        failures: Sequence[_Failure],
    ) -> Reply | Silence:
        seconds = min(self.patience.read_seconds, self.left(until))
        if seconds <= 0:
            raise _late(failures)
        return self._transport.send(address.url + request.suffix, request, seconds)

    def _failure(self, address: Address, outcome: Reply | Silence) -> _Failure:
        return _Failure(
            problem=self._told(address, problem(outcome)),
            retry_after=retry_after(outcome, self.patience.now()),
            passes=isinstance(outcome, Silence) or outcome.status in self._passing,
        )

    def _told(self, address: Address, text: str) -> str:
        return text if len(self.addresses) == 1 else f"{address.name}: {text}"

    def _wait(self, rounds: int, failures: Sequence[_Failure], until: float) -> None:
        if not any(one.passes for one in failures):
            raise PredictionError(_joined(failures))
        if rounds == self.patience.tries:
            times = f"(tried {rounds} times)"
            message = f"{_joined(failures)} {times}"
            raise UnavailableError(message)
        named = [one.retry_after for one in failures if one.retry_after is not None]
        delay = self.patience.delay(rounds, min(named, default=None))
        if delay >= self.left(until):
            raise _late(failures)
        self.patience.sleep(delay)


def _late(failures: Sequence[_Failure]) -> UnavailableError:
    message = "no answer before the deadline"
    return UnavailableError(f"{message}: {_joined(failures)}" if failures else message)


def _joined(failures: Sequence[_Failure]) -> str:
    return "; ".join(one.problem for one in failures)
