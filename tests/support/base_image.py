"""A base image for the function's Dockerfile that needs no registry.

Debian's own Python in a minimal system, made by mmdebstrap. It has what the
Dockerfile asks of AWS's base image (python3 with pip, sh), and nothing else.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.support.docker_engine import DockerEngine, NoDockerError

PYTHON_MINOR = f"{sys.version_info.major}.{sys.version_info.minor}"

_PACKAGES = ("python3", "python3-pip", "ca-certificates")
_RECIPE = (
    "--variant=minbase",
    f"--include={','.join(_PACKAGES)}",
    # Documentation and the lists of packages are of no use in an image.
    "--dpkgopt=path-exclude=/usr/share/doc/*",
    "--dpkgopt=path-exclude=/usr/share/man/*",
    # The function's dependencies bring what they need.
    '--aptopt=APT::Install-Recommends "false"',
)


def base_image(engine: DockerEngine) -> str:
    """Return a base image with this Python's minor version, made if need be.

    INFERWAY_BASE_IMAGE names another one (AWS's own, where a registry can be
    reached).

    Raises:
        NoDockerError: None can be made here, or its Python is another.

    """
    image = os.environ.get("INFERWAY_BASE_IMAGE") or _debian(engine)
    asked = "import sys; print('%d.%d' % sys.version_info[:2])"
    python = engine.run(
        *("run", "--rm", "--network", "none", "--entrypoint", "python3"),
        *(image, "-c", asked),
    ).stdout.strip()
    if python != PYTHON_MINOR:
        message = (
            f"{image} has Python {python}; the models of these tests are pickled by"
            f" {PYTHON_MINOR}"
        )
        raise NoDockerError(message)
    return image


def _debian(engine: DockerEngine) -> str:
    mmdebstrap = shutil.which("mmdebstrap")
    if mmdebstrap is None:
        message = "there is no mmdebstrap to make a base image with; install it, or"
        message += " name one by INFERWAY_BASE_IMAGE"
        raise NoDockerError(message)
    suite = _release()
    recipe = "\n".join((suite, *_RECIPE))
    image = f"inferway-test-base:{hashlib.sha256(recipe.encode()).hexdigest()[:16]}"
    if engine.run("image", "inspect", image, check=False).returncode == 0:
        return image
    with tempfile.TemporaryDirectory(prefix="inferway-base-") as folder:
        archive = Path(folder) / "base.tar"
        made = subprocess.run(
            [mmdebstrap, *_RECIPE, suite, str(archive)],
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode:
            message = f"mmdebstrap failed:\n{made.stderr[-2000:]}"
            raise NoDockerError(message)
        engine.run("import", archive, image)
    return image


def _release() -> str:
    for line in Path("/etc/os-release").read_text().splitlines():
        name, _, value = line.partition("=")
        if name == "VERSION_CODENAME":
            return value.strip('"')
    message = "/etc/os-release names no release of Debian to make a base image of"
    raise NoDockerError(message)
