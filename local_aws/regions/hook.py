"""Tells the parts of the local AWS whether a Region is cut off."""

from collections.abc import Callable

from local_aws.regions.outages import Outages

# moto's state is one for the process: of several servers the newest counts.
_installed: list[Outages] = []


def install(outages: Outages) -> Callable[[], None]:
    """Let it be asked from now on; returns what undoes that."""
    _installed.append(outages)

    def undo() -> None:
        _installed.remove(outages)

    return undo


def current() -> Outages | None:
    """Return what was installed last, if there is anything."""
    return _installed[-1] if _installed else None


def is_cut(region: str) -> bool:
    """Tell whether a Region is cut off."""
    outages = current()
    return outages is not None and outages.is_cut(region)


def lives_in(access_key: str, region: str) -> None:
    """Know from where calls with an access key are made."""
    outages = current()
    if outages is not None:
        outages.lives_in(access_key, region)
