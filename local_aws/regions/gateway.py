"""Deployed APIs of a Region that is cut off."""

import json
from collections.abc import Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING

from local_aws.errors import AwsError
from local_aws.regions.outages import Outages
from local_aws.regions.places import region_of_api

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment


class RegionalGateway:
    """Answers for APIs whose Region can be reached, at the start and at the end."""

    def __init__(
        self, gateway: "WSGIApplication", outages: Outages, account_id: str
    ) -> None:
        """Take who answers while the Region is up."""
        self._gateway = gateway
        self._outages = outages
        self._account_id = account_id

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer one request."""
        region = region_of_api(environ, self._account_id)
        try:
            self._outages.strike(region)
            body = list(self._gateway(environ, start_response))
            # It may have been cut off meanwhile: then nobody hears the answer.
            self._outages.strike(region)
        except AwsError as error:
            return _unavailable(error, start_response)
        return body


def _unavailable(error: AwsError, start_response: "StartResponse") -> list[bytes]:
    status = HTTPStatus(error.status)
    body = json.dumps({"message": status.phrase}).encode()
    start_response(
        f"{status.value} {status.phrase}",
        [
            ("Content-Type", "application/json"),
            ("Content-Length", str(len(body))),
        ],
    )
    return [body]
