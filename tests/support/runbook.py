"""The commands of docs/runbooks/restore.md, by the headings that they stand under."""

import re
from pathlib import Path

from tests.support.readme import REPO

PAGE = Path("docs/runbooks/restore.md")
# What stands under it are the names that all else uses.
TITLE = "Restore: a Region is lost, and there are backups"


def commands(heading: str) -> list[str]:
    """Return the shell blocks under a heading, up to the next one of any level."""
    text = (REPO / PAGE).read_text()
    [body] = re.findall(
        rf"^##? {re.escape(heading)}\n(.*?)(?=^##? |\Z)",
        _without_comments(text),
        re.MULTILINE | re.DOTALL,
    )
    found = re.findall(r"^```sh\n(.*?)^```$", body, re.MULTILINE | re.DOTALL)
    return [block.replace("\0", "#") for block in found]


def headings() -> list[str]:
    """Return all headings, in their order."""
    text = _without_comments((REPO / PAGE).read_text())
    return re.findall(r"^##? (.*)$", text, re.MULTILINE)


def _without_comments(text: str) -> str:
    # A comment of the shell at the begin of a line is no heading.
    def hide(block: re.Match[str]) -> str:
        return block[0].replace("#", "\0")

    return re.sub(r"^```sh\n.*?^```$", hide, text, flags=re.MULTILINE | re.DOTALL)
