"""The body of a request, whichever form it has."""

from http_contract import strict_json
from http_contract.errors import ErrorCode, RequestError
from http_contract.formats import Format
from http_contract.payload import Payload, read_payload
from prediction import csv_records, json_lines


def read_body(body: bytes | str | None, form: Format) -> Payload:
    """Return what a body asks for.

    Raises:
        RequestError: invalid_json, invalid_csv, no_instances,
            invalid_parameters or payload_too_large.

    """
    if form is Format.JSON:
        if not body:
            message = "The request has no body: send a list of instances as JSON."
            raise RequestError(ErrorCode.INVALID_JSON, message)
        return read_payload(strict_json.read(body))
    is_csv = form is Format.CSV
    instances = (csv_records if is_csv else json_lines).read(body or b"")
    if not instances:
        what = "record" if is_csv else "line"
        message = f"The request has no instances: send at least one {what}."
        raise RequestError(ErrorCode.NO_INSTANCES, message)
    return Payload(instances=instances, records=is_csv)
