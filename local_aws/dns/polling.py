"""Asks an endpoint as a health checker does.

https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-determining-health-of-endpoints.html
"""

import re
import socket
from typing import Any

import urllib3

from local_aws.dns.checkers import Answer

# A checker connects in four seconds and has its answer in two more.
_CONNECT_SECONDS = 4.0
_READ_SECONDS = 2.0
# Of a body, in which a text is looked for.
_SEARCHED_BYTES = 5120
_LOOPBACK = ("127.0.0.1", "localhost")
_EXECUTE_API = re.compile(
    r"(?P<api>[a-z0-9]+)\.execute-api\.[a-z0-9-]+\.amazonaws\.com"
)


class Poller:
    """Polls what this machine serves, and nothing of the world."""

    def __init__(self, url: str) -> None:
        """Take where the local AWS answers, for the addresses of its APIs."""
        self._url = url
        self._http = urllib3.PoolManager(
            retries=False,
            timeout=urllib3.Timeout(connect=_CONNECT_SECONDS, read=_READ_SECONDS),
        )

    def ask(self, check: Any) -> Answer:  # noqa: ANN401 - moto is untyped
        """Return what an endpoint answers."""
        kind, host = str(check.type_), str(check.fqdn or check.ip_address)
        if kind == "TCP":
            return self._connect(host, int(check.port))
        address = self._address(kind, host, check)
        if address is None:
            return Answer(good=False, text=f"Failure: DNS resolution failed: {host}.")
        try:
            found = self._http.request("GET", address, redirect=False)
        except urllib3.exceptions.HTTPError as error:
            text = f"Failure: {type(error).__name__}. The endpoint did not answer."
            return Answer(good=False, text=text)
        good = 200 <= found.status < 400  # noqa: PLR2004 - "2xx or 3xx"
        if good and kind.endswith("STR_MATCH"):
            good = str(check.search_string).encode() in found.data[:_SEARCHED_BYTES]
        word = "Success" if good else "Failure"
        return Answer(good=good, text=f"{word}: HTTP Status Code {found.status}.")

    def _address(self, kind: str, host: str, check: Any) -> str | None:  # noqa: ANN401 - moto is untyped
        path = check.resource_path or "/"
        match = _EXECUTE_API.fullmatch(host)
        if match is not None and kind.startswith("HTTPS"):
            return f"{self._url}/_aws/execute-api/{match['api']}{path}"
        if host in _LOOPBACK:
            scheme = "https" if kind.startswith("HTTPS") else "http"
            return f"{scheme}://{host}:{check.port}{path}"
        return None

    @staticmethod
    def _connect(host: str, port: int) -> Answer:
        if host not in _LOOPBACK:
            return Answer(good=False, text=f"Failure: DNS resolution failed: {host}.")
        try:
            with socket.create_connection((host, port), timeout=_CONNECT_SECONDS):
                return Answer(good=True, text="Success: TCP connection established.")
        except OSError as error:
            return Answer(good=False, text=f"Failure: {type(error).__name__}.")
