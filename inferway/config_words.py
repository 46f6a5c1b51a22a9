"""What `inferway config set` is told: a class, and what is to hold for it."""

import re
from collections.abc import Sequence

import typer

from inferway.config_checks import KEYS
from routing.config_items import EVERY_CLASS

_SWITCHES = {"true": True, "false": False}
# More digits than any field takes stay text, and are refused as that.
_NUMBER = re.compile("-?[0-9]{1,18}")


def target_of(words: Sequence[str], *, every: bool) -> tuple[str, Sequence[str]]:
    """Return the class that the words are about, and the rest of them.

    Args:
        words: A class first, unless `every`.
        every: It is about EVERY_CLASS.

    Raises:
        typer.BadParameter: They name no class, or one too many.

    """
    named = bool(words) and "=" not in words[0]
    if every and named:
        message = f"give a class ({words[0]}) or --all, not both"
        raise typer.BadParameter(message)
    if every:
        return EVERY_CLASS, words
    if not named or words[0] == EVERY_CLASS:
        message = "name the traffic class first, or give --all"
        raise typer.BadParameter(message)
    return words[0], words[1:]


def change_of(
    words: Sequence[str], unset: Sequence[str]
) -> dict[str, str | int | bool | None]:
    """Return what is asked for, by field; None takes an override away.

    Args:
        words: Such as "batchThreshold=500" or "fallback=".
        unset: Names of fields.

    Raises:
        typer.BadParameter: A word is none of these, two are about one field, or
            there is none.

    """
    change: dict[str, str | int | bool | None] = {}
    for word in [*words, *(f"{name}=" for name in unset)]:
        name, equals, text = word.partition("=")
        if not equals or not name or name in KEYS:
            message = f"{word!r} is no FIELD=VALUE, such as batchThreshold=500"
            raise typer.BadParameter(message)
        if name in change:
            message = f"{name} is named twice: say once what it is to be"
            raise typer.BadParameter(message)
        change[name] = _value(text)
    if not change:
        message = "say what to change: FIELD=VALUE, or --unset FIELD"
        raise typer.BadParameter(message)
    return change


def _value(text: str) -> str | int | bool | None:
    if not text:
        return None
    if text in _SWITCHES:
        return _SWITCHES[text]
    return int(text) if _NUMBER.fullmatch(text) else text
