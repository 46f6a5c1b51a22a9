"""Settings of the model store, read from the environment that Terraform writes."""

from collections.abc import Mapping
from dataclasses import dataclass

from functions.environment import integer, required


@dataclass(frozen=True, kw_only=True)
class StoreSettings:
    """Where the live model is, and how often to look.

    Attributes:
        region: Of the model store.
        bucket: Its name.
        pointer_key: Key of the live pointer.
        refresh_seconds: Least time between two looks at the pointer.

    """

    region: str
    bucket: str
    pointer_key: str
    refresh_seconds: int

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> "StoreSettings":
        """Read the settings.

        Raises:
            SettingsError: A variable is missing or out of range; the message
                names it.

        """
        return cls(
            # Lambda sets it itself.
            region=required(env, "AWS_REGION"),
            bucket=required(env, "MODEL_BUCKET"),
            pointer_key=required(env, "MODEL_POINTER_KEY"),
            refresh_seconds=integer(env, "MODEL_REFRESH_SECONDS", 1, 86_400),
        )
