"""The expressions of GitHub's workflows that ours use, and not one more.

What is not known here is no empty string, as GitHub would have it, but an error: a
misspelt output must fail a test, not a deployment.
https://docs.github.com/en/actions/reference/workflows-and-actions/expressions
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

_TOKEN = re.compile(
    r"""\s*(?:(?P<text>'(?:[^']|'')*')
    |(?P<number>\d+)
    |(?P<name>[A-Za-z_][\w-]*)
    |(?P<sign>==|!=|&&|\|\||[!().]))""",
    re.VERBOSE,
)
_INSERTED = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)
_LITERALS = {"true": True, "false": False, "null": None}
# With one of these GitHub leaves out its own "if everything before succeeded".
STATUS_FUNCTIONS = ("always", "cancelled", "failure", "success")


class ExpressionError(Exception):
    """An expression is none of those that are known."""


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What an expression may speak of.

    Attributes:
        contexts: By name: "github", "env", "needs" and so on.
        failed: Whether something before failed, for the status functions.

    """

    contexts: Mapping[str, Any]
    failed: bool = False


@dataclass(kw_only=True)
class _Reader:
    scope: Scope
    tokens: list[tuple[str, str]]
    functions: set[str] = field(default_factory=set)
    at: int = 0

    def either(self) -> Any:
        left = self.both()
        while self.takes("||"):
            right = self.both()
            left = left if _truth(left) else right
        return left

    def both(self) -> Any:
        left = self.compared()
        while self.takes("&&"):
            right = self.compared()
            left = right if _truth(left) else left
        return left

    def compared(self) -> Any:
        left = self.one()
        for sign, wanted in (("==", True), ("!=", False)):
            if self.takes(sign):
                return _same(left, self.one()) is wanted
        return left

    def one(self) -> Any:
        if self.takes("!"):
            return not _truth(self.one())
        if self.takes("("):
            inner = self.either()
            self.needs(")")
            return inner
        kind, word = self.next()
        if kind == "text":
            return word[1:-1].replace("''", "'")
        if kind == "number":
            return int(word)
        if kind != "name":
            message = f"{word!r} is not known here"
            raise ExpressionError(message)
        if word in _LITERALS:
            return _LITERALS[word]
        return self.called(word) if self.takes("(") else self.looked_up(word)

    def called(self, name: str) -> bool:
        self.needs(")")
        self.functions.add(name)
        failed = self.scope.failed
        known: dict[str, Callable[[], bool]] = {
            "always": lambda: True,
            "cancelled": lambda: False,
            "failure": lambda: failed,
            "success": lambda: not failed,
        }
        if name not in known:
            message = f"the function {name} is not known here"
            raise ExpressionError(message)
        return known[name]()

    def looked_up(self, name: str) -> Any:
        path, value = [], dict(self.scope.contexts)
        while True:
            path.append(name)
            if not isinstance(value, Mapping) or name not in value:
                message = f"there is no {'.'.join(path)}"
                raise ExpressionError(message)
            value = value[name]
            if not self.takes("."):
                return value
            _, name = self.next()

    def takes(self, sign: str) -> bool:
        found = self.at < len(self.tokens) and self.tokens[self.at] == ("sign", sign)
        self.at += found
        return found

    def needs(self, sign: str) -> None:
        if not self.takes(sign):
            message = f"{sign!r} is missing"
            raise ExpressionError(message)

    def ends(self) -> None:
        if self.at < len(self.tokens):
            message = f"{self.next()[1]!r} is not known here"
            raise ExpressionError(message)

    def next(self) -> tuple[str, str]:
        if self.at == len(self.tokens):
            message = "it ends too early"
            raise ExpressionError(message)
        self.at += 1
        return self.tokens[self.at - 1]


def evaluate(expression: str, scope: Scope) -> Any:
    """Return the value of what stands within `${{ }}`.

    Raises:
        ExpressionError: It holds something that is not known.

    """
    return _evaluate(expression, scope)[0]


def holds(condition: Any, scope: Scope) -> bool:
    """Tell whether an `if` lets a job or step run; None is one that has none."""
    text = "true" if condition is None else str(condition).strip()
    whole = _INSERTED.fullmatch(text)
    value, functions = _evaluate(whole[1] if whole else text, scope)
    if not functions.intersection(STATUS_FUNCTIONS) and scope.failed:
        return False
    return _truth(value)


def insert(value: Any, scope: Scope) -> str:
    """Return a text with the values of its expressions in it."""
    return _INSERTED.sub(lambda found: _text(evaluate(found[1], scope)), _text(value))


def _evaluate(expression: str, scope: Scope) -> tuple[Any, set[str]]:
    reader = _Reader(scope=scope, tokens=_tokens(expression))
    try:
        value = reader.either()
        reader.ends()
    except ExpressionError as error:
        message = f"{expression.strip()}: {error}"
        raise ExpressionError(message) from error
    return value, reader.functions


def _tokens(expression: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    at, text = 0, expression.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            message = f"{text}: {text[at:]!r} is not known here"
            raise ExpressionError(message)
        kind = str(match.lastgroup)
        found.append((kind, match[kind]))
        at = match.end()
    return found


def _truth(value: Any) -> bool:
    return value not in ("", None, False, 0)


def _same(left: Any, right: Any) -> bool:
    if type(left) is not type(right):
        message = f"{left!r} and {right!r} are compared, of two types"
        raise ExpressionError(message)
    # GitHub compares without regard to capitals.
    return bool(
        left.lower() == right.lower() if isinstance(left, str) else left == right
    )


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (Mapping, Sequence)) and not isinstance(value, str):
        message = f"{value!r} is no text"
        raise ExpressionError(message)
    return str(value)
