"""Which resource and method a request is for.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-create-api-step-by-step.html
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from local_aws.gateway.deployed import Method, Resource

_PARAMETER = re.compile(r"\{(?P<name>[^{}+]+)(?P<greedy>\+?)\}")


@dataclass(frozen=True, kw_only=True)
class Route:
    """Where a request goes.

    Attributes:
        resource: The one whose path fits best.
        method: Its method for the request's.
        method_name: As it is configured: the request's method or ANY.
        path_parameters: Decoded.

    """

    resource: Resource
    method: Method
    method_name: str
    path_parameters: Mapping[str, str]


def find_route(
    resources: Iterable[Resource], http_method: str, path: str
) -> Route | None:
    """Return the route, or None if nothing is deployed there.

    A literal part of a path comes before a parameter and that before a greedy
    one; a resource without the method leaves the request to the next.

    Args:
        resources: Of the API.
        http_method: Upper case.
        path: Below the stage, still percent-encoded, beginning with "/".

    """
    parts = _parts(path)
    candidates = []
    for resource in resources:
        match = _match(_parts(resource.path), parts)
        if match is not None:
            candidates.append((match[0], resource, match[1]))
    for _, resource, parameters in sorted(candidates, key=lambda each: each[0]):
        for name in (http_method, "ANY"):
            if name in resource.methods:
                return Route(
                    resource=resource,
                    method=resource.methods[name],
                    method_name=name,
                    path_parameters=parameters,
                )
    return None


def _parts(path: str) -> list[str]:
    """Split a path; one slash at its end makes no difference."""
    return path.removeprefix("/").removesuffix("/").split("/")


def _match(
    pattern: list[str], parts: list[str]
) -> tuple[list[int], dict[str, str]] | None:
    """Return how well the pattern fits, smaller for better, and its parameters."""
    rank = []
    parameters = {}
    for place, part in enumerate(pattern):
        if place >= len(parts):
            return None
        found = _PARAMETER.fullmatch(part)
        if found is None:
            if unquote(parts[place]) != part:
                return None
            rank.append(0)
        elif found["greedy"]:
            rest = "/".join(parts[place:])
            if not rest:
                return None
            parameters[found["name"]] = unquote(rest)
            return [*rank, 2], parameters
        else:
            if not parts[place]:
                return None
            parameters[found["name"]] = unquote(parts[place])
            rank.append(1)
    return (rank, parameters) if len(parts) == len(pattern) else None
