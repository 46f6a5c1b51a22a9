"""Where keys are, read from Terraform's outputs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api_keys.copying import KeysError
from model_store.errors import FormatError
from model_store.fields import field, parse_json

OUTPUT = "recovery"
_HINT = "give what `terraform -chdir=envs/production output -json` prints"


@dataclass(frozen=True, kw_only=True)
class Place:
    """A Region, and the usage plans of its clients.

    Attributes:
        region: Its name.
        plans: IDs of usage plans by client.

    """

    region: str
    plans: Mapping[str, str]


def read_places(data: bytes, where: str) -> tuple[Place, Place]:
    """Return the home Region and the standby of an environment.

    Args:
        data: What `terraform output -json` printed.
        where: Names it in errors.

    Raises:
        KeysError: It is something else, or has keys in one Region alone.

    """
    try:
        outputs = parse_json(data, where)
        if not isinstance(outputs, dict) or OUTPUT not in outputs:
            message = f"{where} has no output {OUTPUT!r}: {_HINT}"
            raise KeysError(message)
        found = field(outputs, OUTPUT, dict, where).get("value")
        if not isinstance(found, dict) or not isinstance(found.get("standby"), dict):
            message = (
                "this environment has clients in one Region alone: there is nowhere to"
                " copy keys to. With recovery_tier 1 or 2 there is"
            )
            raise KeysError(message)
        return _place(found, "home", where), _place(found, "standby", where)
    except FormatError as error:
        message = f"{error}: {_HINT}"
        raise KeysError(message) from error


def _place(found: Mapping[str, Any], name: str, where: str) -> Place:
    place = field(found, name, dict, where)
    where = f"{name!r} of {where}"
    plans = field(place, "usage_plan_ids", dict, where)
    if not all(isinstance(one, str) for one in plans.values()):
        message = f"usage_plan_ids of {where} are no IDs: {_HINT}"
        raise KeysError(message)
    return Place(region=field(place, "region", str, where), plans=plans)
