"""Clients of AWS for a run that nobody waits for."""

from typing import Any

import botocore.session
from botocore.config import Config

# Describing may be throttled for a while, and each write has its time: the function
# has minutes, and stops early enough by itself.
CLIENT_CONFIG = Config(
    connect_timeout=2,
    read_timeout=15,
    retries={"mode": "standard", "total_max_attempts": 5},
)


class Clients:
    """Makes clients with the function's own credentials."""

    def __init__(self, region: str) -> None:
        """Take the Region of all of them."""
        self._region = region
        # botocore alone: boto3 adds its own import and nothing that is used here.
        # One session for all: each would read botocore's data anew.
        self._session = botocore.session.Session()

    def __getitem__(self, service: str) -> Any:  # noqa: ANN401 - of each service its own
        """Return a client of a service."""
        return self._session.create_client(
            service, region_name=self._region, config=CLIENT_CONFIG
        )
