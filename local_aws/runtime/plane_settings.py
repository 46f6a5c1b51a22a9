"""How Lambda's data plane runs here."""

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from local_aws.clock import Clock
from local_aws.images import IMAGES_FOLDER
from local_aws.runtime.asynchronous import RETRY_SECONDS
from local_aws.runtime.docker_launcher import DockerLauncher
from local_aws.runtime.pool_limits import PoolLimits
from local_aws.runtime.process_launcher import ProcessLauncher
from local_aws.runtime.sandbox import Launcher
from local_aws.runtime.warden import Warden
from local_aws.settings import ServerSettings

# The default quota of an account in a Region.
# https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
_ACCOUNT_CONCURRENCY = 1000


def _pool_limits() -> PoolLimits:
    # A function that waits leaves its processor to others.
    return PoolLimits(environments=max(16, 8 * (os.cpu_count() or 1)))


@dataclass(frozen=True, kw_only=True)
class PlaneSettings:
    """What a data plane is made of.

    Attributes:
        endpoint_url: Of the local AWS, for functions and on their behalf.
        images: Folder of the images' code.
        launcher: Starts sandboxes.
        freezes: Whether environments stand still between events, as on AWS.
        init_seconds: Of the INIT phase.
        pool: What this machine bears.
        retry_seconds: Before each retry of an event.
        account_concurrency: Of all functions in a Region.
        now: Seconds by which events are tried again.

    """

    endpoint_url: str
    images: Path
    launcher: Launcher
    freezes: bool = True
    init_seconds: float = 10.0
    pool: PoolLimits = field(default_factory=_pool_limits)
    retry_seconds: Sequence[float] = RETRY_SECONDS
    account_concurrency: int = _ACCOUNT_CONCURRENCY
    now: Callable[[], float] = time.monotonic


def plane_settings(server: ServerSettings, clock: Clock) -> PlaneSettings:
    """Return the settings of a server's data plane, by its clock."""
    warden = Warden()
    launcher: Launcher = (
        DockerLauncher(warden)
        if server.launcher == "docker"
        else ProcessLauncher(warden)
    )
    return PlaneSettings(
        endpoint_url=server.url,
        images=server.state_dir / IMAGES_FOLDER,
        launcher=launcher,
        now=lambda: clock.now().timestamp(),
    )
