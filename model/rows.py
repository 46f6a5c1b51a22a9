"""Reads instances, and labels where there are any, from a person's file."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NoReturn

from model.csv_rows import csv_rows
from model.errors import RowsError


@dataclass(frozen=True, kw_only=True)
class Labelled:
    """Instances with what a right prediction would be."""

    instances: list[Any]
    labels: list[Any]


def read_instances(
    path: Path,
    kind: Literal["text", "tabular"],
    text_columns: Sequence[str] = (),
) -> list[Any]:
    """Return the instances of a file: JSON, JSON Lines or CSV by its suffix.

    JSON is a list of instances, JSON Lines one instance a line. CSV has a
    header; a row is an object keyed by it, an empty cell is null. A column is
    of numbers or of booleans where each of its cells is one, and text
    elsewhere. For text, CSV has one column.

    Args:
        path: `-` for JSON on the standard input is the caller's to open.
        kind: What the instances are.
        text_columns: Columns of a CSV to be left text, whatever they look like.

    Raises:
        RowsError: It cannot be read as that.

    """
    rows = _rows(path, text_columns if kind == "tabular" else None)
    if not rows:
        message = f"{path} holds no instance"
        raise RowsError(message)
    if kind == "text" and path.suffix == ".csv":
        return [_only_cell(path, row) for row in rows]
    return rows


def read_labelled(
    path: Path,
    kind: Literal["text", "tabular"],
    label: str,
    text_columns: Sequence[str] = (),
) -> Labelled:
    """Return the instances and labels of a file.

    CSV: the column `label` holds them, the others the instance. JSON Lines,
    and a list in JSON: objects {"instance": ..., "<label>": ...}, or the
    columns with the label among them. JSON may also be an object
    {"instances": [...], "labels": [...]}.

    Raises:
        RowsError: It cannot be read as that.

    """
    if path.suffix == ".json":
        value = parse_json(_text(path), str(path))
        if isinstance(value, dict):
            return _parallel(path, value)
    rows = _rows(path, text_columns if kind == "tabular" else None)
    if not rows:
        message = f"{path} holds no instance"
        raise RowsError(message)
    instances: list[Any] = []
    labels: list[Any] = []
    for index, row in enumerate(rows):
        if not isinstance(row, dict) or label not in row:
            message = f"row {index} of {path} has no {label!r}: say --label-column"
            raise RowsError(message)
        rest = {key: value for key, value in row.items() if key != label}
        labels.append(row[label])
        if kind == "text" and path.suffix == ".csv":
            instances.append(_only_cell(path, rest))
        else:
            instances.append(rest["instance"] if set(rest) == {"instance"} else rest)
    return Labelled(instances=instances, labels=labels)


def parse_json(text: str, where: str) -> Any:  # noqa: ANN401 - any JSON value
    """Return the value of a JSON text.

    Raises:
        RowsError: It is none, or holds NaN or infinity, which JSON has not.

    """

    def refuse(constant: str) -> NoReturn:
        message = f"{where} holds {constant}, which JSON has not: use null"
        raise RowsError(message)

    try:
        return json.loads(text, parse_constant=refuse)
    except (ValueError, RecursionError) as error:
        message = f"{where} is not JSON: {error}"
        raise RowsError(message) from error


def _rows(path: Path, text_columns: Sequence[str] | None) -> list[Any]:
    text = _text(path)
    match path.suffix:
        case ".json":
            value = parse_json(text, str(path))
            if not isinstance(value, list):
                message = f"{path} holds no list of instances"
                raise RowsError(message)
            return value
        case ".jsonl" | ".ndjson":
            # Not splitlines(): U+2028 may stand inside a JSON string.
            return [
                parse_json(line, f"line {number} of {path}")
                for number, line in enumerate(text.split("\n"), start=1)
                if line.strip()
            ]
        case ".csv":
            return csv_rows(str(path), text, text_columns)
        case _:
            message = f"{path} is none of .json, .jsonl, .ndjson and .csv"
            raise RowsError(message)


def _only_cell(path: Path, row: object) -> str:
    if not isinstance(row, dict) or len(row) != 1:
        message = f"{path} has several columns: texts need just one"
        raise RowsError(message)
    (cell,) = row.values()
    return str(cell)


def _parallel(path: Path, value: dict[str, Any]) -> Labelled:
    instances, labels = value.get("instances"), value.get("labels")
    if (
        not isinstance(instances, list)
        or not isinstance(labels, list)
        or not instances
        or len(instances) != len(labels)
    ):
        message = (
            f'{path} needs "instances" and "labels", two lists of one length, and at'
            " least one instance"
        )
        raise RowsError(message)
    return Labelled(instances=instances, labels=labels)


def _text(path: Path) -> str:
    try:
        # newline="": a line break inside a quoted cell is the cell's own.
        with path.open(encoding="utf-8-sig", newline="") as file:
            return file.read()
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}"
        raise RowsError(message) from error
    except UnicodeError as error:
        message = f"{path} is not UTF-8: {error}"
        raise RowsError(message) from error
