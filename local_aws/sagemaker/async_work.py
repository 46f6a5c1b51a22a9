"""Answers one asynchronous request: S3 in, container, S3 out, topics."""

import logging
from dataclasses import dataclass

from botocore.exceptions import BotoCoreError, ClientError

from local_aws.clock import Clock
from local_aws.errors import AwsError
from local_aws.runtime.roles import Roles
from local_aws.sagemaker.async_request import AsyncRequest
from local_aws.sagemaker.deployed import DeployedEndpoint, DeployedVariant
from local_aws.sagemaker.exchange import (
    AnswerTimeoutError,
    ContainerAnswer,
    ContainerRequest,
    NoAnswerError,
)
from local_aws.sagemaker.ports import AsyncSpec
from local_aws.sagemaker.refusals import unavailable
from local_aws.sagemaker.service_metrics import Asked, ServiceMetrics
from local_aws.sagemaker.storage import Actor, Storage

_OK = range(200, 300)

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class AsyncWork:
    """What an instance of an asynchronous endpoint does with a request."""

    roles: Roles
    metrics: ServiceMetrics
    clock: Clock

    def __call__(self, endpoint: DeployedEndpoint, request: AsyncRequest) -> None:
        """Answer a request.

        Raises:
            AwsError: No container is healthy at the moment.

        """
        variant, spec = endpoint.choose(), endpoint.spec.asynchronous
        model = variant.spec.model
        if spec is None or model is None or variant.fleet is None:
            raise unavailable()
        actor = Actor(
            account_id=endpoint.spec.account_id,
            region=endpoint.spec.region,
            role_arn=model.role_arn,
        )
        asked = Asked(endpoint=endpoint.spec, variant=variant.spec)
        storage = Storage(self.roles, actor)
        try:
            content_type = self._answer(spec, variant, request, storage)
        except (_FailedError, BotoCoreError, ClientError) as error:
            self._fail(spec, request, storage, str(error))
            self.metrics.asynchronous(asked, failed=True)
        else:
            notice = request.notice(now=self.clock.now(), content_type=content_type)
            self._publish(spec.success_topic_arn, actor, notice)
            self.metrics.asynchronous(asked, failed=False)

    def _answer(
        self,
        spec: AsyncSpec,
        variant: DeployedVariant,
        request: AsyncRequest,
        storage: Storage,
    ) -> str:
        """Write the answer, and return its content type."""
        if self.clock.now() - request.accepted > request.lives:
            text = "ClientError: Request expired before it was processed."
            raise _FailedError(text)
        body = storage.read(request.input_url)
        if variant.fleet is None:
            raise unavailable()
        with variant.fleet.lend() as container:
            try:
                answer = container.ask(
                    ContainerRequest(body=body, headers=request.headers),
                    request.timeout_seconds,
                )
            except (AnswerTimeoutError, NoAnswerError) as error:
                text = (
                    "ClientError: Your invocation timed out while waiting for a "
                    "response from container primary. Review the latency metrics "
                    "for each container in Amazon CloudWatch, resolve the issue, "
                    "and try again."
                )
                raise _FailedError(text) from error
        if answer.status not in _OK:
            raise _FailedError(_said(answer))
        content_type = answer.headers.get("content-type", "")
        storage.write(
            request.output_url,
            answer.body,
            content_type=content_type,
            key_id=spec.key_id or "",
        )
        return content_type

    def _fail(
        self, spec: AsyncSpec, request: AsyncRequest, storage: Storage, reason: str
    ) -> None:
        logger.info("%s: %s", request.endpoint_name, reason)
        if request.failure_url is not None:
            try:
                storage.write(
                    request.failure_url, reason.encode(), key_id=spec.key_id or ""
                )
            except (BotoCoreError, ClientError) as error:
                logger.warning("%s: %s", request.failure_url, error)
        notice = request.notice(now=self.clock.now(), failure=reason)
        self._publish(spec.error_topic_arn, storage.actor, notice)

    def _publish(self, topic_arn: str | None, actor: Actor, notice: str) -> None:
        if topic_arn is None:
            return
        try:
            sns = self.roles.client(actor, "sns")
            sns.publish(TopicArn=topic_arn, Message=notice)
        except (AwsError, BotoCoreError, ClientError) as error:
            logger.warning("%s: %s", topic_arn, error)


class _FailedError(Exception):
    """The request has failed; the message is the failure's reason."""


def _said(answer: ContainerAnswer) -> str:
    message = answer.body.decode(errors="replace")
    side = "client" if answer.status < 500 else "server"  # noqa: PLR2004 - HTTP
    return (
        f"ClientError: Received {side} error ({answer.status}) from primary with "
        f'message "{message}".'
    )
