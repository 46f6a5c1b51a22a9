"""What a Content-Type header says of a body."""

from prediction.errors import ErrorCode, RequestError


def check_json(content_type: str | None) -> None:
    """Accept JSON in UTF-8, and a request that says nothing.

    Raises:
        RequestError: unsupported_media_type.

    """
    # WSGI (PEP 3333) does not tell an empty header from a missing one.
    if not content_type:
        return
    media_type, *parameters = (part.strip() for part in content_type.lower().split(";"))
    if media_type != "application/json":
        _refuse("Send Content-Type: application/json.")
    for parameter in parameters:
        name, _, value = (part.strip() for part in parameter.partition("="))
        # JSON is UTF-8 (RFC 8259), and its media type defines no parameter: one
        # that says otherwise is about other bytes than we would read.
        if name == "charset" and value.strip('"') not in ("utf-8", "utf8"):
            _refuse("Send JSON in UTF-8: charset=utf-8, or none.")


def _refuse(message: str) -> None:
    raise RequestError(ErrorCode.UNSUPPORTED_MEDIA_TYPE, message)
