"""Takes the snapshot of an API when moto creates a deployment of it."""

from collections.abc import Callable, Mapping
from typing import Any

from moto.apigateway.models import APIGatewayBackend

from local_aws.gateway.deployed import (
    CustomResponse,
    DeployedApi,
    Integration,
    IntegrationResponse,
    Method,
    Resource,
)

_ATTRIBUTE = "_deployed_api"
_DEFAULT_TIMEOUT_MS = 29_000


def install() -> Callable[[], None]:
    """Let moto take snapshots; returns what undoes that."""
    owner: Any = APIGatewayBackend
    original = owner.create_deployment

    def create_deployment(
        backend: Any,  # noqa: ANN401 - moto is untyped
        function_id: str,
        *arguments: Any,  # noqa: ANN401 - moto's
        **named: Any,  # noqa: ANN401 - moto's
    ) -> Any:  # noqa: ANN401 - moto is untyped
        deployment = original(backend, function_id, *arguments, **named)
        snapshot = take_snapshot(backend.get_rest_api(function_id))
        setattr(deployment, _ATTRIBUTE, snapshot)
        return deployment

    owner.create_deployment = create_deployment

    def undo() -> None:
        owner.create_deployment = original

    return undo


def snapshot_of(deployment: Any) -> DeployedApi:  # noqa: ANN401 - moto is untyped
    """Return what the deployment holds."""
    snapshot: DeployedApi = getattr(deployment, _ATTRIBUTE)
    return snapshot


def take_snapshot(api: Any) -> DeployedApi:  # noqa: ANN401 - moto is untyped
    """Return the API as it is now."""
    return DeployedApi(
        id=api.id,
        account_id=api.account_id,
        region=api.region_name,
        key_source=api.api_key_source,
        policy=api.policy or None,
        binary_media_types=tuple(api.binaryMediaTypes or ()),
        resources=tuple(
            Resource(
                id=resource.id,
                path=resource.get_path(),
                methods={
                    name: _method(api, method)
                    for name, method in resource.resource_methods.items()
                },
            )
            for resource in api.resources.values()
        ),
        responses={
            kind: _custom_response(response)
            for kind, response in api.gateway_responses.items()
        },
    )


def _method(api: Any, method: Any) -> Method:  # noqa: ANN401 - moto is untyped
    validator = api.request_validators.get(method.request_validator_id)
    return Method(
        authorization=method.authorization_type or "NONE",
        key_required=_is_true(method.api_key_required),
        models={
            content_type: api.models[name].schema or "{}"
            for content_type, name in (method.request_models or {}).items()
            if name in api.models
        },
        parameters={
            name: _is_true(required)
            for name, required in (method.request_parameters or {}).items()
        },
        validates_body=bool(validator and validator.validate_request_body),
        validates_parameters=bool(validator and validator.validate_request_parameters),
        integration=_integration(method.method_integration),
    )


def _integration(integration: Any) -> Integration | None:  # noqa: ANN401 - moto is untyped
    if integration is None:
        return None
    timeout = integration.timeout_in_millis or _DEFAULT_TIMEOUT_MS
    return Integration(
        kind=integration.integration_type,
        uri=integration.uri,
        credentials=integration.credentials,
        passthrough=integration.passthrough_behaviour or "WHEN_NO_MATCH",
        timeout_seconds=int(timeout) / 1000,
        request_templates=_texts(integration.request_templates),
        responses=tuple(
            IntegrationResponse(
                status=int(response.status_code),
                selection_pattern=response.selection_pattern or None,
                parameters=_texts(response.response_parameters),
                templates=_texts(response.response_templates),
            )
            for response in (integration.integration_responses or {}).values()
        ),
    )


def _custom_response(response: Any) -> CustomResponse:  # noqa: ANN401 - moto is untyped
    return CustomResponse(
        status=int(response.status_code) if response.status_code else None,
        parameters=_texts(response.response_parameters),
        templates=_texts(response.response_templates),
    )


def _texts(mapping: Mapping[str, Any] | None) -> dict[str, str]:
    return {name: text or "" for name, text in (mapping or {}).items()}


def _is_true(value: object) -> bool:
    return value is True or str(value).lower() == "true"
