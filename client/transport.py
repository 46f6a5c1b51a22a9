"""Sends requests over the network."""

import urllib3
from urllib3.exceptions import HTTPError, LocationValueError

from client.replies import Reply, Silence
from client.rounds import Request
from model.errors import PredictionError

_CONNECT_SECONDS = 5.0


class HttpTransport:
    """One pool of connections; follows no redirect, which would get the key."""

    def __init__(self) -> None:
        """Connect to nothing yet."""
        self._pool = urllib3.PoolManager(retries=False)

    def send(self, url: str, request: Request, seconds: float) -> Reply | Silence:
        """Return what came within so many seconds, or that nothing did.

        Looking up a name is the system's business, and takes what it takes.

        Raises:
            PredictionError: It is no address.

        """
        try:
            response = self._pool.request(
                request.method,
                url,
                body=request.body,
                headers=request.headers,
                timeout=urllib3.Timeout(
                    total=seconds, connect=min(_CONNECT_SECONDS, seconds)
                ),
            )
        except LocationValueError as error:
            message = f"{url!r} is no address: {error}"
            raise PredictionError(message) from error
        except HTTPError as error:
            return Silence(reason=f"{url} cannot be reached: {error}")
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Reply(status=response.status, headers=headers, body=response.data)
