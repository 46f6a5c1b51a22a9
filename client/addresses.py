"""Where an API can be asked: one address a Region, and perhaps one over all."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from model.errors import PredictionError

# A name of its own, before the address: "second=https://...".
_NAMED = re.compile(r"(?P<name>[\w-]+)=(?P<url>https?://.*)", re.ASCII)
# What API Gateway calls an API in its Region.
_REGIONAL = re.compile(
    r"[a-z0-9]+\.execute-api\.(?P<region>[a-z0-9-]+)\.amazonaws\.com(?:\.cn)?"
)


@dataclass(frozen=True, kw_only=True)
class Address:
    """One address of an API.

    Attributes:
        url: Of the operation.
        name: Says who answered: the name that it was given, the Region where the
            address tells it, or the host. Behind a domain over several Regions
            the host is all that is known.

    """

    url: str
    name: str


def read_addresses(texts: Sequence[str]) -> list[Address]:
    """Return addresses in the order in which they are asked.

    Args:
        texts: Each an address of HTTP, or name=address; one at least.

    Raises:
        PredictionError: One is no address.

    """
    return [_read(text) for text in texts]


def _read(text: str) -> Address:
    match = _NAMED.fullmatch(text)
    url = text if match is None else match["url"]
    try:
        parts = urlsplit(url)
        host = parts.hostname
        _ = parts.port
    except ValueError:
        host = None
    if not url.startswith(("http://", "https://")) or not host:
        message = f"{text!r} is no address: it has to begin with https://"
        raise PredictionError(message)
    return Address(url=url, name=_region(host) if match is None else match["name"])


def _region(host: str) -> str:
    match = _REGIONAL.fullmatch(host)
    return host if match is None else match["region"]
