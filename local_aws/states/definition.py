"""Definitions that Step Functions refuses when a state machine is written.

Next to what the grammar of moto's parser rules out: transitions that lead nowhere,
states that nothing leads to, fields that a state does not have.

https://states-language.net/spec.html
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from local_aws.errors import AwsError
from local_aws.states.diagnostic import SCHEMA, Diagnostic, schema_error
from local_aws.states.programs import program_of
from local_aws.states.state_fields import check_state

_FIELDS = {
    "Comment",
    "ProcessorConfig",
    "QueryLanguage",
    "StartAt",
    "States",
    "TimeoutSeconds",
    "Version",
}
_TARGET = "MISSING_TRANSITION_TARGET"
_NESTED = ("ItemProcessor", "Iterator")


def diagnose(definition: str) -> list[Diagnostic]:
    """Return all that is wrong with a definition."""
    try:
        machine = json.loads(definition)
    except ValueError as error:
        return [Diagnostic("INVALID_JSON_DESCRIPTION", str(error), "")]
    if not isinstance(machine, dict):
        return [schema_error("A state machine is an object", "")]
    found = list(_check_machine(machine, ""))
    if found:
        return found
    try:
        program_of(definition)
    except Exception as error:  # noqa: BLE001 - moto's parser raises many kinds
        return [Diagnostic(SCHEMA, str(error), "")]
    return []


def refuse_invalid(definition: str) -> None:
    """Refuse a definition that is not valid.

    Raises:
        AwsError: InvalidDefinition, with all that is wrong.

    """
    found = diagnose(definition)
    if found:
        listed = ", ".join(str(each) for each in found)
        text = f"Invalid State Machine Definition: '{listed}'"
        raise AwsError(text, code="InvalidDefinition")


def _check_machine(machine: Mapping[str, Any], at: str) -> Iterator[Diagnostic]:
    for name in sorted(set(machine) - _FIELDS):
        yield schema_error(f"Field '{name}' is not supported", at or "/")
    states, start = machine.get("States"), machine.get("StartAt")
    if not isinstance(states, dict) or not states or not isinstance(start, str):
        text = "These fields are required: [StartAt, States]"
        yield schema_error(text, at or "/")
        return
    if start not in states:
        text = f"Missing 'StartAt' target: {start}"
        yield Diagnostic(_TARGET, text, f"{at}/StartAt")
    for name, state in states.items():
        here = f"{at}/States/{name}"
        if not isinstance(state, dict):
            yield schema_error("A state is an object", here)
            continue
        yield from check_state(name, state, here)
        yield from _check_targets(state, states, here)
        yield from _check_nested(state, here)
    yield from _check_reach(states, start, at)


def _check_targets(
    state: Mapping[str, Any], states: Mapping[str, Any], at: str
) -> Iterator[Diagnostic]:
    for field, target in _transitions(state):
        if target not in states:
            word = "Default" if field == "Default" else "Next"
            text = f"Missing '{word}' target: {target}"
            yield Diagnostic(_TARGET, text, f"{at}/{field}")


def _check_nested(state: Mapping[str, Any], at: str) -> Iterator[Diagnostic]:
    for name in _NESTED:
        if isinstance(state.get(name), dict):
            yield from _check_machine(state[name], f"{at}/{name}")
    for number, branch in enumerate(_list(state.get("Branches"))):
        if isinstance(branch, dict):
            yield from _check_machine(branch, f"{at}/Branches[{number}]")


def _check_reach(
    states: Mapping[str, Any], start: str, at: str
) -> Iterator[Diagnostic]:
    reached, ahead = set(), [start]
    while ahead:
        name = ahead.pop()
        state = states.get(name)
        if name in reached or not isinstance(state, dict):
            continue
        reached.add(name)
        ahead += [target for _, target in _transitions(state)]
    for name in states:
        if name not in reached:
            text = f'State "{name}" is not reachable.'
            yield Diagnostic(_TARGET, text, f"{at}/States/{name}")


def _transitions(state: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Give the fields that name a state, and the state."""
    for field in ("Next", "Default"):
        if isinstance(state.get(field), str):
            yield field, state[field]
    for field in ("Choices", "Catch"):
        for number, each in enumerate(_list(state.get(field))):
            if isinstance(each, dict) and isinstance(each.get("Next"), str):
                yield f"{field}[{number}]/Next", each["Next"]


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
