"""Clients with which tasks call AWS, under the role of the state machine."""

import threading
import time
from collections.abc import Callable
from typing import Any

import boto3
from botocore.config import Config

Assume = Callable[[str, str, str], dict[str, str]]
"""Takes Region, ARN of a role and of a machine; gives the variables of a session."""

# A session lasts an hour; nothing is to use one in its last minutes.
_SESSION_SECONDS = 50 * 60
_CONFIG = Config(
    connect_timeout=60,
    # Longer than a function may run; the task's own limit goes by the clock.
    read_timeout=1000,
    max_pool_connections=100,
    # The service says what is wrong with parameters, and Retry tries again.
    parameter_validation=False,
    retries={"total_max_attempts": 1},
)


class RoleClients:
    """Keeps a client a role, state machine, Region and service."""

    def __init__(self, endpoint_url: str, assume: Assume) -> None:
        """Take the address of the local AWS and who assumes roles."""
        self._endpoint_url = endpoint_url
        self._assume = assume
        self._clients: dict[tuple[str, str, str, str], tuple[float, Any]] = {}
        self._lock = threading.Lock()

    def client(self, role_arn: str, machine_arn: str, region: str, service: str) -> Any:  # noqa: ANN401 - of any service
        """Return a client that acts with the role, on behalf of the machine.

        Raises:
            AwsError: The role does not exist, or does not trust Step Functions.

        """
        key = (role_arn, machine_arn, region, service)
        with self._lock:
            made, client = self._clients.get(key, (0.0, None))
            if client is None or time.monotonic() - made > _SESSION_SECONDS:
                client = self._new_client(*key)
                self._clients[key] = (time.monotonic(), client)
            return client

    def _new_client(
        self, role_arn: str, machine_arn: str, region: str, service: str
    ) -> Any:  # noqa: ANN401 - of any service
        credentials = self._assume(region, role_arn, machine_arn)
        # Without a default session: those are not safe for threads.
        session: Any = boto3.session.Session()
        return session.client(
            service,
            endpoint_url=self._endpoint_url,
            region_name=region,
            aws_access_key_id=credentials["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=credentials["AWS_SECRET_ACCESS_KEY"],
            aws_session_token=credentials["AWS_SESSION_TOKEN"],
            config=_CONFIG,
        )
