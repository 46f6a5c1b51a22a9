"""What references in a stack's template stand for."""

from collections.abc import Mapping
from typing import Any

from local_aws.cloudformation.errors import ResourceError, invalid
from local_aws.cloudformation.kinds import KINDS, Client
from local_aws.cloudformation.references import Resolver
from local_aws.cloudformation.stack import Made, Stack
from local_aws.cloudformation.template import Template
from local_aws.iam.callers import PARTITION


def effective_parameters(
    template: Template, given: Mapping[str, str]
) -> Mapping[str, str]:
    """Return the parameters with defaults.

    Raises:
        AwsError: One is missing, or is not declared.
        NotImplementedError: One is of a type that is not known here.

    """
    unknown = sorted(set(given) - set(template.parameters))
    if unknown:
        text = f"Parameters: [{', '.join(unknown)}] do not exist in the template"
        raise invalid(text)
    for declared in template.parameters.values():
        if declared["Type"] not in ("String", "Number"):
            text = f"template parameters of type {declared['Type']}"
            raise NotImplementedError(text)
    values = {
        name: given.get(name, declared.get("Default"))
        for name, declared in template.parameters.items()
    }
    missing = sorted(name for name, value in values.items() if value is None)
    if missing:
        text = f"Parameters: [{', '.join(missing)}] must have values"
        raise invalid(text)
    return {name: str(value) for name, value in values.items()}


def resolver(
    stack: Stack, template: Template, made: Mapping[str, Made], client: Client
) -> Resolver:
    """Return what looks up names of a template in what is made already."""
    parameters = effective_parameters(template, stack.parameters)
    pseudo = {
        "AWS::AccountId": stack.account_id,
        "AWS::Partition": PARTITION,
        "AWS::Region": stack.region,
        "AWS::StackId": stack.stack_id,
        "AWS::StackName": stack.name,
        "AWS::URLSuffix": "amazonaws.com",
    }

    def value(name: str, attribute: str | None) -> Any:  # noqa: ANN401 - any JSON
        if attribute is None and name in pseudo:
            return pseudo[name]
        if attribute is None and name in parameters:
            return parameters[name]
        if name not in made:
            text = f"Unresolved reference: {name}"
            raise ResourceError(text)
        if attribute is None:
            return made[name].arn
        return KINDS[made[name].kind].attribute(client, made[name].name, attribute)

    return value
