"""Settings of the SageMaker container: what SageMaker sets, and where its model is.

https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-inference-code.html
https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-batch-code.html
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from functions.environment import SettingsError, integer, required
from prediction.settings import StoreSettings

_SHA256 = re.compile("[0-9a-f]{64}")
_LIVE = ("MODEL_BUCKET", "MODEL_POINTER_KEY", "MODEL_REFRESH_SECONDS")
_PINNED = "MODEL_MANIFEST_SHA256"
_MOST_WORKERS = 256


@dataclass(frozen=True, kw_only=True)
class PinnedFolder:
    """A model that SageMaker unpacked before it started the container.

    Attributes:
        folder: Where it is.
        manifest_sha256: SHA-256 of the bytes of its manifest, 64 hexadecimal
            digits: nothing else is loaded.

    """

    folder: Path
    manifest_sha256: str


@dataclass(frozen=True, kw_only=True)
class ContainerSettings:
    """How the container serves.

    Attributes:
        port: That it listens on.
        workers: Processes that answer.
        batch: Whether it serves one transform job, whose records all get the
            answers of one model.

    """

    port: int
    workers: int
    batch: bool

    @classmethod
    def from_env(
        cls, env: Mapping[str, str], *, processors: int
    ) -> "ContainerSettings":
        """Read the settings; there are as many workers as processors by default.

        Raises:
            SettingsError: A variable is out of range; the message names it.

        """
        settings = {
            "SAGEMAKER_BIND_TO_PORT": "8080",
            "SAGEMAKER_MODEL_SERVER_WORKERS": str(min(processors, _MOST_WORKERS)),
            **env,
        }
        return cls(
            port=integer(settings, "SAGEMAKER_BIND_TO_PORT", 1, 65_535),
            workers=integer(
                settings, "SAGEMAKER_MODEL_SERVER_WORKERS", 1, _MOST_WORKERS
            ),
            batch=env.get("SAGEMAKER_BATCH", "").lower() == "true",
        )


def model_source(env: Mapping[str, str]) -> StoreSettings | PinnedFolder:
    """Return where the model is: in the store, or unpacked and pinned.

    Raises:
        SettingsError: That is not said, or said twice; the message names the
            variables.

    """
    live = [name for name in _LIVE if env.get(name)]
    pinned = bool(env.get(_PINNED))
    if live and pinned:
        message = (
            f"{_PINNED} pins a model and {live[0]} follows the live one: set one of"
            " the two"
        )
        raise SettingsError(message)
    if live:
        return StoreSettings.from_env(env)
    if not pinned:
        message = (
            f"no model is named: set {', '.join(_LIVE)} to follow the live model, or"
            f" {_PINNED} to the SHA-256 of the manifest of the model in"
            f" {env['SM_MODEL_DIR']}"
        )
        raise SettingsError(message)
    sha256 = required(env, _PINNED)
    if not _SHA256.fullmatch(sha256):
        message = f"{_PINNED} must be 64 hexadecimal digits, not {sha256!r}"
        raise SettingsError(message)
    return PinnedFolder(folder=Path(env["SM_MODEL_DIR"]), manifest_sha256=sha256)
