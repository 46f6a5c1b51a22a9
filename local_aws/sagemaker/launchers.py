"""SageMaker's containers, as processes or by docker: `image serve`.

https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-inference-code.html
"""

import sys
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from local_aws.image_content import script_in_task_root
from local_aws.runtime.code import FunctionCode
from local_aws.runtime.docker_sandbox import start_container
from local_aws.runtime.process_sandbox import start_process
from local_aws.runtime.sandbox import Sandbox
from local_aws.runtime.warden import Warden
from local_aws.sagemaker.ports import DeploymentFailedError

_MODEL_DIR = "/opt/ml/model"


@dataclass(frozen=True, kw_only=True)
class Launch:
    """What a container is started from.

    Attributes:
        code: Its image.
        folder: Its own; the model is in `model/`. Removed by whoever made it.
        memory_mb: None for no limit.
        variables: All of them.

    """

    code: FunctionCode
    folder: Path
    memory_mb: int | None
    variables: Mapping[str, str] = field(repr=False)

    @property
    def model_folder(self) -> Path:
        """What stands for /opt/ml/model."""
        return self.folder / "model"


class ContainerLauncher(Protocol):
    """Starts containers."""

    def launch(self, launch: Launch) -> Sandbox:
        """Start one.

        Raises:
            DeploymentFailedError: The image is of another kind.

        """

    def close(self) -> None:
        """Free what the launcher itself holds; its containers have ended."""


class ProcessContainers:
    """Starts the image's entrypoint with this interpreter as `python3`."""

    def __init__(self, warden: Warden) -> None:
        """Take who ends containers should this process be killed."""
        self._warden = warden

    def launch(self, launch: Launch) -> Sandbox:
        """Start a process; SM_MODEL_DIR says where its /opt/ml/model is."""
        model_dir = str(launch.model_folder)
        programs = _python_as_in_the_image(launch.folder)
        return start_process(
            entrypoint_command(launch.code),
            folder=launch.code.task_root,
            variables={
                **launch.variables,
                "PATH": f"{programs}:/usr/local/bin:/usr/bin:/bin",
                "SM_MODEL_DIR": model_dir,
            },
            temporary=launch.folder,
            memory_mb=launch.memory_mb,
            mark=f"SM_MODEL_DIR={model_dir}",
            warden=self._warden,
        )

    def close(self) -> None:
        """Let the warden go."""
        self._warden.close()


def entrypoint_command(code: FunctionCode) -> list[str]:
    """Return the command of a process that stands for `docker run IMAGE serve`.

    Raises:
        DeploymentFailedError: The image has no ENTRYPOINT that could serve.

    """
    entrypoint = code.record.entrypoint
    if not entrypoint:
        text = (
            "CannotStartContainerError. Please ensure the model container for "
            "variant starts correctly when invoked with 'docker run <image> serve': "
            "the image has no ENTRYPOINT, or was pushed before the local AWS kept it"
        )
        raise DeploymentFailedError(text)
    script = script_in_task_root(entrypoint)
    if script is None:
        return [*entrypoint, "serve"]
    return ["sh", str(code.task_root / script), *entrypoint[1:], "serve"]


def _python_as_in_the_image(folder: Path) -> Path:
    """Make a `python3` that starts this interpreter with the packages alone."""
    programs = folder / "bin"
    programs.mkdir()
    python = programs / "python3"
    # resolve() would leave the virtual environment.
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" -S "$@"\n')
    python.chmod(0o755)
    return programs


class DockerContainers:
    """Starts images by docker, as root, as SageMaker does.

    Containers share the host's network, for the local AWS listens on the loopback
    interface only. So network isolation is nothing but the want of credentials
    and of the local AWS's address here.
    """

    def __init__(self, warden: Warden) -> None:
        """Take who removes containers should this process be killed."""
        self._warden = warden

    def launch(self, launch: Launch) -> Sandbox:
        """Start a container."""
        image = launch.code.record.docker_image
        if image is None:
            text = (
                "the image was pushed to run as processes: push it with "
                "push_docker_image, or start the local AWS with the launcher process"
            )
            raise DeploymentFailedError(text)
        name = f"sagemaker-{uuid.uuid4().hex}"
        return start_container(
            name, run_command(name, image, launch), self._warden, launch.folder
        )

    def close(self) -> None:
        """Let the warden go."""
        self._warden.close()


def run_command(name: str, image: str, launch: Launch) -> Sequence[str]:
    """Return the command that starts a container."""
    command = ["docker", "run", "--rm", "--name", name, "--network", "host"]
    command += ["--security-opt", "no-new-privileges", "--user", "0:0"]
    command += ["--volume", f"{launch.model_folder}:{_MODEL_DIR}:ro"]
    if launch.memory_mb is not None:
        memory = f"{launch.memory_mb}m"
        command += ["--memory", memory, "--memory-swap", memory]
    for variable, value in sorted(launch.variables.items()):
        command += ["--env", f"{variable}={value}"]
    return [*command, image, "serve"]
