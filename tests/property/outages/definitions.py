"""State machines' definitions, gone through one step at a time.

Of ASL, what our definitions use, and nothing beside: another state, field or
function raises. That these definitions mean the same to Step Functions is held by
tests/unit/routing/definition and by the applied modules.
https://states-language.net/spec.html
"""

import json
import random
import re
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_MATH = re.compile(r"States\.MathAdd\((?P<path>[^,]+), ?(?P<number>-?\d+)\)")
_ITEM = re.compile(r"States\.ArrayGetItem\((?P<list>[^,]+), ?(?P<index>[^)]+)\)")
_FORMAT = re.compile(r"States\.Format\('(?P<text>[^']*)',(?P<given>.*)\)")
_TEXT = re.compile(r"States\.JsonToString\((?P<path>[^)]+)\)")
_FOR_EVER = 10**9


class TaskError(Exception):
    """A task failed; its name is the error's."""

    def __init__(self, name: str, cause: str = "") -> None:
        super().__init__(f"{name}: {cause}")
        self.name = name
        self.cause = cause


@dataclass(frozen=True)
class Pause:
    """A wait of so many seconds."""

    seconds: float


@dataclass(frozen=True)
class Task:
    """Something that another service is asked for.

    Attributes:
        resource: ARN of what does it.
        parameters: For it.
        seconds: After which it has failed.
        token: Of a task that waits until somebody answers it; "" else.

    """

    resource: str
    parameters: Any
    seconds: float
    token: str = ""


Walk = Generator[Pause | Task, Any, Any]


class Walker:
    """Goes through definitions; what lasts is asked of who sends to the walk."""

    def __init__(self, definition: Mapping[str, Any], rng: random.Random) -> None:
        self._definition = definition
        self._rng = rng
        self._tokens = 0

    def walk(self, given: Any, name: str) -> Walk:
        """Go through an execution; ends with its output, or with TaskError."""
        context = {"Execution": {"Name": name, "Id": f"execution:{name}"}}
        return (yield from self._machine(self._definition, given, context))

    def _machine(self, machine: Mapping[str, Any], data: Any, context: Any) -> Walk:
        state_name = machine["StartAt"]
        while True:
            state = machine["States"][state_name]
            kind = state["Type"]
            if kind == "Succeed":
                return data
            if kind == "Fail":
                raise TaskError(state["Error"], state["Cause"])
            if kind == "Choice":
                state_name = _chosen(state, data, context)
                continue
            if kind == "Wait":
                yield Pause(state["Seconds"])
                state_name = state["Next"]
                continue
            data, found = yield from self._worked(state, data, context)
            if found is None:
                return data
            state_name = found

    def _worked(self, state: Mapping[str, Any], data: Any, context: Any) -> Walk:
        tried: dict[int, int] = {}
        while True:
            try:
                result = yield from self._once(state, data, context)
            except TaskError as error:
                delay = self._retry(state, error, tried)
                if delay is not None:
                    yield Pause(delay)
                    continue
                for rule in state.get("Catch", ()):
                    if _means(rule["ErrorEquals"], error.name):
                        told = {"Error": error.name, "Cause": error.cause}
                        return _placed(rule, data, told), rule["Next"]
                raise
            data = _placed(state, data, result)
            data = _value(state.get("OutputPath", "$"), data, context)
            return data, None if state.get("End") else state["Next"]

    def _once(self, state: Mapping[str, Any], data: Any, context: Any) -> Walk:
        if state["Type"] == "Pass":
            if "Result" in state:
                return json.loads(json.dumps(state["Result"]))
            data = _value(state.get("InputPath", "$"), data, context)
            return _filled(state.get("Parameters", data), data, context)
        if state["Type"] == "Map":
            return (yield from self._mapped(state, data, context))
        assert state["Type"] == "Task", state
        token = ""
        if state["Resource"].endswith(".waitForTaskToken"):
            self._tokens += 1
            token = f"{context['Execution']['Name']}/{self._tokens}"
            context = {**context, "Task": {"Token": token}}
        parameters = _filled(state["Parameters"], data, context)
        result = yield Task(
            state["Resource"],
            parameters,
            state["TimeoutSeconds"],
            token,
        )
        return _filled(state.get("ResultSelector", result), result, context)

    def _mapped(self, state: Mapping[str, Any], data: Any, context: Any) -> Walk:
        done = []
        for item in _value(state["ItemsPath"], data, context):
            inner = {**context, "Map": {"Item": {"Value": item}}}
            given = _filled(state["ItemSelector"], data, inner)
            done.append(
                (yield from self._machine(state["ItemProcessor"], given, inner))
            )
        return done

    def _retry(
        self, state: Mapping[str, Any], error: TaskError, tried: dict[int, int]
    ) -> float | None:
        for index, rule in enumerate(state.get("Retry", ())):
            if not _means(rule["ErrorEquals"], error.name):
                continue
            times = tried.get(index, 0)
            if times >= rule.get("MaxAttempts", 3):
                return None
            tried[index] = times + 1
            longest = rule.get("IntervalSeconds", 1) * rule.get("BackoffRate", 2) ** (
                times
            )
            longest = min(longest, rule.get("MaxDelaySeconds", _FOR_EVER))
            full = rule.get("JitterStrategy") == "FULL"
            return self._rng.uniform(0, longest) if full else longest
        return None


def _means(names: Sequence[str], error: str) -> bool:
    if error in names or "States.ALL" in names:
        return True
    return "States.TaskFailed" in names and error != "States.Timeout"


def _chosen(state: Mapping[str, Any], data: Any, context: Any) -> str:
    for rule in state["Choices"]:
        if all(_holds(one, data, context) for one in rule.get("And", [rule])):
            return str(rule["Next"])
    return str(state["Default"])


def _holds(rule: Mapping[str, Any], data: Any, context: Any) -> bool:
    found = _value(rule["Variable"], data, context)
    match {k: v for k, v in rule.items() if k not in {"Variable", "Next"}}:
        case {"StringEquals": wanted} | {"BooleanEquals": wanted}:
            return bool(found == wanted)
        case {"NumericLessThan": limit}:
            return bool(found < limit)
        case {"NumericLessThanEquals": limit}:
            return bool(found <= limit)
    raise _unknown(rule)


def _placed(state: Mapping[str, Any], data: Any, result: Any) -> Any:
    path = state.get("ResultPath", "$")
    if path is None:
        return data
    if path == "$":
        return result
    *parents, last = path.removeprefix("$.").split(".")
    assert not parents, path
    return {**data, last: result}


def _filled(template: Any, data: Any, context: Any) -> Any:
    if not isinstance(template, dict):
        return template
    return {
        name.removesuffix(".$"): _value(value, data, context)
        if name.endswith(".$")
        else _filled(value, data, context)
        for name, value in template.items()
    }


def _value(text: str, data: Any, context: Any) -> Any:
    if text.startswith("$"):
        found, path = (context, text[2:]) if text.startswith("$$") else (data, text[1:])
        for name in filter(None, path.split(".")):
            found = found[name]
        return found
    if match := _MATH.fullmatch(text):
        return _value(match["path"], data, context) + int(match["number"])
    if match := _ITEM.fullmatch(text):
        items = _value(match["list"], data, context)
        return items[_value(match["index"].strip(), data, context)]
    if match := _FORMAT.fullmatch(text):
        given = (_value(one, data, context) for one in match["given"].split(","))
        return re.sub("{}", lambda _: str(next(given)), match["text"])
    if match := _TEXT.fullmatch(text):
        return json.dumps(_value(match["path"], data, context))
    raise _unknown(text)


def _unknown(what: Any) -> NotImplementedError:
    return NotImplementedError(f"these definitions had no {what} until now")
