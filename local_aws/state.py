"""A running local AWS, and the files that say where it runs.

The server holds an exclusive lock on `local_aws.lock` for as long as it lives.
The lock, not the recorded process id, says whether a state file still means
anything: the kernel drops it with the process however that ends, and an id
that another program got later never holds it.
"""

import fcntl
import json
import os
import re
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import cast

from local_aws.settings import LAUNCHERS, Launcher

STATE_FILE = "local_aws.json"
LOCK_FILE = "local_aws.lock"
LOG_FILE = "local_aws.log"

# How a server ends that finds the directory taken.
HELD_EXIT_CODE = 3

_INVOKE_URL = re.compile(
    r"https://(?P<api>[a-z0-9]+)\.execute-api\.[a-z0-9-]+\.amazonaws\.com"
    r"/(?P<rest>.+)"
)


@dataclass(frozen=True, kw_only=True)
class LocalAws:
    """A local AWS that answers.

    Attributes:
        account_id: Its account, 12 digits.
        launcher: What runs its functions.
        pid: The server's process id.
        port: Where it listens on the loopback interface.
        state_dir: Absolute; its state file, log and images.

    """

    account_id: str
    launcher: Launcher
    pid: int
    port: int
    state_dir: Path

    @property
    def url(self) -> str:
        """The endpoint of every service, without a trailing slash."""
        return f"http://127.0.0.1:{self.port}"

    def environment(self, region: str) -> dict[str, str]:
        """Return what Terraform and boto3 need to find it.

        Keys that no role was given are the account's administrator here.
        """
        return {
            "AWS_ACCESS_KEY_ID": "localadministrator",
            "AWS_DEFAULT_REGION": region,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_ENDPOINT_URL": self.url,
            "AWS_REGION": region,
            "AWS_SECRET_ACCESS_KEY": "localadministrator",
        }

    def api_url(self, invoke_url: str) -> str:
        """Return where a deployed API's own URL is answered locally.

        Raises:
            ValueError: The URL is not one of API Gateway's own.

        """
        match = _INVOKE_URL.fullmatch(invoke_url)
        if match is None:
            message = (
                f"{invoke_url!r} is not an invoke URL of API Gateway "
                "(https://API.execute-api.REGION.amazonaws.com/STAGE/...)"
            )
            raise ValueError(message)
        return f"{self.url}/_aws/execute-api/{match['api']}/{match['rest']}"


def write(local: LocalAws) -> None:
    """Write the state file; a reader sees the old one or the whole new one."""
    path = local.state_dir / STATE_FILE
    text = json.dumps(
        {**asdict(local), "state_dir": str(local.state_dir), "url": local.url},
        indent=2,
    )
    draft = path.with_suffix(f".{os.getpid()}.tmp")
    draft.write_text(text + "\n", encoding="utf-8")
    draft.replace(path)


def read(state_dir: Path) -> LocalAws | None:
    """Return what the state file says, or None without a readable one."""
    try:
        record = json.loads((state_dir / STATE_FILE).read_text(encoding="utf-8"))
        launcher = record["launcher"]
        if launcher not in LAUNCHERS:
            return None
        return LocalAws(
            account_id=str(record["account_id"]),
            launcher=cast("Launcher", launcher),
            pid=int(record["pid"]),
            port=int(record["port"]),
            # Where it is now: a folder may have been moved with its contents.
            state_dir=state_dir.resolve(),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def forget(state_dir: Path) -> None:
    """Remove the state file, if there is one."""
    (state_dir / STATE_FILE).unlink(missing_ok=True)


def is_held(state_dir: Path) -> bool:
    """Tell whether a server lives on this state directory."""
    try:
        descriptor = os.open(state_dir / LOCK_FILE, os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        # Shared, so that two who ask at once do not see each other.
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def hold(state_dir: Path) -> bool:
    """Hold the state directory for as long as this process lives.

    Returns:
        False where another server has it.

    """
    # Never closed: only the end of the process says that it has ended.
    descriptor = os.open(state_dir / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o600)
    return _lock(descriptor)


def _lock(descriptor: int) -> bool:
    # Again for a second: is_held has the lock for an instant too.
    for _ in range(20):
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(0.05)
        else:
            return True
    return False
