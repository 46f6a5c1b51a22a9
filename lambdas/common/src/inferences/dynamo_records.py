"""The table of records in DynamoDB."""

import time
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from inferences.clients import reaching
from inferences.conditional_writes import SERVICE, ConditionalWrites, LostError
from inferences.errors import UnavailableError
from inferences.record import Answer, Attempt, Failure, Record, State, Unattended
from inferences.record_items import (
    answer_value,
    attempt_value,
    failure_value,
    index_key,
    number,
    record_item,
    text,
    to_record,
    to_unattended,
)

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from inferences.record_items import Value

INDEX = "unfinished-index"
ATTEMPTS_KEPT = 20
KEPT_SECONDS = 7 * 86_400

# Who loses the race for the list of attempts reads it and tries again.
_NOTE_TRIES = 5


class DynamoRecords:
    """Records, each an item; those that are pending are in an index as well.

    Where the answer to a write was lost on the way, the writer may be told False
    although it did write: who must know reads the record.
    """

    def __init__(
        self,
        client: "DynamoDBClient",
        table: str,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Take the client, the table's name and what tells seconds since 1970."""
        self._client = client
        self._table = table
        self._writes = ConditionalWrites(client, table)
        self._clock = clock

    def create(self, record: Record, *, attend_by: int) -> Record | None:
        """Write a new record; return the one that is there already, if there is."""
        try:
            self._writes.add(record_item(record, attend_by=attend_by))
        except LostError as lost:
            return self.get(record.id) if lost.item is None else to_record(lost.item)
        return None

    def get(self, record_id: str) -> Record | None:
        """Read a record, consistently."""
        with reaching(SERVICE):
            found = self._client.get_item(
                TableName=self._table, Key={"id": text(record_id)}, ConsistentRead=True
            )
        return to_record(found["Item"]) if "Item" in found else None

    def note(self, record_id: str, attempt: Attempt) -> None:
        """Append an attempt; a record that has ended is left alone."""
        try:
            self._writes.change(
                record_id,
                "SET #attempts = list_append(#attempts, :new),"
                " #attemptCount = #attemptCount + :one",
                {
                    ":new": {"L": [attempt_value(attempt)]},
                    ":one": number(1),
                    ":kept": number(ATTEMPTS_KEPT),
                },
                where="#attemptCount < :kept",
            )
        except LostError as lost:
            self._note_last(record_id, attempt, lost.item)

    def begin_run(self, record_id: str, run: int, *, home: str, attend_by: int) -> bool:
        """Set `run`, from run - 1, on a pending record whose home this Region is."""
        return self._change(
            record_id,
            "SET #run = :run, #attendBy = :attendBy",
            {
                ":run": number(run),
                ":before": number(run - 1),
                ":home": text(home),
                ":attendBy": number(attend_by),
            },
            where="#run = :before AND #homeRegion = :home",
        )

    def attend(self, record_id: str, *, attend_by: int) -> bool:
        """Move `attend_by` of a pending record."""
        return self._change(
            record_id, "SET #attendBy = :attendBy", {":attendBy": number(attend_by)}
        )

    def await_window(self, record_id: str, token: str, *, attend_by: int) -> bool:
        """Keep the task token of a pending record that is queued for a window.

        The window that it was in before is forgotten: whatever becomes of that one
        is not for this token.
        """
        return self._change(
            record_id,
            "SET #taskToken = :token, #attendBy = :attendBy REMOVE #window",
            {":token": text(token), ":attendBy": number(attend_by)},
        )

    def enter_window(self, record_id: str, window: str, *, attend_by: int) -> bool:
        """Say into which window a pending record goes."""
        return self._change(
            record_id,
            "SET #window = :window, #attendBy = :attendBy",
            {":window": text(window), ":attendBy": number(attend_by)},
        )

    def succeed(self, record_id: str, answer: Answer) -> bool:
        """End a pending record with an answer; it expires 7 days later."""
        return self._end(record_id, State.SUCCEEDED, "#answer", answer_value(answer))

    def fail(self, record_id: str, failure: Failure) -> bool:
        """End a pending record with a reason; it expires 7 days later."""
        return self._end(record_id, State.FAILED, "#failure", failure_value(failure))

    def unattended(
        self, before: int, shard: str, *, after: Unattended | None = None
    ) -> Iterator[Unattended]:
        """Query the index of pending records of a shard, the most overdue first.

        The index follows the table a moment later: whoever acts on what it says
        does so by a conditional write.
        """
        start: dict[str, Any] = {}
        if after is not None:
            start = {"ExclusiveStartKey": index_key(after, shard)}
        while True:
            with reaching(SERVICE):
                page = self._client.query(
                    TableName=self._table,
                    IndexName=INDEX,
                    KeyConditionExpression="unfinished = :shard AND attendBy < :before",
                    ExpressionAttributeValues={
                        ":shard": text(shard),
                        ":before": number(before),
                    },
                    **start,
                )
            yield from map(to_unattended, page["Items"])
            if "LastEvaluatedKey" not in page:
                return
            start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}

    def _note_last(
        self, record_id: str, attempt: Attempt, item: Mapping[str, Any] | None
    ) -> None:
        """Append an attempt to a full list, from which the first one goes.

        No expression can do both to one list, so it is written whole, by who saw
        it last.
        """
        for _ in range(_NOTE_TRIES):
            if item is None or item["state"]["S"] != State.PENDING:
                return
            last = [*item["attempts"]["L"], attempt_value(attempt)][-ATTEMPTS_KEPT:]
            try:
                self._writes.change(
                    record_id,
                    "SET #attempts = :last, #attemptCount = :seen + :one",
                    {
                        ":last": {"L": last},
                        ":one": number(1),
                        ":seen": item["attemptCount"],
                    },
                    where="#attemptCount = :seen",
                )
            except LostError as lost:
                item = lost.item
            else:
                return
        message = f"{SERVICE}: too many write the attempts of {record_id} at once"
        raise UnavailableError(message)

    def _end(
        self, record_id: str, state: State, attribute: str, value: "Value"
    ) -> bool:
        return self._change(
            record_id,
            f"SET #state = :state, {attribute} = :value, #expiresAt = :expiresAt"
            " REMOVE #unfinished, #attendBy",
            {
                ":state": text(state),
                ":value": value,
                ":expiresAt": number(int(self._clock()) + KEPT_SECONDS),
            },
        )

    def _change(
        self,
        record_id: str,
        update: str,
        values: Mapping[str, "Value"],
        *,
        where: str = "",
    ) -> bool:
        try:
            self._writes.change(record_id, update, values, where=where)
        except LostError:
            return False
        return True
