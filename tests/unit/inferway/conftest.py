"""The command, run in this process as `main` runs it."""

import json
from dataclasses import dataclass
from typing import Any

import pytest

from inferway.cli import app


@dataclass(frozen=True)
class Run:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def inferway(capsys):
    """Run the command and return how it ended."""

    def run(*arguments) -> Run:
        with pytest.raises(SystemExit) as ended:
            app([str(one) for one in arguments])
        shown = capsys.readouterr()
        return Run(ended.value.code or 0, shown.out, shown.err)

    return run
