"""What a client has sent: kept by the client, for no Region may know of it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from model.errors import PredictionError


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A request for an inference.

    Attributes:
        key: The Idempotency-Key that it was sent under.
        payload: Instances, parameters and traffic class.
        id: Of its record; None until a Region has said that it took it.
        taken_by: Name of the address that said so; None likewise.
        status: As it was told last: "pending", "succeeded" or "failed"; None
            likewise.

    """

    key: str
    payload: Mapping[str, Any]
    id: str | None = None
    taken_by: str | None = None
    status: str | None = None

    @property
    def ended(self) -> bool:
        """Whether a Region has said how it ended."""
        return self.status in {"succeeded", "failed"}


class Journal:
    """Requests by their keys, in the order in which they were sent first.

    With a file it outlives its process: each change is a line, on the disk before
    anything is sent. The last line of a key counts.
    """

    def __init__(self, path: Path | None = None) -> None:
        """Go on with what the file holds; without one it is kept in memory alone.

        Raises:
            PredictionError: The file is no journal.

        """
        self._path = path
        self._sent: dict[str, Sent] = {}
        if path is not None and path.exists():
            for number, line in enumerate(path.read_text().splitlines(), start=1):
                found = _read(path, number, line)
                self._sent[found.key] = found

    def __iter__(self) -> Iterator[Sent]:
        """Go through all, those that were sent first first."""
        return iter(list(self._sent.values()))

    def begin(self, key: str, payload: Mapping[str, Any]) -> None:
        """Keep a request before it is sent; one that is sent again stays.

        Raises:
            PredictionError: Another request was sent under this key.

        """
        there = self._sent.get(key)
        if there is None:
            self._write(Sent(key=key, payload=payload))
        elif there.payload != payload:
            message = f"another request was sent under {key!r}: take a new key"
            raise PredictionError(message)

    def told(self, key: str, *, record_id: str, taken_by: str, status: str) -> None:
        """Keep what a Region said of a request that was begun."""
        there = self._sent[key]
        said = replace(there, id=record_id, taken_by=taken_by, status=status)
        if said != there:
            self._write(said)

    def _write(self, sent: Sent) -> None:
        if self._path is not None:
            with self._path.open("a") as file:
                file.write(json.dumps(asdict(sent)) + "\n")
        self._sent[sent.key] = sent


def _read(path: Path, number: int, line: str) -> Sent:
    try:
        return Sent(**json.loads(line))
    except (TypeError, ValueError) as error:
        message = f"{path}, line {number}: this is no journal of what was sent"
        raise PredictionError(message) from error
