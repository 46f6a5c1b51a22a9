"""Templates that need no Velocity engine: text and $context variables.

Everything else of the Velocity template language is refused, so that nothing is
served here that would read otherwise on AWS.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
"""

import re
from collections.abc import Callable, Mapping

from local_aws.gateway.errors import misconfigured

_VARIABLE = re.compile(r"\$context((?:\.[A-Za-z][A-Za-z0-9_-]*)+)")
# What Velocity would take for something of its own.
_VELOCITY = re.compile(
    r"\$!?\{?[A-Za-z][^\s\"',;]*|#(?:\{?[A-Za-z]|[#*\[@])[^\s\"',;]*"
)
_STATIC = re.compile(r"'(?P<text>[^']*)'")
_CONTEXT = re.compile(r"context\.(?P<name>[A-Za-z.]+)")


def render(template: str, context: Mapping[str, str]) -> str:
    """Return the template with the context's values; one that lacks is empty.

    Raises:
        GatewayError: It has an expression that is not supported here.

    """
    _refuse_velocity(template)
    return _VARIABLE.sub(lambda match: context.get(match[1][1:], ""), template)


def render_log(template: str, context: Mapping[str, str]) -> str:
    """Return an access log's line; a value that lacks is "-".

    Values are escaped so that the line stays the JSON that its format is; the
    one value that is JSON itself, error.messageString, is left alone.
    """
    return _VARIABLE.sub(_logged(context), template)


def map_parameter(name: str, mapping: str, context: Mapping[str, str]) -> str:
    """Return a header's value: a text in single quotes or a context variable.

    Args:
        name: Of the parameter, for the error.
        mapping: As it is configured.
        context: Values.

    Raises:
        GatewayError: It is another mapping, not supported here.

    """
    static = _STATIC.fullmatch(mapping)
    if static is not None:
        return static["text"]
    variable = _CONTEXT.fullmatch(mapping)
    if variable is not None:
        return context.get(variable["name"], "")
    detail = f"the local AWS cannot map {mapping} to {name}"
    raise misconfigured(detail)


def _logged(context: Mapping[str, str]) -> "Callable[[re.Match[str]], str]":
    def value(match: re.Match[str]) -> str:
        name = match[1][1:]
        text = context.get(name, "-")
        if name == "error.messageString":
            return text
        return text.replace("\\", "\\\\").replace('"', '\\"')

    return value


def _refuse_velocity(template: str) -> None:
    found = _VELOCITY.search(_VARIABLE.sub("", template))
    if found is not None:
        detail = f"the local AWS has no Velocity engine for {found[0]}"
        raise misconfigured(detail)
