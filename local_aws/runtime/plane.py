"""Lambda's data plane: what `Invoke` does once the caller may.

Source: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
"""

import json
import threading
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from local_aws.access import credentials_for_role
from local_aws.iam.kept import can_read
from local_aws.runtime.async_config import AsyncConfig
from local_aws.runtime.asynchronous import EventQueue
from local_aws.runtime.code import read_code
from local_aws.runtime.config import FunctionConfig, read_config
from local_aws.runtime.deaths import Deaths
from local_aws.runtime.environment import ExecutionEnvironment
from local_aws.runtime.errors import InvokeRefusedError, request_too_large
from local_aws.runtime.invocation import Invocation, Outcome
from local_aws.runtime.invoker import Invoker
from local_aws.runtime.log_delivery import LogDelivery
from local_aws.runtime.plane_settings import PlaneSettings
from local_aws.runtime.pool import EnvironmentPool
from local_aws.runtime.pool_limits import Concurrency
from local_aws.runtime.roles import Roles
from local_aws.runtime.service_metrics import record_invocation, record_throttle
from local_aws.runtime.stream import LogStream
from local_aws.runtime.variables import environment_variables

# https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
_REQUEST_LIMIT = 6 * 1024 * 1024
_EVENT_LIMIT = 1024 * 1024

_REAP_SECONDS = 10.0


class LambdaPlane:
    """Invokes moto's functions for real.

    Attributes:
        deaths: Which environments are to die at a call of theirs.

    """

    def __init__(self, settings: PlaneSettings) -> None:
        """Start the threads; environments start with the first event."""
        self.deaths = Deaths()
        self._settings = settings
        self._roles = Roles(settings.endpoint_url, credentials_for_role)
        self._logs = LogDelivery(self._roles)
        self._pool = EnvironmentPool(settings.pool)
        self._invoker = Invoker(
            self._pool, self._make, self._make_log, settings.init_seconds
        )
        self._events = EventQueue(self._roles, settings.retry_seconds, settings.now)
        self._closed = threading.Event()
        self._reaper = threading.Thread(target=self._reap_often, daemon=True)
        self._reaper.start()

    def invoke(
        self,
        function: Any,  # noqa: ANN401 - moto is untyped
        payload: bytes,
        *,
        function_arn: str,
        concurrency: Concurrency,
        client_context: str | None = None,
    ) -> Outcome:
        """Run a function and wait for its answer.

        Args:
            function: One of moto's: $LATEST or a published version.
            payload: JSON; nothing stands for an empty object.
            function_arn: As the caller named it, with its qualifier.
            concurrency: What may run at once.
            client_context: JSON, or None.

        Raises:
            InvokeRefusedError: Too large, no JSON, throttled, or no code.

        """
        config = read_config(function)
        invocation = _invocation(payload, function_arn, client_context, _REQUEST_LIMIT)
        return self._run(config, invocation, concurrency)

    def send(
        self,
        function: Any,  # noqa: ANN401 - moto is untyped
        payload: bytes,
        *,
        function_arn: str,
        concurrency: Concurrency,
        wanted: AsyncConfig,
    ) -> None:
        """Accept an event that nobody waits for.

        Raises:
            InvokeRefusedError: Too large, or no JSON.

        """
        config = read_config(function)
        invocation = _invocation(payload, function_arn, None, _EVENT_LIMIT)
        self._events.put(
            config,
            wanted,
            invocation,
            lambda: self._run(config, invocation, concurrency),
        )

    def wake(self) -> None:
        """Try what is due by a time that has been moved."""
        self._events.wake()

    def unreserved(self, reserved: Sequence[int]) -> int:
        """Return what the reservations of a Region leave to the others."""
        return self._settings.account_concurrency - sum(reserved)

    def reap(self) -> None:
        """Close environments that nobody has used for long."""
        self._pool.reap()

    def recycle(self, function_name: str) -> int:
        """Close a function's idle environments; return how many there were."""
        return self._pool.recycle(function_name)

    def close(self) -> None:
        """End every environment and thread; nothing is left behind."""
        self._closed.set()
        self._events.close()
        self._pool.close()
        self._settings.launcher.close()
        self._logs.close()
        self._reaper.join()

    def _run(
        self,
        config: FunctionConfig,
        invocation: Invocation,
        concurrency: Concurrency,
    ) -> Outcome:
        try:
            self._pool.begin(config, concurrency)
        except InvokeRefusedError:
            record_throttle(config)
            raise
        try:
            outcome = self._invoker.invoke(config, invocation)
        finally:
            self._pool.end(config, concurrency)
        record_invocation(config, outcome)
        return outcome

    def _make(self, config: FunctionConfig, log: LogStream) -> ExecutionEnvironment:
        _check_environment(config)
        code = read_code(self._settings.images, config.image_digest)
        credentials = self._roles.credentials(config)
        self.deaths.expect(credentials["AWS_ACCESS_KEY_ID"], config.name)
        environment = ExecutionEnvironment(
            config=config,
            code=code,
            launcher=self._settings.launcher,
            variables=lambda runtime_api: environment_variables(
                config,
                code.record,
                credentials=credentials,
                endpoint_url=self._settings.endpoint_url,
                log_stream=log.name,
                runtime_api=runtime_api,
                task_root=self._settings.launcher.task_root(code),
            ),
            log=log,
            freezes=self._settings.freezes,
        )
        self.deaths.born(credentials["AWS_ACCESS_KEY_ID"], environment.kill)
        return environment

    def _make_log(self, config: FunctionConfig) -> LogStream:
        return LogStream(config, self._logs.deliver)

    def _reap_often(self) -> None:
        while not self._closed.wait(_REAP_SECONDS):
            self.reap()


def _check_environment(config: FunctionConfig) -> None:
    """Refuse a function whose role may not read its environment.

    Raises:
        InvokeRefusedError: Lambda cannot decrypt the variables in the role's name.

    """
    context = {"aws:lambda:FunctionArn": config.function_arn}
    if config.environment and not can_read(
        config, "lambda", config.kms_key_arn, context
    ):
        raise InvokeRefusedError(
            HTTPStatus.BAD_GATEWAY,
            "KMSAccessDeniedException",
            "Lambda was unable to decrypt the environment variables because KMS "
            "access was denied. Please check the function's KMS key settings.",
        )


def _invocation(
    payload: bytes, function_arn: str, client_context: str | None, limit: int
) -> Invocation:
    if len(payload) > limit:
        raise request_too_large(limit)
    payload = payload or b"{}"
    try:
        json.loads(payload)
    except ValueError as error:
        raise InvokeRefusedError(
            HTTPStatus.BAD_REQUEST,
            "InvalidRequestContentException",
            f"Could not parse request body into json: {error}",
        ) from None
    return Invocation(
        payload=payload, function_arn=function_arn, client_context=client_context
    )
