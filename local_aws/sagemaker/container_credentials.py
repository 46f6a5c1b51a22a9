"""Credentials for containers, fetched and renewed by the AWS SDKs themselves.

Source: https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
"""

import hmac
import json
import secrets
import threading
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from local_aws.errors import AwsError
from local_aws.runtime.owner import RoleOwner
from local_aws.runtime.roles import Roles

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

PREFIX = "/_aws/container-credentials/"
_LIFETIME = timedelta(hours=1)


class ContainerCredentials:
    """A WSGI application that gives each container sessions of its role."""

    def __init__(self, roles: Roles, endpoint_url: str) -> None:
        """Take who assumes roles, and where this is served."""
        self._roles = roles
        self._endpoint_url = endpoint_url
        self._owners: dict[str, tuple[str, RoleOwner]] = {}
        self._lock = threading.Lock()

    def admit(self, owner: RoleOwner) -> tuple[str, Mapping[str, str]]:
        """Let a container ask; returns its name here and its variables."""
        name, token = secrets.token_hex(8), secrets.token_urlsafe(32)
        with self._lock:
            self._owners[name] = (token, owner)
        return name, {
            "AWS_CONTAINER_AUTHORIZATION_TOKEN": token,
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": (
                f"{self._endpoint_url}{PREFIX}{name}"
            ),
        }

    def dismiss(self, name: str) -> None:
        """Give it no more."""
        with self._lock:
            self._owners.pop(name, None)

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer a container."""
        name = environ["PATH_INFO"].removeprefix(PREFIX)
        with self._lock:
            token, owner = self._owners.get(name, ("", None))
        given = environ.get("HTTP_AUTHORIZATION", "")
        status, answer = "403 Forbidden", {"message": "Access denied"}
        if owner is not None and hmac.compare_digest(given.encode(), token.encode()):
            status, answer = self._session(owner)
        body = json.dumps(answer).encode()
        start_response(
            status,
            [
                ("Content-Type", "application/json"),
                ("Content-Length", str(len(body))),
            ],
        )
        return [body]

    def _session(self, owner: RoleOwner) -> tuple[str, dict[str, str]]:
        try:
            session = self._roles.credentials(owner)
        except AwsError as error:
            return "400 Bad Request", {"code": error.code, "message": error.message}
        return "200 OK", {
            "AccessKeyId": session["AWS_ACCESS_KEY_ID"],
            "Expiration": (datetime.now(UTC) + _LIFETIME).strftime(
                "%Y-%m-%dT%H:%M:%SZ"
            ),
            "RoleArn": owner.role_arn,
            "SecretAccessKey": session["AWS_SECRET_ACCESS_KEY"],
            "Token": session["AWS_SESSION_TOKEN"],
        }
