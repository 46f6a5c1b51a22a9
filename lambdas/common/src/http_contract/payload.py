"""What a request asks for: the two forms of a JSON body, and the parameters."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from http_contract.errors import ErrorCode, RequestError


@dataclass(frozen=True, kw_only=True)
class Payload:
    """A request, read but not yet held against a model.

    Attributes:
        instances: At least one, each any JSON value.
        enveloped: Whether the answer is an object that names its model, or
            the bare list of predictions.
        probabilities: Whether probabilities are asked for.
        records: Whether each instance is a record of CSV, a list of texts whose
            types are those of the model's columns.

    """

    instances: Sequence[Any]
    enveloped: bool = False
    probabilities: bool = False
    records: bool = False


def read_payload(value: object, *, read_before: Sequence[str] = ()) -> Payload:
    """Return what the JSON value of a body asks for.

    A list is a list of instances. An object with "instances" is the envelope;
    any other object, or a string, is one instance.

    Args:
        value: The body's.
        read_before: Keys that the front takes out of an envelope itself.

    Raises:
        RequestError: no_instances or invalid_parameters.

    """
    if isinstance(value, dict) and "instances" in value:
        return _read_envelope(value, read_before)
    if isinstance(value, str | dict):
        value = [value]
    return Payload(instances=_instances(value))


def _read_envelope(envelope: dict[str, Any], read_before: Sequence[str]) -> Payload:
    known = ("parameters", *read_before)
    unknown = envelope.keys() - {"instances", *known}
    if unknown:
        # A misspelt "parameters" that did nothing would be worse.
        listed = " and ".join(map(quoted, known))
        verb = "is" if len(known) == 1 else "are"
        _refuse_parameters(
            f'Beside "instances" only {listed} {verb} known, not'
            f" {quoted(min(unknown))}."
        )
    parameters = envelope.get("parameters", {})
    if not isinstance(parameters, dict):
        _refuse_parameters('"parameters" must be an object.')
    unknown = parameters.keys() - {"probabilities"}
    if unknown:
        _refuse_parameters(
            f'The only parameter is "probabilities", not {quoted(min(unknown))}.'
        )
    probabilities = parameters.get("probabilities", False)
    if not isinstance(probabilities, bool):
        _refuse_parameters('"probabilities" must be true or false.')
    return Payload(
        instances=_instances(envelope["instances"]),
        enveloped=True,
        probabilities=probabilities,
    )


def _instances(value: object) -> list[Any]:
    if not isinstance(value, list):
        message = 'Send a list of instances, or {"instances": [...]}.'
        raise RequestError(ErrorCode.NO_INSTANCES, message)
    if not value:
        message = "The list of instances is empty: send at least one."
        raise RequestError(ErrorCode.NO_INSTANCES, message)
    return value


def _refuse_parameters(message: str) -> NoReturn:
    raise RequestError(ErrorCode.INVALID_PARAMETERS, message)


def quoted(name: str, longest: int = 60) -> str:
    """Return a caller's own word, short enough to be given back."""
    return f'"{name}"' if len(name) <= longest else f'"{name[:longest]}..."'
