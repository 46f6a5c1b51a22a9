"""Functions as containers, by the docker command line and DOCKER_HOST.

Containers share the host's network: the local AWS and the Runtime API listen on
the loopback interface only, and nowhere else are they to be reached. (Docker
Desktop has to be told to allow host networking.)
"""

import os
import uuid
from collections.abc import Mapping

from local_aws.runtime.code import FunctionCode
from local_aws.runtime.config import FunctionConfig
from local_aws.runtime.docker_sandbox import DockerSandbox, start_container
from local_aws.runtime.warden import Warden

# https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
_MB_OF_ONE_CPU = 1769
_TASK_ROOT = "/var/task"
# An arbitrary user without a name, as Lambda's own is in an image.
_USER = "993:990"
_PROCESSES = 1024


class DockerLauncher:
    """Starts an image the way Lambda does.

    Read-only, with /tmp of the function's size, memory and CPU by its memory
    size, an unprivileged user and no capabilities.
    """

    def __init__(self, warden: Warden) -> None:
        """Take who removes containers should this process be killed."""
        self._warden = warden

    def task_root(self, code: FunctionCode) -> str:  # noqa: ARG002 - the protocol's
        """Return the folder of the files inside the image."""
        return _TASK_ROOT

    def launch(
        self,
        config: FunctionConfig,
        code: FunctionCode,
        variables: Mapping[str, str],
    ) -> DockerSandbox:
        """Start a container."""
        if code.record.docker_image is None:
            message = (
                f"image {config.image_digest} was pushed to run as processes: push "
                "it with push_docker_image, or start the local AWS with the "
                "launcher process"
            )
            raise ValueError(message)
        name = f"lambda-{uuid.uuid4().hex}"
        command = run_command(name, config, code.record.docker_image, variables)
        return start_container(name, command, self._warden)

    def close(self) -> None:
        """Let the warden go."""
        self._warden.close()


def run_command(
    name: str, config: FunctionConfig, image: str, variables: Mapping[str, str]
) -> list[str]:
    """Return the command that starts a container."""
    memory = f"{config.memory_mb}m"
    command = ["docker", "run", "--rm", "--name", name, "--network", "host"]
    command += ["--read-only", "--user", _USER, "--cap-drop", "ALL"]
    command += ["--security-opt", "no-new-privileges"]
    temporary = f"rw,exec,mode=1777,size={config.ephemeral_storage_mb}m"
    command += ["--tmpfs", f"/tmp:{temporary}"]  # noqa: S108 - the container's own
    command += ["--memory", memory, "--memory-swap", memory]
    command += ["--cpus", f"{cpus(config.memory_mb):.2f}"]
    command += ["--pids-limit", str(_PROCESSES), "--stop-timeout", "0"]
    for variable, value in sorted(variables.items()):
        command += ["--env", f"{variable}={value}"]
    return [*command, image, *config.command]


def cpus(memory_mb: int) -> float:
    """Return the share of CPUs that the memory size buys, on this machine."""
    return min(memory_mb / _MB_OF_ONE_CPU, float(os.cpu_count() or 1))
