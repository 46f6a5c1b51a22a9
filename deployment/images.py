"""Which images an environment is applied with."""

import json
import re
from collections.abc import Mapping
from typing import Any

from deployment.errors import DeploymentError

# A function that runs it, by image: its digest is the image's.
FUNCTIONS = {
    "auto_stop": "auto_stop",
    "batch": "window",
    "failover": "failover-step",
    "prediction": "prediction",
    "routing": "routing",
}
# What an environment of one Region does not run.
_OF_TWO_REGIONS = frozenset({"failover"})
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")

Digests = Mapping[str, str]
"""By image: "sha256:" and 64 hexadecimal digits."""


def read_digests(text: str) -> dict[str, str]:
    """Read `{"prediction": "sha256:...", ...}`.

    Raises:
        DeploymentError: An image is missing, or its digest is none.

    """
    try:
        given = json.loads(text)
    except ValueError as error:
        message = f"the digests of the images are no JSON: {error}"
        raise DeploymentError(message) from error
    digests = given if isinstance(given, dict) else {}
    wrong = [n for n in FUNCTIONS if not _DIGEST.fullmatch(str(digests.get(n, "")))]
    if wrong:
        message = f"no digest is given of the image {', '.join(wrong)}"
        raise DeploymentError(message)
    return {name: digests[name] for name in FUNCTIONS}


def deployed_digests(outputs: Mapping[str, Any]) -> dict[str, str]:
    """Return the digests that an applied environment runs.

    An environment of one Region has no failover, and no image of one. Where there
    are two, the failover runs in the one that takes over.

    Args:
        outputs: What its Terraform puts out, by name.

    Raises:
        DeploymentError: It was never applied.

    """
    served = [outputs.get("standby_served"), outputs.get("served")]
    functions = {
        name: function
        for region in served
        for name, function in (region or {}).get("functions", {}).items()
    }
    found = {
        image: functions[function]["image_digest"]
        for image, function in FUNCTIONS.items()
        if function in functions
    }
    if not FUNCTIONS.keys() - _OF_TWO_REGIONS <= found.keys():
        message = (
            "the environment runs no images yet: say which ones in IMAGE_DIGESTS,"
            " as `make images` prints them"
        )
        raise DeploymentError(message)
    return found


def variables(digests: Digests) -> list[str]:
    """Return what Terraform is told of images."""
    return [f"-var={name}_image_digest={digests[name]}" for name in sorted(digests)]
