"""Clients that act with an execution role, as a service does on its behalf."""

import threading
import time
from collections.abc import Callable
from typing import Any

import boto3
from botocore.config import Config

from local_aws.runtime.owner import RoleOwner

Credentials = dict[str, str]
"""AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN."""

# A session lasts an hour; nothing is to use one in its last minutes.
SESSION_SECONDS = 50 * 60

_NO_WAITING = Config(
    connect_timeout=5,
    read_timeout=5,
    retries={"total_max_attempts": 2, "mode": "standard"},
)


class Roles:
    """Assumes execution roles and keeps a client a role and service.

    Args:
        endpoint_url: Of the local AWS.
        assume: Takes account, Region, role ARN and session name; gives the
            three variables of the session.

    """

    def __init__(
        self, endpoint_url: str, assume: Callable[[str, str, str, str], Credentials]
    ) -> None:
        """Start without clients."""
        self._endpoint_url = endpoint_url
        self._assume = assume
        self._clients: dict[tuple[str, ...], tuple[float, Any]] = {}
        self._lock = threading.Lock()

    def credentials(self, owner: RoleOwner) -> Credentials:
        """Return a new session of the role."""
        return self._assume(owner.account_id, owner.region, owner.role_arn, owner.name)

    def client(self, owner: RoleOwner, service: str) -> Any:  # noqa: ANN401 - of any service
        """Return a client of the service that acts with the role."""
        key = (owner.account_id, owner.region, owner.role_arn, owner.name, service)
        with self._lock:
            made, client = self._clients.get(key, (0.0, None))
            if client is None or time.monotonic() - made > SESSION_SECONDS:
                client = self._new_client(owner, service)
                self._clients[key] = (time.monotonic(), client)
            return client

    def _new_client(self, owner: RoleOwner, service: str) -> Any:  # noqa: ANN401 - of any service
        credentials = self.credentials(owner)
        # Without a default session: those are not safe for threads.
        session: Any = boto3.session.Session()
        return session.client(
            service,
            endpoint_url=self._endpoint_url,
            region_name=owner.region,
            aws_access_key_id=credentials["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=credentials["AWS_SECRET_ACCESS_KEY"],
            aws_session_token=credentials["AWS_SESSION_TOKEN"],
            config=_NO_WAITING,
        )
