"""One test control: how it is called, and who answers."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

Answer = tuple[HTTPStatus, Mapping[str, Any]]
Handler = Callable[[Mapping[str, str], Any], Answer]
"""Takes the named groups of the path and the body's JSON, None without one.

ValueError, KeyError and TypeError are the caller's mistakes: 400.
"""


@dataclass(frozen=True, kw_only=True)
class Control:
    """A control below `/_local/`.

    Attributes:
        method: Of HTTP.
        path: What stands behind `/_local/`, whole.
        handle: Answers.

    """

    method: str
    path: re.Pattern[str]
    handle: Handler
