"""Payload lines: each line a whole request of its own, answered on a line of its own.

What a batch window sends (application/x-inferway-payloads). A line is any body that
/invocations takes as application/json. Its answer is always an object: {"predictions":
[...], "model": {"name", "version"}} and what was asked for beside, or {"error":
{"code", "message", "request_id"}}. One line never fails another, and the answers
are in the order of the lines: an empty line gets an error, only the line feed at the
end begins no line. The form of the answer is the request's, and Accept may name no
other.
"""

from collections.abc import Sequence
from typing import NoReturn

from http_contract.errors import ErrorCode, RequestError
from http_contract.formats import Format
from http_contract.json_text import to_json
from http_contract.media_type import request_format
from prediction.accept import answer_format
from prediction.answers import Answer
from prediction.service import PredictionService, Request

# SageMaker refuses jobs with larger requests; the limit of one line is that of a
# request of its own.
# https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateTransformJob.html
MAX_BODY_BYTES = 100 * 1024 * 1024

_TAKEN = (Format.PAYLOAD_LINES,)


def are_payload_lines(content_type: str | None) -> bool:
    """Say whether a request has payload lines, by its Content-Type header."""
    media_type = (content_type or "").partition(";")[0]
    return media_type.strip().lower() == Format.PAYLOAD_LINES


def answer_lines(request: Request, service: PredictionService) -> Answer:
    """Return the answers to the lines of a body, with status 200.

    While there is no model the whole request gets 503: a job that is told so asks
    again, and no line is to blame.
    """
    try:
        lines = _lines(request)
    except RequestError as error:
        return service.refuse(error, request_id=request.request_id)
    bodies: list[str] = []
    for index, line in enumerate(lines):
        answer = service.answer(
            Request(
                body=line,
                content_type=Format.JSON,
                request_id=f"{request.request_id}-{index}",
            )
        )
        if answer.code is ErrorCode.MODEL_UNAVAILABLE:
            return answer
        bodies.append(_object(answer) + "\n")
    return Answer(
        status=200,
        body="".join(bodies),
        content_type=Format.PAYLOAD_LINES.content_type,
    )


def _lines(request: Request) -> Sequence[str]:
    form = request_format(request.content_type, _TAKEN)
    answer_format(request.accept, form, _TAKEN)
    body = request.body or b""
    if len(body) > MAX_BODY_BYTES:
        message = (
            f"The request has more than {MAX_BODY_BYTES} bytes: send fewer lines in a"
            " request."
        )
        raise RequestError(ErrorCode.PAYLOAD_TOO_LARGE, message)
    try:
        text = body if isinstance(body, str) else body.decode()
    except UnicodeDecodeError:
        _refuse("it is not UTF-8")
    # At line feeds alone: strings may hold what Python takes for an end of line.
    *lines, rest = text.split("\n")
    return [*lines, rest] if rest else lines


def _object(answer: Answer) -> str:
    """Return an answer's body as one object, which a bare list is not.

    JSON of answers has no line feeds.
    """
    if answer.model is None or not answer.body.startswith("["):
        return answer.body
    model = {"name": answer.model.name, "version": answer.model.version}
    return f'{{"predictions":{answer.body},"model":{to_json(model)}}}'


def _refuse(reason: str) -> NoReturn:
    message = f"The body is not payload lines: {reason}."
    raise RequestError(ErrorCode.INVALID_JSON, message)
