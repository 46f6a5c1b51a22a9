"""The data plane as the local AWS runs it."""

from local_aws.images import IMAGES_FOLDER
from local_aws.runtime.docker_launcher import DockerLauncher
from local_aws.runtime.plane import LambdaPlane, PlaneSettings
from local_aws.runtime.process_launcher import ProcessLauncher
from local_aws.settings import ServerSettings


def local_plane(settings: ServerSettings) -> LambdaPlane:
    """Start Lambda's data plane for a server."""
    launcher = DockerLauncher() if settings.launcher == "docker" else ProcessLauncher()
    return LambdaPlane(
        PlaneSettings(
            endpoint_url=settings.url,
            images=settings.state_dir / IMAGES_FOLDER,
            launcher=launcher,
        )
    )
