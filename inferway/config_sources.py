"""Where `inferway config` finds its table, or a file of items."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import typer

from inferway.config_checks import ConfigError
from model_store.errors import FormatError
from model_store.fields import field, parse_json
from routing.config_attributes import plain

OUTPUT = "routing_config_table"


@dataclass(frozen=True, kw_only=True)
class TableName:
    """A table, and the Region it is in, where that is known."""

    name: str
    region: str | None


def find_table(table: str | None, outputs: str | None) -> TableName:
    """Return the table that the options name.

    Raises:
        typer.BadParameter: They name none, or two.
        ConfigError: The outputs do not.

    """
    if table and outputs:
        message = "give --table or --outputs, not both"
        raise typer.BadParameter(message)
    if outputs:
        return _read_outputs(_read(outputs), _name(outputs))
    if not table:
        message = (
            f"name the table: --table with Terraform's output {OUTPUT}, or --outputs"
            " with the file that `terraform output -json` wrote (- for stdin)"
        )
        raise typer.BadParameter(message)
    return TableName(name=table, region=None)


def read_items(file: str) -> list[dict[str, object]]:
    """Return the items of a JSON file, unchecked.

    Args:
        file: A list of items, or what `aws dynamodb scan` printed; - for stdin.

    Raises:
        ConfigError: It cannot be read, or is neither.

    """
    where = _name(file)
    try:
        document = parse_json(_read(file), where)
        typed = isinstance(document, dict)
        found = field(document, "Items", list, where) if typed else document
    except FormatError as error:
        raise ConfigError(str(error)) from error
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        message = f"{where} is no list of items, nor what `aws dynamodb scan` prints"
        raise ConfigError(message)
    return [plain(one) for one in found] if typed else found


def _read_outputs(data: bytes, where: str) -> TableName:
    hint = "give what `terraform -chdir=envs/staging output -json` prints"
    try:
        outputs = parse_json(data, where)
        if outputs == {}:
            message = f"{where} has no outputs: apply the environment first"
            raise ConfigError(message)
        if not isinstance(outputs, dict) or OUTPUT not in outputs:
            message = f"{where} has no output {OUTPUT!r}: {hint}"
            raise ConfigError(message)
        output = field(outputs, OUTPUT, dict, where)
        name = field(output, "value", str, f"output {OUTPUT!r} of {where}")
        return TableName(name=name, region=_region(outputs))
    except FormatError as error:
        message = f"{error}: {hint}"
        raise ConfigError(message) from error


def _region(outputs: Mapping[str, object]) -> str | None:
    """Return the Region that the environment serves in, where it says so."""
    match outputs:
        case {"served": {"value": {"region": str(region)}}}:
            return region
    return None


def _read(file: str) -> bytes:
    if file == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(file).read_bytes()
    except OSError as error:
        message = f"{file} cannot be read: {error.strerror}"
        raise ConfigError(message) from error


def _name(file: str) -> str:
    return "stdin" if file == "-" else file
