"""How SageMaker's data plane runs here."""

import os
from dataclasses import dataclass
from pathlib import Path

from local_aws.clock import Clock
from local_aws.images import IMAGES_FOLDER
from local_aws.runtime.warden import Warden
from local_aws.sagemaker.launchers import (
    ContainerLauncher,
    DockerContainers,
    ProcessContainers,
)
from local_aws.settings import ServerSettings


def _some() -> int:
    return max(2, os.cpu_count() or 1)


@dataclass(frozen=True, kw_only=True)
class SageMakerSettings:
    """What a data plane is made of.

    Attributes:
        endpoint_url: Of the local AWS, for containers and on their behalf.
        images: Folder of the images' code.
        launcher: Starts containers.
        clock: When idle environments end, and what metrics are dated with.
        start_seconds: From a container's start to its first good /ping;
            SageMaker gives it 8 minutes.
        real_containers: At most so many a variant or component, whatever its
            count says: one machine stands for all instances.
        serverless_containers: At most so many environments a serverless variant.
        wait_seconds: For one of those to get free.
        request_seconds: Of a container, for one request.
        idle_seconds: A serverless environment nobody uses ends after these.

    """

    endpoint_url: str
    images: Path
    launcher: ContainerLauncher
    clock: Clock
    start_seconds: float = 120.0
    real_containers: int = 2
    serverless_containers: int = 4
    wait_seconds: float = 30.0
    request_seconds: float = 60.0
    idle_seconds: float = 300.0


def sagemaker_settings(server: ServerSettings, clock: Clock) -> SageMakerSettings:
    """Return the settings of a server's data plane."""
    warden = Warden()
    return SageMakerSettings(
        endpoint_url=server.url,
        images=server.state_dir / IMAGES_FOLDER,
        launcher=(
            DockerContainers(warden)
            if server.launcher == "docker"
            else ProcessContainers(warden)
        ),
        clock=clock,
        serverless_containers=_some(),
    )
