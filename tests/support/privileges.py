"""Keeping what the roles of a flow used, for the proof that they need all they have.

A flow is a test file, or a folder whose tests share one local AWS. Nothing is kept
unless FOLDER is set; `make privileges` sets it.
"""

import json
import os
import urllib.request
import uuid
from pathlib import Path, PurePosixPath
from typing import Any

from local_aws.state import LocalAws

FOLDER = "INFERWAY_PRIVILEGES_DIR"
# Their tests ask one deployed stack.
_SHARED = "tests/e2e/"


def privileges(local: LocalAws) -> list[dict[str, Any]]:
    """Return each role with its policies and what it asked for."""
    url = f"{local.url}/_local/privileges"
    with urllib.request.urlopen(url) as answer:  # noqa: S310 - our own http URL
        return list(json.load(answer)["roles"])


def keep(local: LocalAws, flow: str) -> None:
    """Write down what a local AWS that is about to go has seen of a flow."""
    folder = os.environ.get(FOLDER)
    if not folder:
        return
    seen = {"flow": flow, "roles": privileges(local)}
    (Path(folder) / f"{uuid.uuid4().hex}.json").write_text(json.dumps(seen))


def flow_that_begins() -> str:
    """Return the path of the tests that run now.

    When what they share goes, it is another's turn.
    """
    path = os.environ.get("PYTEST_CURRENT_TEST", "").partition("::")[0]
    return str(PurePosixPath(path).parent) if path.startswith(_SHARED) else path
