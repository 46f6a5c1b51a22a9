"""Brings up containers: image, model data, variables, log, health."""

import secrets
import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from local_aws.access import credentials_for_role
from local_aws.errors import AwsError
from local_aws.runtime.code import FunctionCode, read_code
from local_aws.runtime.errors import InvokeRefusedError
from local_aws.runtime.log_delivery import LogDelivery
from local_aws.runtime.roles import Roles
from local_aws.runtime.stream import LogEvents
from local_aws.sagemaker import model_data
from local_aws.sagemaker.container import Container
from local_aws.sagemaker.container_credentials import ContainerCredentials
from local_aws.sagemaker.launchers import Launch
from local_aws.sagemaker.order import ContainerOrder
from local_aws.sagemaker.ports import DeploymentFailedError
from local_aws.sagemaker.pull import pull
from local_aws.sagemaker.settings import SageMakerSettings

SERVICE = "sagemaker.amazonaws.com"


class UnhealthyError(DeploymentFailedError):
    """A container did not answer /ping as it should."""


class ContainerStarter:
    """Starts containers that answer /ping."""

    def __init__(self, settings: SageMakerSettings) -> None:
        """Start the delivery of logs; containers come when ordered."""
        self._settings = settings
        self.roles = Roles(
            settings.endpoint_url, partial(credentials_for_role, service=SERVICE)
        )
        self.credentials = ContainerCredentials(self.roles, settings.endpoint_url)
        self._logs = LogDelivery(self.roles)
        self._changed = threading.Condition()
        self._containers: list[Container] = []
        self._launching = 0
        self._closed = False

    def start(self, order: ContainerOrder) -> Container:
        """Start a container and wait until it is healthy.

        Raises:
            DeploymentFailedError: It does not come up.

        """
        container = self._watched(order)
        if container.answers_ping(self._settings.start_seconds):
            return container
        container.close()
        text = (
            f"The primary container for production variant {order.variant} did not "
            "pass the ping health check. Please check CloudWatch logs for this "
            "endpoint."
        )
        raise UnhealthyError(text)

    @property
    def running(self) -> int:
        """How many containers there are."""
        with self._changed:
            return sum(not each.closed for each in self._containers)

    def close(self) -> None:
        """End every container there is, and start no more."""
        with self._changed:
            self._closed = True
            self._changed.wait_for(lambda: not self._launching)
            containers = list(self._containers)
        for container in containers:
            container.close()
        self._settings.launcher.close()
        self._logs.close()

    def _watched(self, order: ContainerOrder) -> Container:
        """Launch a container and know of it until it is closed."""
        with self._changed:
            if self._closed:
                text = "the local AWS is stopping"
                raise DeploymentFailedError(text)
            self._launching += 1
        try:
            container = self._launch(order)
            with self._changed:
                self._containers = [
                    each for each in self._containers if not each.closed
                ]
                self._containers.append(container)
            return container
        finally:
            with self._changed:
                self._launching -= 1
                self._changed.notify_all()

    def _launch(self, order: ContainerOrder) -> Container:
        folder = Path(tempfile.mkdtemp(prefix="sagemaker-"))
        name = None
        try:
            (folder / "model").mkdir()
            code = self._code(order, folder / "model")
            variables = dict(code.record.environment)
            variables.update(order.model.environment)
            variables.update(order.variables)
            if not order.model.network_isolation:
                name, given = self.credentials.admit(order)
                variables.update(given, AWS_ENDPOINT_URL=self._settings.endpoint_url)
            port = _free_port()
            variables["AWS_EC2_METADATA_DISABLED"] = "true"
            variables["SAGEMAKER_BIND_ADDRESS"] = "127.0.0.1"
            variables["SAGEMAKER_BIND_TO_PORT"] = str(port)
            sandbox = self._settings.launcher.launch(
                Launch(
                    code=code,
                    folder=folder,
                    memory_mb=order.memory_mb,
                    variables=variables,
                )
            )
        except BaseException:
            self._release(name, folder)
            raise
        unique = secrets.token_hex(8) if order.stream.endswith(("-", "/")) else ""
        stream = order.stream + unique
        return Container(
            sandbox=sandbox,
            port=port,
            log_stream=stream,
            write=lambda lines: self.write(order, stream, lines),
            release=lambda: self._release(name, folder),
        )

    def _code(self, order: ContainerOrder, folder: Path) -> FunctionCode:
        """Return the image's code, with the model data in the folder."""
        model = order.model
        try:
            digest = pull(order, model.image_uri)
            code = read_code(self._settings.images, digest)
            if model.model_data_url is not None:
                s3 = self.roles.client(order, "s3")
                model_data.fetch(s3, model.model_data_url, folder)
        except AwsError as error:
            text = (
                f"Could not assume role {model.role_arn}. Please ensure that the role "
                f"exists and allows principal '{SERVICE}' to assume the role."
            )
            raise DeploymentFailedError(text) from error
        except InvokeRefusedError as error:
            raise DeploymentFailedError(str(error)) from error
        return code

    def write(self, order: ContainerOrder, stream: str, lines: Sequence[str]) -> None:
        """Let lines go to a stream of the order's log group."""
        self._logs.deliver(
            LogEvents(
                config=order,
                stream=stream,
                timestamp_ms=time.time_ns() // 1_000_000,
                lines=list(lines),
            )
        )

    def _release(self, name: str | None, folder: Path) -> None:
        if name is not None:
            self.credentials.dismiss(name)
        shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port
