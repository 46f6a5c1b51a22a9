"""A stack's template: what is in it, in which order, and its values.

Of the language this much: parameters, Ref, Fn::GetAtt, Fn::Join, Fn::Sub,
DependsOn, DeletionPolicy and outputs.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from local_aws.cloudformation.errors import invalid
from local_aws.cloudformation.references import names

PSEUDO = "AWS::"
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
        return set(self.depends_on) | set(names(self.properties))


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
    _check_references("Outputs", known, (set(names(o)) for o in outputs.values()))
    return Template(
        description=document.get("Description"),
        parameters=parameters,
        resources={name: resources[name] for name in _order(resources)},
        outputs=outputs,
    )


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
