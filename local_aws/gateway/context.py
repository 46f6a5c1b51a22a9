"""What $context knows of a request.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
"""

import base64
import json
import secrets
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime

from local_aws.gateway.deployed import DeployedApi
from local_aws.gateway.errors import GatewayError
from local_aws.gateway.http import Request
from local_aws.gateway.routing import Route


@dataclass(kw_only=True)
class RequestContext:
    """Grows while a request is handled.

    Attributes:
        api: As deployed.
        stage: Its name.
        deployment_id: What the stage serves.
        request: As it came.
        received: When it came.
        route: Once found.
        api_key: Value of the key that came with it.
        api_key_id: Once known.
        request_id: Of the gateway.
        extended_request_id: Value of x-amz-apigw-id.
        trace_root: X-Ray's root id.
        integration: What is known of the integration's answer.

    """

    api: DeployedApi
    stage: str
    deployment_id: str
    request: Request
    received: datetime
    route: Route | None = None
    api_key: str | None = None
    api_key_id: str | None = None
    request_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    extended_request_id: str = field(
        default_factory=lambda: base64.b64encode(secrets.token_bytes(11)).decode()
    )
    trace_root: str = ""
    integration: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Begin a trace."""
        seconds = int(self.received.timestamp())
        self.trace_root = f"1-{seconds:08x}-{secrets.token_hex(12)}"

    @property
    def domain_name(self) -> str:
        """The API's own host name on AWS."""
        return f"{self.api.id}.execute-api.{self.api.region}.amazonaws.com"

    @property
    def full_path(self) -> str:
        """The request's path with the stage."""
        return f"/{self.stage}{self.request.path}"

    @property
    def request_time(self) -> str:
        """When the request came, as in Apache's logs."""
        return self.received.astimezone(UTC).strftime("%d/%b/%Y:%H:%M:%S +0000")

    @property
    def request_time_ms(self) -> int:
        """When the request came, Unix milliseconds."""
        return int(self.received.timestamp() * 1000)

    def variables(self, error: GatewayError | None = None) -> dict[str, str]:
        """Return the variables by name, without those that have no value."""
        known = {
            "accountId": self.api.account_id,
            "apiId": self.api.id,
            "deploymentId": self.deployment_id,
            "domainName": self.domain_name,
            "domainPrefix": self.api.id,
            "extendedRequestId": self.extended_request_id,
            "httpMethod": self.request.method,
            "identity.apiKey": self.api_key,
            "identity.apiKeyId": self.api_key_id,
            "identity.sourceIp": self.request.source_ip,
            "identity.userAgent": self.request.header("user-agent"),
            "path": self.full_path,
            "protocol": self.request.protocol,
            "requestId": self.request_id,
            "requestTime": self.request_time,
            "requestTimeEpoch": str(self.request_time_ms),
            "resourceId": self.route.resource.id if self.route else None,
            "resourcePath": self.route.resource.path if self.route else None,
            "stage": self.stage,
            "xrayTraceId": self.trace_root,
            **self.integration,
        }
        variables = {name: value for name, value in known.items() if value is not None}
        if error is not None:
            variables |= _error_variables(error)
        return variables


def _error_variables(error: GatewayError) -> dict[str, str]:
    variables = {
        "error.message": str(error),
        "error.messageString": json.dumps(str(error)),
        "error.responseType": error.kind.response_type,
    }
    if error.detail is not None:
        variables["error.validationErrorString"] = error.detail
    return variables
