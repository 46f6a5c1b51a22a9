"""What a Content-Type header says of a body."""

from collections.abc import Sequence
from typing import NoReturn

from http_contract.errors import ErrorCode, RequestError
from http_contract.formats import Format, listed


def request_format(content_type: str | None, taken: Sequence[Format]) -> Format:
    """Return the form of a body in UTF-8; JSON where the request says nothing.

    Args:
        content_type: The header's value; None if there was none.
        taken: The forms that the front takes.

    Raises:
        RequestError: unsupported_media_type.

    """
    # WSGI (PEP 3333) does not tell an empty header from a missing one.
    if not content_type:
        return Format.JSON
    media_type, *parameters = (part.strip() for part in content_type.lower().split(";"))
    if media_type not in taken:
        _refuse(f"Send Content-Type: {listed(taken)}.")
    form = Format(media_type)
    for parameter in parameters:
        name, _, value = (part.strip() for part in parameter.partition("="))
        # JSON is UTF-8 (RFC 8259), and its media type defines no parameter: one
        # that says otherwise is about other bytes than we would read.
        if name == "charset" and value.strip('"') not in ("utf-8", "utf8"):
            _refuse(f"Send {form.words} in UTF-8: charset=utf-8, or none.")
        # RFC 4180, 3. A header would be read as an instance.
        if form is Format.CSV and name == "header" and value.strip('"') != "absent":
            _refuse("Send CSV without a header: the columns are the model's, in order.")
    return form


def _refuse(message: str) -> NoReturn:
    raise RequestError(ErrorCode.UNSUPPORTED_MEDIA_TYPE, message)
