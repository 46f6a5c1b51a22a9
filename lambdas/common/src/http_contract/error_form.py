"""The form of every error."""

from http_contract.json_text import to_json


def error_body(code: str, message: str, *, request_id: str) -> str:
    """Return the body of an error, the same for every front and the gateway."""
    return to_json(
        {"error": {"code": code, "message": message, "request_id": request_id}}
    )
