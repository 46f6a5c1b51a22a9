"""References in a template: Ref, Fn::GetAtt, Fn::Join and Fn::Sub."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

_NO_VALUE = "AWS::NoValue"
_FUNCTIONS = ("Ref", "Fn::GetAtt", "Fn::Join", "Fn::Sub")
# ${Name} and ${Name.Attribute}; ${!Name} stands for ${Name} itself.
_VARIABLE = re.compile(r"\$\{(?P<literal>!?)(?P<name>[^}]+)\}")

Resolver = Callable[[str, str | None], Any]
"""Returns the value of a name, or of an attribute of it."""


def resolve(value: Any, resolver: Resolver) -> Any:  # noqa: ANN401 - any JSON
    """Return a value with nothing left to look up.

    Raises:
        NotImplementedError: It uses a function that is not known here.

    """
    if isinstance(value, list):
        return [resolve(each, resolver) for each in value if not _is_nothing(each)]
    if not isinstance(value, dict):
        return value
    function = _function(value)
    if function is not None:
        return _called(function, value[function], resolver)
    return {
        name: resolve(each, resolver)
        for name, each in value.items()
        if not _is_nothing(each)
    }


def _called(function: str, argument: Any, resolver: Resolver) -> Any:  # noqa: ANN401 - any JSON
    match function:
        case "Ref":
            return resolver(argument, None)
        case "Fn::GetAtt":
            return resolver(*_attribute(argument))
        case "Fn::Join":
            separator, parts = argument
            return separator.join(str(resolve(part, resolver)) for part in parts)
    return _substituted(argument, resolver)


def names(value: Any) -> Iterator[str]:  # noqa: ANN401 - any JSON
    """Yield every name that a value refers to."""
    if isinstance(value, list):
        for each in value:
            yield from names(each)
    elif isinstance(value, dict):
        function = _function(value)
        match function:
            case "Ref":
                yield value[function]
            case "Fn::GetAtt":
                yield _attribute(value[function])[0]
            case "Fn::Sub":
                for match in _VARIABLE.finditer(_text_of(value[function])):
                    if not match["literal"]:
                        yield match["name"].partition(".")[0]
            case _:
                for each in value.values():
                    yield from names(each)


def _function(value: Mapping[str, Any]) -> str | None:
    if len(value) != 1:
        return None
    [name] = value
    if name in _FUNCTIONS:
        return name
    if name.startswith("Fn::") or name == "Condition":
        text = f"{name} in a template"
        raise NotImplementedError(text)
    return None


def _attribute(argument: str | list[str]) -> tuple[str, str]:
    if isinstance(argument, str):
        name, _, attribute = argument.partition(".")
        return name, attribute
    name, attribute = argument
    return name, attribute


def _text_of(argument: Any) -> str:  # noqa: ANN401 - any JSON
    if not isinstance(argument, str):
        text = "Fn::Sub with a map in a template"
        raise NotImplementedError(text)
    return argument


def _substituted(argument: Any, resolver: Resolver) -> str:  # noqa: ANN401 - any JSON
    def value(match: re.Match[str]) -> str:
        if match["literal"]:
            return "${" + match["name"] + "}"
        name, _, attribute = match["name"].partition(".")
        return str(resolver(name, attribute or None))

    return _VARIABLE.sub(value, _text_of(argument))


def _is_nothing(value: object) -> bool:
    return value == {"Ref": _NO_VALUE}
