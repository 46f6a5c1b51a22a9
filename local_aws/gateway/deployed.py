"""A REST API as it was when it was deployed.

API Gateway serves the snapshot that a deployment took: a method, model,
validator or gateway response that changes afterwards changes nothing until the
next deployment. Stages, keys and usage plans are not part of it.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-deploy-api.html
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class IntegrationResponse:
    """What a mock integration's status code becomes.

    Attributes:
        status: Of the answer.
        selection_pattern: Regular expression of status codes; None for the
            default.
        parameters: "method.response.header.NAME" to its mapping.
        templates: Content type to template.

    """

    status: int
    selection_pattern: str | None
    parameters: Mapping[str, str]
    templates: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Integration:
    """What answers a method.

    Attributes:
        kind: "AWS_PROXY", "MOCK" or one that is not served here.
        uri: Of the function.
        credentials: Role to call it with, or None.
        passthrough: "WHEN_NO_MATCH", "WHEN_NO_TEMPLATES" or "NEVER".
        timeout_seconds: Up to which the integration is waited for.
        request_templates: Content type to template.
        responses: By selection.

    """

    kind: str
    uri: str | None
    credentials: str | None
    passthrough: str
    timeout_seconds: float
    request_templates: Mapping[str, str]
    responses: tuple[IntegrationResponse, ...]


@dataclass(frozen=True, kw_only=True)
class Method:
    """One method of a resource.

    Attributes:
        authorization: "NONE", or what is not served here.
        key_required: Whether an API key must come with a request.
        models: Content type to the JSON schema of the body.
        parameters: "method.request.header.NAME" and the like to whether it is
            required.
        validates_body: Whether the body is held to its model.
        validates_parameters: Whether required parameters must be there.
        integration: None where there was none when it was deployed.

    """

    authorization: str
    key_required: bool
    models: Mapping[str, str]
    parameters: Mapping[str, bool]
    validates_body: bool
    validates_parameters: bool
    integration: Integration | None


@dataclass(frozen=True, kw_only=True)
class Resource:
    """One path.

    Attributes:
        id: Of the resource.
        path: With {parameters} and at most one {greedy+} at its end.
        methods: HTTP method, or ANY, to the method.

    """

    id: str
    path: str
    methods: Mapping[str, Method]


@dataclass(frozen=True, kw_only=True)
class CustomResponse:
    """A gateway response that the API has in place of the default.

    Attributes:
        status: None to keep the default one.
        parameters: "gatewayresponse.header.NAME" to its mapping.
        templates: Content type to template.

    """

    status: int | None
    parameters: Mapping[str, str]
    templates: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class DeployedApi:
    """Everything that a deployment holds.

    Attributes:
        id: Of the API.
        account_id: 12 digits.
        region: Of the API.
        key_source: "HEADER", or what is not served here.
        policy: Resource policy, or None.
        binary_media_types: Content types whose bodies are bytes.
        resources: All of them.
        responses: Response type to the API's own gateway response.

    """

    id: str
    account_id: str
    region: str
    key_source: str
    policy: str | None
    binary_media_types: tuple[str, ...]
    resources: tuple[Resource, ...]
    responses: Mapping[str, CustomResponse]
