"""The forms that instances and predictions travel in."""

from collections.abc import Sequence
from enum import StrEnum


class Format(StrEnum):
    """A media type that a front takes and gives, without its parameters."""

    JSON = "application/json"
    CSV = "text/csv"
    JSON_LINES = "application/jsonlines"
    PAYLOAD_LINES = "application/x-inferway-payloads"

    @property
    def words(self) -> str:
        """What people call it."""
        return _WORDS[self]

    @property
    def content_type(self) -> str:
        """The Content-Type header of an answer in it."""
        # JSON's media type defines no charset (RFC 8259); CSV's default is not
        # the same for everybody (RFC 4180, RFC 7111).
        return f"{self}; charset=utf-8" if self is Format.CSV else str(self)


_WORDS = {
    Format.JSON: "JSON",
    Format.CSV: "CSV",
    Format.JSON_LINES: "JSON lines",
    Format.PAYLOAD_LINES: "payload lines",
}


def listed(forms: Sequence[Format]) -> str:
    """Return forms as a sentence lists them."""
    *most, last = forms
    return f"{', '.join(most)} or {last}" if most else str(last)
