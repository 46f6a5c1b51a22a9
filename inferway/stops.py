"""Where stops are recorded, and what an environment wants of its endpoints."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import typer

from inferway.outputs import read_source, source_name
from model.errors import ModelError
from model_store.errors import FormatError
from model_store.fields import field as json_field
from model_store.fields import parse_json

OUTPUT = "stopped_parameters_path"
_HINT = "give what `terraform -chdir=envs/staging output -json` prints"


class StopsError(ModelError):
    """What was given does not say where stops are, or what to start."""


@dataclass(frozen=True, kw_only=True)
class Stops:
    """Records of stops.

    Attributes:
        path: Of their parameters.
        region: Where; None for the one that AWS is asked in anyway.
        configs: Of each endpoint that the environment wants, the name of its
            configuration.

    """

    path: str
    region: str | None = None
    configs: Mapping[str, str] = field(default_factory=dict)


def find_stops(path: str | None, outputs: str | None) -> Stops:
    """Return what the options name.

    Raises:
        typer.BadParameter: They name nothing, or two things.
        StopsError: The outputs do not say it.

    """
    if path and outputs:
        message = "give --parameters-path or --outputs, not both"
        raise typer.BadParameter(message)
    if outputs:
        return _of_outputs(read_source(outputs, StopsError), source_name(outputs))
    if not path:
        message = (
            f"say where stops are: --parameters-path with Terraform's output {OUTPUT},"
            " or --outputs with the file that `terraform output -json` wrote (- for"
            " stdin)"
        )
        raise typer.BadParameter(message)
    if not path.startswith("/"):
        message = f"--parameters-path {path} is none: it begins with a slash"
        raise typer.BadParameter(message)
    return Stops(path=path.rstrip("/"))


def _of_outputs(data: bytes, where: str) -> Stops:
    try:
        outputs = parse_json(data, where)
        if outputs == {}:
            message = f"{where} has no outputs: apply the environment first"
            raise StopsError(message)
        if not isinstance(outputs, dict) or OUTPUT not in outputs:
            message = f"{where} has no output {OUTPUT!r}: {_HINT}"
            raise StopsError(message)
        output = json_field(outputs, OUTPUT, dict, where)
        path = json_field(output, "value", str, f"output {OUTPUT!r} of {where}")
    except FormatError as error:
        message = f"{error}: {_HINT}"
        raise StopsError(message) from error
    match outputs:
        case {"served": {"value": {"region": str(region), **served}}}:
            return Stops(path=path, region=region, configs=_configs(served))
    return Stops(path=path)


def _configs(served: Mapping[Any, Any]) -> dict[str, str]:
    endpoints = served.get("endpoints") or {}
    return {
        str(one["endpoint_name"]): str(one["endpoint_config_name"])
        for one in endpoints.values()
        if "endpoint_name" in one and "endpoint_config_name" in one
    }
