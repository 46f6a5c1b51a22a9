"""What the output of a transform job says of each record. No AWS here."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn


@dataclass(frozen=True, kw_only=True)
class Answered:
    """Predictions.

    Attributes:
        model_name: Of the model that predicted.
        model_version: Its version.
        predictions: JSON text of the answer without the model.

    """

    model_name: str
    model_version: str
    predictions: str


@dataclass(frozen=True, kw_only=True)
class Refused:
    """An error that another try would get again.

    Attributes:
        code: For programs.
        message: For the caller.

    """

    code: str
    message: str


@dataclass(frozen=True, kw_only=True)
class Unanswered:
    """No answer: the record waits for another window.

    Attributes:
        reason: For the log and the execution's history, without inner text.

    """

    reason: str


Outcome = Answered | Refused | Unanswered

# Not the fault of the line: a container without a model answers none.
_TRANSIENT = "model_unavailable"


def outcomes_of(output: str | None, count: int) -> Sequence[Outcome]:
    """Return what became of each of the `count` lines of a job's input.

    An answer belongs to a record by its place alone. Where there are more or fewer
    answers than lines, no place can be trusted, and no answer is taken: another
    window costs minutes, somebody else's predictions cost trust.
    """
    if output is None:
        return [Unanswered(reason="The job wrote no output.")] * count
    *lines, rest = output.split("\n")
    if rest:
        lines.append(rest)
    if len(lines) != count:
        reason = f"The job answered {len(lines)} of {count} lines."
        return [Unanswered(reason=reason)] * count
    return [_outcome(line) for line in lines]


def _outcome(line: str) -> Outcome:
    try:
        answer = json.loads(line, parse_constant=_refuse_constant)
    except ValueError:
        return _unreadable()
    if not isinstance(answer, dict):
        return _unreadable()
    error = answer.get("error")
    if isinstance(error, dict):
        return _refusal(error)
    model = answer.pop("model", None)
    if not isinstance(model, dict) or not isinstance(answer.get("predictions"), list):
        return _unreadable()
    name, version = model.get("name"), model.get("version")
    if not isinstance(name, str) or not isinstance(version, str):
        return _unreadable()
    return Answered(
        model_name=name,
        model_version=version,
        predictions=json.dumps(answer, separators=(",", ":")),
    )


def _refusal(error: Mapping[str, Any]) -> Outcome:
    code, message = error.get("code"), error.get("message")
    if not isinstance(code, str) or not isinstance(message, str):
        return _unreadable()
    if code == _TRANSIENT:
        return Unanswered(reason="The job had no model.")
    return Refused(code=code, message=message)


def _unreadable() -> Unanswered:
    return Unanswered(reason="The job's answer to this line cannot be read.")


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)
