"""Asks for an inference, and waits for its result, whatever fails meanwhile."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from client.addresses import Address
from client.replies import Reply, retry_after
from client.rounds import PASSING, Request, Rounds
from model.errors import PredictionError, UnavailableError

# A request under its key does its work once, so that it can be sent again after
# any failure of the server's.
PASSING_WITH_KEY = PASSING | {
    HTTPStatus.INTERNAL_SERVER_ERROR,
    HTTPStatus.BAD_GATEWAY,
    HTTPStatus.GATEWAY_TIMEOUT,
}
# A Region that took a request knows it from then on. One to which it was not yet
# replicated gets it again; more often than that, something else is wrong.
_RESENDS = 3


@dataclass(frozen=True, kw_only=True)
class Inference:
    """How an inference stands.

    Attributes:
        id: Of its record.
        status: "pending" or "succeeded".
        key: The Idempotency-Key that it was sent under.
        answered_by: Name of the address that said so.
        content: The answer's JSON: predictions, model, path.
        resent: IDs of records that the Region asked last did not know: they were
            sent again under the same key.

    """

    id: str
    status: str
    key: str
    answered_by: str
    content: Mapping[str, Any]
    resent: Sequence[str] = ()


class Inferences:
    """POST /inferences and GET /inferences/{id}, with one API key."""

    def __init__(
        self, rounds: Rounds, api_key: str, tell: Callable[[str], None]
    ) -> None:
        """Take the parts.

        Args:
            rounds: Addresses of /inferences; their patience says how long to
                wait for the result, in all.
            api_key: Goes with each request.
            tell: Is told what happens meanwhile.

        """
        self._rounds = rounds
        self._api_key = api_key
        self._tell = tell

    def infer(
        self, payload: Mapping[str, Any], *, key: str, wait: bool = True
    ) -> Inference:
        """Return the result.

        Args:
            payload: Instances, parameters and traffic class.
            key: The same over all tries and Regions; 1 to 128 printable
                characters of ASCII.
            wait: Whether to wait for what is pending.

        Raises:
            PredictionError: It is refused, or failed.
            UnavailableError: There is no result in time; the message says how
                to ask for it later.

        """
        until = self._rounds.deadline()
        body = json.dumps(payload, allow_nan=False).encode()
        post = Request(
            body=body,
            headers={
                "content-type": "application/json",
                "idempotency-key": key,
                "x-api-key": self._api_key,
            },
        )
        found: Inference | None = None
        try:
            address, reply = self._rounds.send(post, until)
            found = _inference(address, reply, key)
            waits = 0
            while wait and found.status == "pending":
                waits += 1
                self._pause(found, waits, reply, until)
                found, reply = self._look(found, post, until)
        except UnavailableError as error:
            raise _later(error, key, found) from error
        return found

    def find(self, record_id: str) -> tuple[Address, Mapping[str, Any]] | None:
        """Return who answered and what is told of a record, however it stands.

        None of one that the Region which answers does not know.

        Raises:
            PredictionError: The question is refused.
            UnavailableError: No Region answers in time.

        """
        get = self._get(record_id)
        until = self._rounds.deadline()
        address, reply = self._rounds.send(get, until, answers={HTTPStatus.NOT_FOUND})
        if reply.status == HTTPStatus.NOT_FOUND:
            return None
        content = reply.document()
        match content:
            case {"id": str(), "status": "pending" | "succeeded" | "failed"}:
                return address, content
        raise _no_inference(address, reply)

    def _get(self, record_id: str) -> Request:
        return Request(
            method="GET",
            suffix=f"/{record_id}",
            headers={"x-api-key": self._api_key},
        )

    def _look(
        self, last: Inference, post: Request, until: float
    ) -> tuple[Inference, Reply]:
        get = self._get(last.id)
        address, reply = self._rounds.send(get, until, answers={HTTPStatus.NOT_FOUND})
        resent = tuple(last.resent)
        if reply.status == HTTPStatus.NOT_FOUND:
            if len(resent) == _RESENDS:
                message = f"{address.name} takes {last.id} and knows nothing of it"
                raise PredictionError(message)
            self._tell(
                f"{address.name} does not know {last.id}: sent again under the same key"
            )
            resent = (*resent, last.id)
            address, reply = self._rounds.send(post, until)
        return _inference(address, reply, last.key, resent), reply

    def _pause(self, found: Inference, waits: int, reply: Reply, until: float) -> None:
        named = retry_after(reply, self._rounds.patience.now())
        delay = min(self._rounds.patience.delay(waits, named), self._rounds.left(until))
        if delay <= 0:
            message = f"{found.answered_by} has no result yet"
            raise UnavailableError(message)
        if waits == 1:
            self._tell(f"{found.answered_by} has taken {found.id}: waiting")
        self._rounds.patience.sleep(delay)


def _inference(
    address: Address, reply: Reply, key: str, resent: Sequence[str] = ()
) -> Inference:
    content = reply.document()
    match content:
        case {"id": str(name), "status": "failed"}:
            error = content.get("error") or {}
            message = (
                f"inference {name} failed: {error.get('code')}: {error.get('message')}"
            )
            raise PredictionError(message)
        case {"id": str(name), "status": "pending" | "succeeded" as status}:
            return Inference(
                id=name,
                status=str(status),
                key=key,
                answered_by=address.name,
                content=content,
                resent=tuple(resent),
            )
    raise _no_inference(address, reply)


def _no_inference(address: Address, reply: Reply) -> PredictionError:
    return PredictionError(
        f"{address.url} answered {reply.status} without an inference: is it an"
        " /inferences?"
    )


def _later(
    error: UnavailableError, key: str, found: Inference | None
) -> UnavailableError:
    said = "it may have been taken" if found is None else f"its ID is {found.id}"
    return UnavailableError(
        f"{error}; {said}. Send it again with --idempotency-key {key}: it is done once"
    )
