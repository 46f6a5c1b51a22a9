"""A stack's template: what is in it, in which order, and its values.

Of the language this much: parameters, Ref, Fn::GetAtt, Fn::Join, Fn::Sub,
DependsOn, DeletionPolicy and outputs.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from local_aws.cloudformation.errors import invalid

PSEUDO = "AWS::"
NO_VALUE = "AWS::NoValue"

_FUNCTIONS = ("Ref", "Fn::GetAtt", "Fn::Join", "Fn::Sub")
_SECTIONS = frozenset(
    {
        "AWSTemplateFormatVersion",
        "Description",
        "Metadata",
        "Outputs",
        "Parameters",
        "Resources",
    }
)
# ${Name} and ${Name.Attribute}; ${!Name} stands for ${Name} itself.
_VARIABLE = re.compile(r"\$\{(?P<literal>!?)(?P<name>[^}]+)\}")

Resolver = Callable[[str, str | None], Any]
"""Returns the value of a name, or of an attribute of it."""


@dataclass(frozen=True, kw_only=True)
class Resource:
    """A resource as the template has it.

    Attributes:
        logical_id: Its name within the template.
        kind: Such as "AWS::SageMaker::Endpoint".
        properties: With references in them.
        depends_on: Beside what the properties refer to.
        is_kept: Whether it outlives the stack.

    """

    logical_id: str
    kind: str
    properties: Mapping[str, Any]
    depends_on: tuple[str, ...]
    is_kept: bool

    @property
    def needs(self) -> set[str]:
        """What must be there before it; parameters are among it."""
        return set(self.depends_on) | set(_names(self.properties))


@dataclass(frozen=True, kw_only=True)
class Template:
    """A template that can be made a stack of.

    Attributes:
        description: What it is for, None where it does not say.
        parameters: The declarations, by name.
        resources: In the order of their creation, by their logical ids.
        outputs: With references in them, by name.

    """

    description: str | None
    parameters: Mapping[str, Mapping[str, Any]]
    resources: Mapping[str, Resource]
    outputs: Mapping[str, Mapping[str, Any]]


def parse(body: str) -> Template:
    """Read a template, which is JSON or YAML.

    Raises:
        AwsError: It is no template, or it refers to what is not in it.
        NotImplementedError: It uses more of the language than is known here.

    """
    document = _read(body)
    unknown = set(document) - _SECTIONS
    if unknown:
        text = f"a template with {min(unknown)}"
        raise NotImplementedError(text)
    if not document.get("Resources"):
        text = "Template format error: At least one Resources member must be defined."
        raise invalid(text)
    parameters = document.get("Parameters") or {}
    resources = {
        logical_id: _resource(logical_id, each)
        for logical_id, each in document["Resources"].items()
    }
    outputs = document.get("Outputs") or {}
    known = set(parameters) | set(resources)
    _check_references("Resources", known, (r.needs for r in resources.values()))
    _check_references("Outputs", known, (set(_names(o)) for o in outputs.values()))
    return Template(
        description=document.get("Description"),
        parameters=parameters,
        resources={name: resources[name] for name in _order(resources)},
        outputs=outputs,
    )


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


def _read(body: str) -> dict[str, Any]:
    try:
        document = json.loads(body)
    except ValueError:
        try:
            document = yaml.safe_load(body)
        except yaml.constructor.ConstructorError as error:
            text = f"a template in YAML's short form: {error.problem}"
            raise NotImplementedError(text) from error
        except yaml.YAMLError as error:
            text = f"Template format error: {error}"
            raise invalid(text) from error
    if not isinstance(document, dict):
        text = "Template format error: unsupported structure."
        raise invalid(text)
    return document


def _resource(logical_id: str, given: Mapping[str, Any]) -> Resource:
    unknown = set(given) - {
        "DeletionPolicy",
        "DependsOn",
        "Metadata",
        "Properties",
        "Type",
    }
    if unknown:
        text = f"a resource with {min(unknown)}"
        raise NotImplementedError(text)
    depends_on = given.get("DependsOn") or ()
    return Resource(
        logical_id=logical_id,
        kind=given["Type"],
        properties=given.get("Properties") or {},
        depends_on=(depends_on,) if isinstance(depends_on, str) else tuple(depends_on),
        is_kept=given.get("DeletionPolicy") == "Retain",
    )


def _order(resources: Mapping[str, Resource]) -> list[str]:
    """Return the logical ids so that each comes after what it needs."""
    left = {name: each.needs & set(resources) for name, each in resources.items()}
    order: list[str] = []
    while left:
        ready = [name for name, needs in left.items() if not needs - set(order)]
        if not ready:
            text = f"Circular dependency between resources: [{', '.join(sorted(left))}]"
            raise invalid(text)
        order += ready
        for name in ready:
            del left[name]
    return order


def _check_references(section: str, known: set[str], found: Iterator[set[str]]) -> None:
    names = {name for each in found for name in each if not name.startswith(PSEUDO)}
    if names - known:
        text = (
            "Template format error: Unresolved resource dependencies "
            f"[{', '.join(sorted(names - known))}] in the {section} block of the "
            "template"
        )
        raise invalid(text)


def _names(value: Any) -> Iterator[str]:  # noqa: ANN401 - any JSON
    """Yield every name that a value refers to."""
    if isinstance(value, list):
        for each in value:
            yield from _names(each)
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
                    yield from _names(each)


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
    return value == {"Ref": NO_VALUE}
