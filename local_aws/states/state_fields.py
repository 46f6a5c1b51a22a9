"""The fields that each type of state has, and must have.

https://docs.aws.amazon.com/step-functions/latest/dg/statemachine-structure.html
"""

from collections.abc import Iterator, Mapping
from typing import Any

from local_aws.states.diagnostic import Diagnostic, schema_error

_COMMON = {"Comment", "QueryLanguage", "Type"}
_IN_AND_OUT = {"Assign", "InputPath", "Output", "OutputPath"}
_ONWARD = {"End", "Next"}
_TRYING = {"Arguments", "Catch", "Parameters", "ResultPath", "ResultSelector", "Retry"}
_TIMES = {"HeartbeatSeconds", "TimeoutSeconds"}
_WAITS = {"Seconds", "SecondsPath", "Timestamp", "TimestampPath"}
_FIELDS: Mapping[str, set[str]] = {
    "Task": _IN_AND_OUT
    | _ONWARD
    | _TRYING
    | _TIMES
    | {"Credentials", "HeartbeatSecondsPath", "Resource", "TimeoutSecondsPath"},
    "Wait": _IN_AND_OUT | _ONWARD | _WAITS,
    "Pass": _IN_AND_OUT | _ONWARD | {"Parameters", "Result", "ResultPath"},
    "Succeed": _IN_AND_OUT,
    "Fail": {"Cause", "CausePath", "Error", "ErrorPath"},
    "Choice": _IN_AND_OUT | {"Choices", "Default"},
    "Parallel": _IN_AND_OUT | _ONWARD | _TRYING | {"Branches"},
    "Map": _IN_AND_OUT
    | _ONWARD
    | _TRYING
    | {
        "ItemBatcher",
        "ItemProcessor",
        "ItemReader",
        "ItemSelector",
        "Items",
        "ItemsPath",
        "Iterator",
        "Label",
        "MaxConcurrency",
        "MaxConcurrencyPath",
        "ResultWriter",
        "ToleratedFailureCount",
        "ToleratedFailureCountPath",
        "ToleratedFailurePercentage",
        "ToleratedFailurePercentagePath",
    },
}
_REQUIRED = {"Choice": "Choices", "Parallel": "Branches", "Task": "Resource"}
_RETRIER = {
    "BackoffRate",
    "Comment",
    "ErrorEquals",
    "IntervalSeconds",
    "JitterStrategy",
    "MaxAttempts",
    "MaxDelaySeconds",
}
_CATCHER = {"Assign", "Comment", "ErrorEquals", "Next", "Output", "ResultPath"}
_TEMPLATES = ("ItemSelector", "Parameters", "ResultSelector")
_NAME_LENGTH = 80
_MOST_SECONDS = 99_999_999


def check_state(name: str, state: Mapping[str, Any], at: str) -> Iterator[Diagnostic]:
    """Give what is wrong with a state by itself."""
    if len(name) > _NAME_LENGTH:
        yield schema_error("The name of a state has at most 80 characters", at)
    kind = state.get("Type")
    if not isinstance(kind, str) or kind not in _FIELDS:
        kinds = ", ".join(_FIELDS)
        text = f"The field 'Type' should have one of these values: [{kinds}]"
        yield schema_error(text, f"{at}/Type")
        return
    for field in sorted(set(state) - _COMMON - _FIELDS[kind]):
        yield schema_error(f"Field '{field}' is not supported", at)
    required = _REQUIRED.get(kind)
    if required is not None and not state.get(required):
        yield schema_error(f"The field '{required}' is required", at)
    if _FIELDS[kind] >= _ONWARD and ("Next" in state) == (state.get("End") is True):
        yield schema_error("Exactly one of the fields [Next, End] is required", at)
    if kind == "Wait" and len(_WAITS & set(state)) != 1:
        fields = ", ".join(sorted(_WAITS))
        yield schema_error(f"Exactly one of the fields [{fields}] is required", at)
    yield from _check_seconds(state, at)
    yield from _check_handlers(state, "Retry", _RETRIER, at)
    yield from _check_handlers(state, "Catch", _CATCHER, at)
    for field in _TEMPLATES:
        yield from _check_template(state.get(field), f"{at}/{field}")


def _check_seconds(state: Mapping[str, Any], at: str) -> Iterator[Diagnostic]:
    for field in sorted(_TIMES & set(state)):
        value = state[field]
        # JSONata computes it when it runs.
        if isinstance(value, str) and value.startswith("{%"):
            continue
        if type(value) is not int or not 1 <= value <= _MOST_SECONDS:
            text = f"The field '{field}' should be an integer from 1 to {_MOST_SECONDS}"
            yield schema_error(text, f"{at}/{field}")


def _check_handlers(
    state: Mapping[str, Any], field: str, fields: set[str], at: str
) -> Iterator[Diagnostic]:
    handlers = state.get(field, [])
    if not isinstance(handlers, list):
        yield schema_error(f"The field '{field}' should be an array", at)
        return
    for number, each in enumerate(handlers):
        here = f"{at}/{field}[{number}]"
        for name in sorted(set(each) - fields):
            yield schema_error(f"Field '{name}' is not supported", here)
        errors = each.get("ErrorEquals")
        if not errors or not isinstance(errors, list):
            text = "The field 'ErrorEquals' should be a non-empty array"
            yield schema_error(text, here)
        elif "States.ALL" in errors and (len(errors) > 1 or number < len(handlers) - 1):
            text = f"States.ALL must be alone, and in the last entry of {field}"
            yield schema_error(text, f"{here}/ErrorEquals")
        if field == "Catch" and "Next" not in each:
            yield schema_error("The field 'Next' is required", here)


def _check_template(value: object, at: str) -> Iterator[Diagnostic]:
    """Check that what is said to be a path is one, or a call of a function."""
    if isinstance(value, list):
        for number, each in enumerate(value):
            yield from _check_template(each, f"{at}[{number}]")
    if not isinstance(value, dict):
        return
    for field, each in value.items():
        if not field.endswith(".$"):
            yield from _check_template(each, f"{at}/{field}")
        elif not isinstance(each, str) or not each.startswith(("$", "States.")):
            text = (
                f"The value for the field '{field}' must be a valid JSONPath or a "
                "valid intrinsic function call"
            )
            yield schema_error(text, at)
