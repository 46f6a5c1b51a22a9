"""InvokeEndpoint: which container answers, and what becomes of its answer.

https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html
"""

import time
import uuid
from dataclasses import dataclass, field
from http import HTTPStatus

from local_aws.errors import AwsError
from local_aws.sagemaker import refusals
from local_aws.sagemaker.deployed import (
    DeployedComponent,
    DeployedEndpoint,
    DeployedVariant,
)
from local_aws.sagemaker.exchange import (
    AnswerTimeoutError,
    ContainerAnswer,
    ContainerRequest,
    NoAnswerError,
)
from local_aws.sagemaker.fleet import Fleet
from local_aws.sagemaker.log_place import LogPlace, component_group, endpoint_group
from local_aws.sagemaker.model_errors import (
    PAYLOAD_LIMIT,
    failure_of,
    without_answer,
)
from local_aws.sagemaker.plane import SageMakerPlane
from local_aws.sagemaker.service_metrics import Asked, ServiceMetrics
from local_aws.sagemaker.settings import SageMakerSettings

# Fact I4.
_SERVERLESS_LIMIT = 4 * 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class InvokeRequest:
    """One call of InvokeEndpoint.

    Attributes:
        account_id: 12 digits.
        region: Where the endpoint is.
        endpoint_name: Without ARN.
        body: For the container.
        headers: For the container.
        component_name: Which inference component, or None.
        target_variant: Which variant, or None for any.

    """

    account_id: str
    region: str
    endpoint_name: str
    body: bytes = field(repr=False)
    headers: dict[str, str]
    component_name: str | None = None
    target_variant: str | None = None


@dataclass(frozen=True, kw_only=True)
class Invoked:
    """What a container answered, and for which variant."""

    answer: ContainerAnswer
    variant: str


class Invocations:
    """Sends requests to what the plane has deployed."""

    def __init__(
        self,
        plane: SageMakerPlane,
        settings: SageMakerSettings,
        metrics: ServiceMetrics,
    ) -> None:
        """Take what is deployed and who counts."""
        self._plane = plane
        self._settings = settings
        self._metrics = metrics

    def invoke(self, request: InvokeRequest) -> Invoked:
        """Answer a call.

        Raises:
            AwsError: As the API names it.

        """
        began = time.monotonic()
        endpoint = self._plane.endpoint(
            (request.account_id, request.region, request.endpoint_name)
        )
        if endpoint is None:
            raise refusals.unknown_endpoint(request.account_id, request.endpoint_name)
        if endpoint.spec.asynchronous is not None:
            raise refusals.asynchronous_only(request.endpoint_name)
        variant, component = self._target(endpoint, request)
        _check_size(variant, request)
        fleet: Fleet | None = component.fleet if component else variant.fleet
        if component is not None and not component.spec.copies:
            self._metrics.no_capacity(component.spec)
            raise refusals.no_capacity()
        if fleet is None:
            raise refusals.component_required()
        asked = Asked(
            endpoint=endpoint.spec,
            variant=variant.spec,
            component=component.spec if component else None,
        )
        with fleet.lend() as container:
            place = LogPlace(
                account_id=request.account_id,
                region=request.region,
                group=(
                    component_group(component.spec.name)
                    if component
                    else endpoint_group(request.endpoint_name)
                ),
                stream=container.log_stream,
            )
            self._metrics.in_use(asked, variant.provisioned_in_use)
            sent = time.monotonic()
            try:
                answer = container.ask(
                    ContainerRequest(body=request.body, headers=request.headers),
                    self._settings.request_seconds,
                )
            except (AnswerTimeoutError, NoAnswerError) as error:
                status = int(HTTPStatus.INTERNAL_SERVER_ERROR)
                failure: AwsError | None = without_answer(
                    error, variant.spec.name, place
                )
            else:
                status = answer.status
                failure = failure_of(answer, place)
            ended = time.monotonic()
        self._metrics.asked(
            asked, status, model_seconds=ended - sent, other_seconds=sent - began
        )
        if failure is not None:
            raise failure
        return Invoked(answer=answer, variant=variant.spec.name)

    def _target(
        self, endpoint: DeployedEndpoint, request: InvokeRequest
    ) -> tuple[DeployedVariant, DeployedComponent | None]:
        """Return the variant, and the component where the endpoint has those."""
        by_components = any(each.fleet is None for each in endpoint.variants.values())
        if not by_components:
            if request.component_name is not None:
                raise refusals.component_not_allowed()
            return _variant(endpoint, request.target_variant), None
        if request.component_name is None:
            raise refusals.component_required()
        component = self._plane.component(
            (request.account_id, request.region, request.component_name)
        )
        if (
            component is None
            or component.spec.endpoint_name != endpoint.spec.name
            or component.spec.variant_name not in endpoint.variants
        ):
            raise refusals.unknown_component(request.component_name)
        return endpoint.variants[component.spec.variant_name], component


def _variant(endpoint: DeployedEndpoint, target: str | None) -> DeployedVariant:
    if target is None:
        return endpoint.choose()
    if target not in endpoint.variants:
        raise refusals.unknown_variant(target, endpoint.spec.name)
    return endpoint.variants[target]


def _check_size(variant: DeployedVariant, request: InvokeRequest) -> None:
    if variant.spec.serverless is not None:
        if len(request.body) > _SERVERLESS_LIMIT:
            raise refusals.oversize(str(uuid.uuid4()))
    elif len(request.body) > PAYLOAD_LIMIT:
        raise refusals.too_long(PAYLOAD_LIMIT)
