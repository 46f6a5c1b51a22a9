"""Settings, read once from what Terraform writes; a wrong one stops nothing."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from functions.environment import SettingsError, integer, required

# Shorter, an endpoint would be stopped before its first request; longer, its metrics
# have another period.
_LEAST_MINUTES = 15
_MOST_MINUTES = 10_080


class Mode(StrEnum):
    """What happens to what is idle."""

    DELETE = "delete"
    REDUCE = "reduce"
    REPORT = "report"


@dataclass(frozen=True, kw_only=True)
class Covers:
    """Which endpoints the rule is about.

    Attributes:
        name_prefix: What their names begin with.
        tags: That they all have, with these values.

    """

    name_prefix: str = ""
    tags: Mapping[str, str]

    def named(self, name: str) -> bool:
        """Say whether an endpoint may be one of them, by its name."""
        return name.startswith(self.name_prefix)

    def tagged(self, tags: Mapping[str, str]) -> bool:
        """Say whether it is, by its tags."""
        return all(tags.get(name) == value for name, value in self.tags.items())


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How a run goes.

    Attributes:
        region: Whose endpoints they are, and whose prices.
        covers: Which endpoints.
        mode: What happens to idle ones.
        dry_run: Whether it is only told.
        window_minutes: How long nothing must have been asked.
        mark_first: Whether one run marks and a later one stops.
        path: Where records of stops are.

    """

    region: str
    covers: Covers
    mode: Mode
    dry_run: bool
    window_minutes: int
    mark_first: bool
    path: str

    @property
    def armed(self) -> bool:
        """Whether anything is written at all."""
        return not self.dry_run and self.mode is not Mode.REPORT

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> "Settings":
        """Read the settings.

        Raises:
            SettingsError: A variable is missing or out of range; the message
                names it.

        """
        mode = required(env, "ACTION")
        if mode not in set(Mode):
            message = f"ACTION must be one of {', '.join(Mode)}, not {mode!r}"
            raise SettingsError(message)
        return cls(
            region=required(env, "AWS_REGION"),
            covers=_covers(env),
            mode=Mode(mode),
            dry_run=_flag(env, "DRY_RUN"),
            window_minutes=integer(
                env, "WINDOW_MINUTES", _LEAST_MINUTES, _MOST_MINUTES
            ),
            mark_first=_flag(env, "MARK_FIRST"),
            path=_path(env),
        )


def _flag(env: Mapping[str, str], name: str) -> bool:
    value = required(env, name)
    if value not in ("true", "false"):
        message = f"{name} must be true or false, not {value!r}"
        raise SettingsError(message)
    return value == "true"


def _covers(env: Mapping[str, str]) -> Covers:
    text = required(env, "COVERS")
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    # Every field by name: one that is misspelt would cover everything.
    if (
        not isinstance(found, dict)
        or set(found) != {"name_prefix", "tags"}
        or not isinstance(found["name_prefix"], str)
        or not isinstance(found["tags"], dict)
        or not all(isinstance(value, str) for value in found["tags"].values())
    ):
        message = (
            'COVERS must be a JSON object {"name_prefix": "...", "tags": {"KEY":'
            f' "VALUE"}}}}, not {text!r}'
        )
        raise SettingsError(message)
    return Covers(name_prefix=found["name_prefix"], tags=found["tags"])


def _path(env: Mapping[str, str]) -> str:
    path = required(env, "STOPPED_PARAMETERS_PATH")
    if not re.fullmatch(r"(/[A-Za-z0-9_.-]+)+", path):
        message = (
            "STOPPED_PARAMETERS_PATH must be a path such as /inferway/staging/stopped,"
            f" not {path!r}"
        )
        raise SettingsError(message)
    return path
