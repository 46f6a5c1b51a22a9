"""Replacing a method of moto's by one that knows the one before it."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Any

Method = Callable[..., Any]
Getter = Callable[[Any], Any]

_DONE: set[tuple[type, str]] = set()


def replace(owner: type, name: str, make: Callable[[Method], Method]) -> None:
    """Let the class have what `make` makes of its method; done once only.

    Raises:
        AttributeError: The class has no such method: moto has changed.

    """
    original = getattr(owner, name)
    if _first_time(owner, name):
        setattr(owner, name, update_wrapper(make(original), original))


def replace_property(owner: type, name: str, make: Callable[[Getter], Getter]) -> None:
    """Let the class have what `make` makes of its read-only property.

    Raises:
        AttributeError: The class has no such property: moto has changed.

    """
    original = getattr(owner, name)
    if _first_time(owner, name):
        setattr(owner, name, property(make(original.fget)))


def _first_time(owner: type, name: str) -> bool:
    if (owner, name) in _DONE:
        return False
    _DONE.add((owner, name))
    return True
