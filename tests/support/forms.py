"""Instances and predictions as CSV and JSON lines, by other readers than ours."""

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

from tests.support.corpus import Case

JSON = "application/json"
CSV = "text/csv"
LINES = "application/jsonlines"
TYPES = (JSON, CSV, LINES)


def case(instances: Sequence[Any], content_type: str, accept: str | None) -> Case:
    """Return the request that asks for predictions of these instances."""
    if content_type == CSV:
        body = to_csv(instances)
    elif content_type == LINES:
        body = "".join(json.dumps(value) + "\n" for value in instances)
    else:
        body = json.dumps(instances)
    return Case(
        status=200, body=body.encode(), content_type=content_type, accept=accept
    )


def to_csv(instances: Sequence[Any]) -> str:
    """Write texts, or lists of values, as Python's own module does."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC)
    for instance in instances:
        row = instance if isinstance(instance, list) else [instance]
        writer.writerow([_written(value) for value in row])
    return text.getvalue()


def _written(value: Any) -> Any:
    if value is None:
        return ""
    return json.dumps(value) if isinstance(value, bool) else value


def texts_of(body: Any, content_type: str) -> list[Any]:
    """Return the predictions in an answer; those of CSV are texts, it has no others."""
    if content_type.startswith(CSV):
        rows = list(csv.reader(io.StringIO(body, newline="")))
        return [row[0] if len(row) == 1 else row for row in rows]
    if content_type == LINES:
        assert body.endswith("\n")
        return [json.loads(line) for line in body.split("\n")[:-1]]
    assert isinstance(body, list)
    return body
