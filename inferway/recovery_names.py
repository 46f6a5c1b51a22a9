"""Where a name leads, as a client is told."""

import json
import re
import socket
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import urllib3
from urllib3.exceptions import HTTPError

from model.errors import UnavailableError

# What API Gateway calls a custom domain in its Region.
_REGIONAL = re.compile(r"\.execute-api\.(?P<region>[a-z0-9-]+)\.amazonaws\.com")
_SECONDS = 5.0


def region_of(target: str) -> str | None:
    """Return the Region of a domain name of API Gateway; None of another name."""
    found = _REGIONAL.search(target)
    return None if found is None else found["region"]


def targets_of(route53: Any, domain: str) -> dict[str, str]:  # noqa: ANN401 - no stubs of Route 53
    """Return where the records of a domain point, by Region.

    Raises:
        UnavailableError: There are no such records.

    """
    pages = route53.get_paginator("list_hosted_zones").paginate()
    zones = [
        zone
        for page in pages
        for zone in page["HostedZones"]
        if f"{domain}.".endswith(f".{zone['Name']}") or zone["Name"] == f"{domain}."
    ]
    # The most special zone first.
    for zone in sorted(zones, key=lambda one: -len(one["Name"])):
        records = route53.list_resource_record_sets(
            HostedZoneId=zone["Id"], StartRecordName=domain, StartRecordType="A"
        )["ResourceRecordSets"]
        found = {
            region: record["AliasTarget"]["DNSName"].rstrip(".")
            for record in records
            if record["Name"].rstrip(".") == domain and "AliasTarget" in record
            if (region := region_of(record["AliasTarget"]["DNSName"]))
        }
        if found:
            return found
    message = f"no zone of this account has failover records of {domain}"
    raise UnavailableError(message)


class SystemNames:
    """The resolver of this machine, with its caches, as a client has it."""

    def __init__(
        self,
        domain: str,
        targets: Mapping[str, str],
        resolve: Callable[[str], Sequence[str]] | None = None,
    ) -> None:
        """Take the name, and where it may point: a domain name by Region."""
        self._domain = domain
        self._targets = targets
        self._resolve = resolve or _addresses
        # API Gateway names a few of its many addresses at a time.
        self._known: dict[str, set[str]] = {region: set() for region in targets}

    def leads_to(self) -> str | None:
        """Return the Region; None where it cannot be told."""
        for region, target in self._targets.items():
            self._known[region].update(self._resolve(target))
        found = set(self._resolve(self._domain))
        hits = [region for region, known in self._known.items() if found & known]
        return hits[0] if len(hits) == 1 else None


class AskedNames:
    """A resolver that is asked over HTTP, and believed for the TTL that it says."""

    def __init__(
        self,
        url: str,
        domain: str,
        now: Callable[[], float],
        http: urllib3.PoolManager | None = None,
    ) -> None:
        """Take its address, the name, and a clock in seconds."""
        self._url = f"{url.rstrip('/')}/{domain}"
        self._now = now
        self._http = http or urllib3.PoolManager(retries=False)
        self._answer: str | None = None
        self._until = 0.0

    def leads_to(self) -> str | None:
        """Return the Region; None where it cannot be told."""
        if self._now() >= self._until:
            self._ask()
        return self._answer

    def _ask(self) -> None:
        self._answer = None
        try:
            found = self._http.request("GET", self._url, timeout=_SECONDS)
            answer = json.loads(found.data)["answers"][0]
            self._answer = region_of(str(answer["alias"]))
            self._until = self._now() + float(answer["ttl"])
        except (HTTPError, OSError, ValueError, LookupError, TypeError):
            self._until = 0.0


def _addresses(name: str) -> list[str]:
    try:
        found = socket.getaddrinfo(name, 443, type=socket.SOCK_STREAM)
    except OSError:
        return []
    return [str(address[4][0]) for address in found]
