"""A look at the home Region over HTTP, the way that clients go."""

import urllib3

from failover.ports import Sight

# Of what a gateway takes of its own accord; readiness is answered in milliseconds.
_SECONDS = 5.0
_HEADER = "X-Readiness"


class HttpVantage:
    """Asks the home Region's /health/ready."""

    def __init__(self, url: str, http: urllib3.PoolManager | None = None) -> None:
        """Take the address, and what asks if it is to be another."""
        self._url = url
        self._http = http or urllib3.PoolManager(
            retries=False, timeout=urllib3.Timeout(total=_SECONDS)
        )

    def look(self) -> Sight:
        """Ask for readiness; no answer is an answer too."""
        try:
            found = self._http.request("GET", self._url, redirect=False)
        except (urllib3.exceptions.HTTPError, OSError) as error:
            what = f"no answer: {type(error).__name__}"
            return Sight(status=None, readiness="", what=what)
        readiness = found.headers.get(_HEADER, "")
        what = f"HTTP {found.status}" + (f", {readiness}" if readiness else "")
        return Sight(status=found.status, readiness=readiness, what=what)
