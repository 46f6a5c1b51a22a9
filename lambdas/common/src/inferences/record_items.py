"""Records as items of the table, and back."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from inferences.paths import Path
from inferences.record import (
    Answer,
    Attempt,
    Document,
    Failure,
    Record,
    State,
    Unattended,
)

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

    Value = AttributeValueTypeDef
    Item = dict[str, Value]


def text(value: str) -> "Value":
    """Return a string as DynamoDB has it."""
    return {"S": value}


def number(value: int) -> "Value":
    """Return an integer as DynamoDB has it."""
    return {"N": str(value)}


def shard(record_id: str) -> str:
    """Return the part of the index of pending records that a record is in."""
    return record_id[0]


def record_item(record: Record, *, attend_by: int) -> "Item":
    """Return the item of a pending record that is new."""
    return {
        "id": text(record.id),
        "owner": text(record.owner),
        "requestDigest": text(record.request_digest),
        "trafficClass": text(record.traffic_class),
        "payload": _from_document(record.payload),
        "chain": {"L": [text(path) for path in record.chain]},
        "homeRegion": text(record.home_region),
        "createdAt": text(record.created_at),
        "state": text(record.state),
        "run": number(record.run),
        "attempts": {"L": [attempt_value(attempt) for attempt in record.attempts]},
        "attemptCount": number(record.attempt_count),
        # Both go when the record ends: then it is not in the index either.
        "unfinished": text(shard(record.id)),
        "attendBy": number(attend_by),
    }


def attempt_value(attempt: Attempt) -> "Value":
    """Return an attempt as a value of an item."""
    return {
        "M": {
            "path": text(attempt.path),
            "target": text(attempt.target),
            "beganAt": text(attempt.began_at),
            "milliseconds": number(attempt.milliseconds),
            "outcome": text(attempt.outcome),
        }
    }


def answer_value(answer: Answer) -> "Value":
    """Return an answer as a value of an item."""
    return {
        "M": {
            "path": text(answer.path),
            "modelName": text(answer.model_name),
            "modelVersion": text(answer.model_version),
            "predictions": _from_document(answer.predictions),
        }
    }


def failure_value(failure: Failure) -> "Value":
    """Return a failure as a value of an item."""
    return {"M": {"code": text(failure.code), "message": text(failure.message)}}


def to_record(item: Mapping[str, Any]) -> Record:
    """Return the record that an item holds."""
    return Record(
        id=item["id"]["S"],
        owner=item["owner"]["S"],
        request_digest=item["requestDigest"]["S"],
        traffic_class=item["trafficClass"]["S"],
        payload=_to_document(item["payload"]),
        chain=tuple(Path(value["S"]) for value in item["chain"]["L"]),
        home_region=item["homeRegion"]["S"],
        created_at=item["createdAt"]["S"],
        state=State(item["state"]["S"]),
        run=int(item["run"]["N"]),
        attempts=tuple(_to_attempt(value["M"]) for value in item["attempts"]["L"]),
        attempt_count=int(item["attemptCount"]["N"]),
        task_token=_optional(item, "taskToken"),
        window=_optional(item, "window"),
        answer=_to_answer(item["answer"]["M"]) if "answer" in item else None,
        failure=_to_failure(item["failure"]["M"]) if "failure" in item else None,
    )


def to_unattended(item: Mapping[str, Any]) -> Unattended:
    """Return what the index holds of a record."""
    return Unattended(
        id=item["id"]["S"],
        run=int(item["run"]["N"]),
        attend_by=int(item["attendBy"]["N"]),
        window=_optional(item, "window"),
        home_region=_optional(item, "homeRegion"),
    )


def index_key(found: Unattended, shard: str) -> "Item":
    """Return where in the index of pending records one was found."""
    return {
        "id": text(found.id),
        "unfinished": text(shard),
        "attendBy": number(found.attend_by),
    }


def _from_document(document: Document) -> "Value":
    held = {"text": document.text, "key": document.key}
    return {"M": {name: text(held) for name, held in held.items() if held is not None}}


def _to_document(value: Mapping[str, Any]) -> Document:
    return Document(
        text=_optional(value["M"], "text"), key=_optional(value["M"], "key")
    )


def _to_attempt(fields: Mapping[str, Any]) -> Attempt:
    return Attempt(
        path=Path(fields["path"]["S"]),
        target=fields["target"]["S"],
        began_at=fields["beganAt"]["S"],
        milliseconds=int(fields["milliseconds"]["N"]),
        outcome=fields["outcome"]["S"],
    )


def _to_answer(fields: Mapping[str, Any]) -> Answer:
    return Answer(
        path=Path(fields["path"]["S"]),
        model_name=fields["modelName"]["S"],
        model_version=fields["modelVersion"]["S"],
        predictions=_to_document(fields["predictions"]),
    )


def _to_failure(fields: Mapping[str, Any]) -> Failure:
    return Failure(code=fields["code"]["S"], message=fields["message"]["S"])


def _optional(fields: Mapping[str, Any], name: str) -> str | None:
    value = fields.get(name)
    return None if value is None else str(value["S"])
