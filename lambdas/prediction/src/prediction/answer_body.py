"""Predictions written as CSV or as JSON lines, one a record."""

import re
from collections.abc import Sequence
from typing import Any

from http_contract.formats import Format
from http_contract.json_text import to_json

_TO_QUOTE = re.compile(r'[",\r\n]')


def to_lines(predictions: Sequence[Any], form: Format) -> str:
    r"""Return one record a prediction, each with its line feed, the last one too.

    A batch transform puts answers one after the other and splits them at line
    feeds. RFC 4180 would have \r\n, of which such readers leave the \r.
    """
    write = _record if form is Format.CSV else to_json
    return "".join(write(prediction) + "\n" for prediction in predictions)


def _record(prediction: Any) -> str:  # noqa: ANN401 - JSON is any of its types
    # Several outputs are several fields.
    outputs = prediction if isinstance(prediction, list) else [prediction]
    return ",".join(_field(output) for output in outputs)


def _field(value: Any) -> str:  # noqa: ANN401 - JSON is any of its types
    if value is None:
        return ""
    # Floats by repr, which reads back as the same; true and false; a list in an
    # output, which has no form of its own in CSV.
    text = value if isinstance(value, str) else to_json(value)
    # An empty text in quotes: without any it is missing.
    if text and not _TO_QUOTE.search(text):
        return text
    return '"' + text.replace('"', '""') + '"'
