"""Clients of AWS in two Regions, one of which may be gone."""

from typing import Any

import botocore.session
from botocore.config import Config

# A Region that is gone is found out about in seconds, and steps are tried again.
CLIENT_CONFIG = Config(
    connect_timeout=2,
    read_timeout=5,
    retries={"mode": "standard", "total_max_attempts": 3},
)


class Clients:
    """Makes clients with the function's own credentials."""

    def __init__(self) -> None:
        """Begin without any."""
        # botocore alone: boto3 adds its own import and nothing that is used here.
        # One session for all: each would read botocore's data anew.
        self._session = botocore.session.Session()

    def connect(self, service: str, region: str) -> Any:  # noqa: ANN401 - of each service its own
        """Return a client of a service in a Region."""
        return self._session.create_client(
            service, region_name=region, config=CLIENT_CONFIG
        )
