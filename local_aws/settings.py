"""What one local AWS was started with, known to every part of its server."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Launcher = Literal["process", "docker"]
LAUNCHERS: tuple[Launcher, ...] = ("process", "docker")


@dataclass(frozen=True, kw_only=True)
class ServerSettings:
    """Handed to the data planes when the server builds them.

    Attributes:
        account_id: The only account of this local AWS, 12 digits.
        launcher: What runs functions: a process, or a container each.
        state_dir: Absolute; holds the state file, the log and images.
        url: Where this server answers, without a trailing slash.

    """

    account_id: str
    launcher: Launcher
    state_dir: Path
    url: str
