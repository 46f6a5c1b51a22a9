"""What services may do that have no role: what the resource's policy allows them.

https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html
"""

import threading
from typing import Any

import boto3
from botocore.config import Config
from moto.awslambda.exceptions import LambdaClientError
from moto.awslambda.models import lambda_backends
from moto.sqs.models import sqs_backends

from local_aws.events.delivery import DeliveryError
from local_aws.iam.keys import find_key
from local_aws.iam.policies import Effect, Request, evaluate

_ADMINISTRATOR = "localadministrator"
# Whoever delivers tries again by its own rules.
_CLIENT = Config(connect_timeout=5, read_timeout=10, retries={"total_max_attempts": 1})
# As EventBridge names it in dead letters.
_REFUSED = "NO_PERMISSIONS"
_KEY_USE = ("kms:Decrypt", "kms:GenerateDataKey")


class ServiceAccess:
    """Checks policies for a service, and makes the clients it calls with."""

    def __init__(self, account_id: str, url: str) -> None:
        """Take the account, and where its APIs answer."""
        self._account_id = account_id
        self._url = url
        self._clients: dict[tuple[str, str], Any] = {}
        self._lock = threading.Lock()

    def client(self, region: str, service: str) -> Any:  # noqa: ANN401 - of any service
        """Return a client for what was checked before."""
        with self._lock:
            if (region, service) not in self._clients:
                # Without a default session: those are not safe for threads.
                session: Any = boto3.session.Session()
                self._clients[region, service] = session.client(
                    service,
                    endpoint_url=self._url,
                    region_name=region,
                    aws_access_key_id=_ADMINISTRATOR,
                    aws_secret_access_key=_ADMINISTRATOR,
                    config=_CLIENT,
                )
            return self._clients[region, service]

    def check(self, principal: str, arn: str, source_arn: str) -> None:
        """Let a service invoke a function or send to a queue.

        Args:
            principal: Of the service.
            arn: Of the function, with its qualifier, or of the queue.
            source_arn: On whose behalf: a rule's or an alarm's.

        Raises:
            DeliveryError: The resource is not there, or does not allow it.

        """
        _, _, service, region, _, name = arn.split(":", 5)
        if service == "lambda":
            policies = [self._function_policy(arn, region, name)]
            action = "lambda:InvokeFunction"
        else:
            policies = [self._queue_policy(principal, arn, source_arn)]
            action = "sqs:SendMessage"
        if not self._allows(policies, action, principal, arn, source_arn):
            text = f"{principal} is not authorized to perform: {action} on {arn}"
            raise DeliveryError(text, code=_REFUSED, retryable=False)

    def _function_policy(self, arn: str, region: str, name: str) -> Any:  # noqa: ANN401 - a document
        _, function_name, *qualifier = name.split(":")
        try:
            function = lambda_backends[self._account_id][region].get_function(
                function_name, qualifier[0] if qualifier else None
            )
        except LambdaClientError as error:
            text = f"Function not found: {arn}"
            raise _gone(text) from error
        statements = function.policy.statements if function.policy else []
        return {"Statement": list(statements)}

    def _queue_policy(self, principal: str, arn: str, source_arn: str) -> Any:  # noqa: ANN401 - a document
        _, _, _, region, account_id, name = arn.split(":", 5)
        queue = sqs_backends[account_id][region].queues.get(name)
        if queue is None:
            text = f"The specified queue does not exist: {arn}"
            raise _gone(text)
        self._check_key(queue, principal, source_arn)
        return queue.policy or {"Statement": []}

    def _check_key(self, queue: Any, principal: str, source_arn: str) -> None:  # noqa: ANN401 - moto is untyped
        name = getattr(queue, "kms_master_key_id", None)
        if not name:
            return
        # The policy of AWS's own key names no other service.
        own = name.endswith("alias/aws/sqs")
        key = None if own else find_key(self._account_id, queue.region, name)
        usable = key is not None and all(
            self._allows([key.policy], use, principal, key.arn, source_arn)
            for use in _KEY_USE
        )
        if not usable:
            text = f"{principal} may not use the key of {queue.queue_arn}"
            raise DeliveryError(text, code=_REFUSED, retryable=False)

    def _allows(
        self,
        policies: list[Any],
        action: str,
        principal: str,
        resource: str,
        source_arn: str,
    ) -> bool:
        request = Request(
            action=action,
            context={
                "aws:PrincipalIsAWSService": ["true"],
                "aws:SecureTransport": ["true"],
                "aws:SourceAccount": [self._account_id],
                "aws:SourceArn": [source_arn],
            },
            principals=frozenset({"*", principal}),
            resource=resource,
        )
        return evaluate(policies, request) is Effect.ALLOW


def _gone(text: str) -> DeliveryError:
    return DeliveryError(text, code="RESOURCE_NOT_FOUND", retryable=False)
