"""SageMaker's data plane as a part of the server."""

import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from local_aws.control import Answer, Control
from local_aws.sagemaker import hook
from local_aws.sagemaker.async_work import AsyncWork
from local_aws.sagemaker.asynchronous import AsyncQueues
from local_aws.sagemaker.invocation import Invocations
from local_aws.sagemaker.plane import SageMakerPlane
from local_aws.sagemaker.runtime_api import RuntimeApi
from local_aws.sagemaker.serverless import ServerlessFleet
from local_aws.sagemaker.service_metrics import ServiceMetrics
from local_aws.sagemaker.settings import SageMakerSettings
from local_aws.sagemaker.starter import ContainerStarter
from local_aws.sagemaker.transform import hook as transform_hook
from local_aws.sagemaker.transform.runner import TransformRunner


class SageMakerPart:
    """Puts the data plane together, and behind the control plane.

    Attributes:
        controls: POST /_local/endpoints/NAME/cold {"seconds": n}: the warm
            environments of a serverless endpoint end, and for n seconds of the
            clock calls answer ModelNotReadyException. One that has none is 404.
        credentials: The WSGI application that containers get theirs from.
        plane: What is deployed.
        runtime_api: Answers sagemaker-runtime.

    """

    def __init__(self, settings: SageMakerSettings) -> None:
        """Start, and serve what the control plane deploys."""
        self._starter = ContainerStarter(settings)
        self.credentials = self._starter.credentials
        self.plane = SageMakerPlane(settings, self._starter)
        metrics = ServiceMetrics(settings.clock)
        work = AsyncWork(
            roles=self._starter.roles, metrics=metrics, clock=settings.clock
        )
        self._queues = AsyncQueues(self.plane, settings, metrics, work)
        self.runtime_api = RuntimeApi(
            self.plane,
            Invocations(self.plane, settings, metrics),
            self._queues,
            settings.clock,
        )
        self.controls: Sequence[Control] = [
            Control(
                method="POST",
                path=re.compile(r"endpoints/(?P<name>[\w-]+)/cold"),
                handle=self._cool,
            )
        ]
        self._transforms = TransformRunner(settings, self._starter)
        self._undo = [
            hook.install(self.plane),
            transform_hook.install(self._transforms),
        ]

    def close(self) -> None:
        """End every container and thread; nothing is left behind."""
        for undo in self._undo:
            undo()
        self._transforms.close()
        self._queues.close()
        self.plane.close()
        self._starter.close()

    def _cool(self, names: Mapping[str, str], body: Any) -> Answer:  # noqa: ANN401 - any JSON
        fleets = [
            fleet
            for fleet in self.plane.fleets_of(names["name"])
            if isinstance(fleet, ServerlessFleet)
        ]
        if not fleets:
            return HTTPStatus.NOT_FOUND, {"error": "no serverless endpoint"}
        ended = sum(fleet.cool(float((body or {})["seconds"])) for fleet in fleets)
        return HTTPStatus.OK, {"ended": ended}
