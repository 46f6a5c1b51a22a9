"""What an environment is to serve, read from Terraform's outputs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from model.errors import ModelError
from model_store.errors import FormatError
from model_store.fields import field, parse_json

OUTPUT = "served"


class OutputsError(ModelError):
    """These are no outputs of an environment; says what is missing."""


@dataclass(frozen=True, kw_only=True)
class ModelName:
    """Which model."""

    name: str
    version: str

    def __str__(self) -> str:
        """As `inferway versions` lists it."""
        return f"{self.name} {self.version}"


@dataclass(frozen=True, kw_only=True)
class WantedFunction:
    """A function as the state has it.

    Attributes:
        key: Its name within the environment.
        name: Of the function.
        alias: That is called.
        version: That the alias is to name: code and configuration in one.
        image_digest: "sha256:" and 64 hexadecimal digits.
        predicts: Whether it answers with the model's predictions.

    """

    key: str
    name: str
    alias: str
    version: str
    image_digest: str
    predicts: bool


@dataclass(frozen=True, kw_only=True)
class WantedEndpoint:
    """A SageMaker endpoint as the state has it.

    Attributes:
        key: Its name within the environment.
        kind: "provisioned", "serverless", "async" or "scale_to_zero".
        name: Of the endpoint.
        config_name: Of the endpoint configuration.
        image_digest: "sha256:" and 64 hexadecimal digits.
        pinned: The model that its configuration names; None where it follows
            the live pointer.
        component: Of the inference component; None where the endpoint has none.
        input_url: S3 folder that requests may be read from, with a final "/";
            None where they come with the call.

    """

    key: str
    kind: str
    name: str
    config_name: str
    image_digest: str
    pinned: ModelName | None
    component: str | None
    input_url: str | None


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What an environment is to serve.

    Attributes:
        region: Where it is.
        bucket: Of the model store.
        pointer_key: Of the live pointer.
        functions: Sorted by key.
        endpoints: Sorted by key.
        stopped_path: Where stops of endpoints are recorded; None where the outputs
            do not say.

    """

    region: str
    bucket: str
    pointer_key: str
    functions: tuple[WantedFunction, ...]
    endpoints: tuple[WantedEndpoint, ...]
    stopped_path: str | None = None


def read_outputs(data: bytes, where: str) -> Wanted:
    """Read what `terraform output -json` printed.

    Args:
        data: JSON, `{"served": {"value": {...}}, ...}`.
        where: Names the source in errors.

    Raises:
        OutputsError: It is something else; the message names what is missing.

    """
    try:
        outputs = parse_json(data, where)
        if not isinstance(outputs, dict) or OUTPUT not in outputs:
            raise OutputsError(_no_environment(where, outputs))
        served = field(field(outputs, OUTPUT, dict, where), "value", dict, _name(where))
        return _wanted(served, _name(where))
    except FormatError as error:
        message = f"{error}: is it of another release? Apply the environment again"
        raise OutputsError(message) from error


def _no_environment(where: str, outputs: object) -> str:
    hint = "give what `terraform -chdir=envs/staging output -json` prints"
    if outputs == {}:
        return f"{where} has no outputs: apply the environment first, then {hint}"
    return f"{where} has no output {OUTPUT!r}, so it is of no environment: {hint}"


def _name(where: str) -> str:
    return f"output {OUTPUT!r} of {where}"


def _wanted(served: Mapping[str, Any], where: str) -> Wanted:
    store = field(served, "model_store", dict, where)
    functions = field(served, "functions", dict, where)
    endpoints = field(served, "endpoints", dict, where)
    return Wanted(
        region=field(served, "region", str, where),
        bucket=field(store, "bucket", str, f"'model_store' of {where}"),
        pointer_key=field(store, "pointer_key", str, f"'model_store' of {where}"),
        functions=tuple(
            _function(key, field(functions, key, dict, where), where)
            for key in sorted(functions)
        ),
        endpoints=tuple(
            _endpoint(key, field(endpoints, key, dict, where), where)
            for key in sorted(endpoints)
        ),
        stopped_path=_optional(served, "stopped_parameters_path", where),
    )


def _function(key: str, source: Mapping[str, Any], where: str) -> WantedFunction:
    where = f"function {key!r} in {where}"
    return WantedFunction(
        key=key,
        name=field(source, "name", str, where),
        alias=field(source, "alias", str, where),
        version=field(source, "version", str, where),
        image_digest=field(source, "image_digest", str, where),
        predicts=field(source, "predicts", bool, where),
    )


def _endpoint(key: str, source: Mapping[str, Any], where: str) -> WantedEndpoint:
    where = f"endpoint {key!r} in {where}"
    model = source.get("model")
    if model is not None:
        model = field(source, "model", dict, where)
    return WantedEndpoint(
        key=key,
        kind=field(source, "kind", str, where),
        name=field(source, "endpoint_name", str, where),
        config_name=field(source, "endpoint_config_name", str, where),
        image_digest=field(source, "image_digest", str, where),
        pinned=None
        if model is None
        else ModelName(
            name=field(model, "name", str, where),
            version=field(model, "version", str, where),
        ),
        component=_optional(source, "component_name", where),
        input_url=_optional(source, "input_url", where),
    )


def _optional(source: Mapping[str, Any], name: str, where: str) -> str | None:
    return None if source.get(name) is None else field(source, name, str, where)
