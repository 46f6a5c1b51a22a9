"""What a batch window holds, written once, and where its objects are."""

import json
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """Which record each line of a window belongs to.

    Attributes:
        window: ID of the window.
        job: Name of its transform job.
        lines: IDs of the records, in the order of the input's lines.

    """

    window: str
    job: str
    lines: Sequence[str]

    def to_json(self) -> str:
        """Return it as the text of its object."""
        content = {"window": self.window, "job": self.job, "lines": list(self.lines)}
        return json.dumps(content, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> "Manifest":
        """Read what `to_json` wrote; only this package writes there."""
        content = json.loads(text)
        return cls(
            window=content["window"], job=content["job"], lines=tuple(content["lines"])
        )


def manifest_key(window: str) -> str:
    """Return the key of a window's manifest."""
    return f"windows/{window}/manifest.json"


def input_key(window: str) -> str:
    """Return the key of what a window's job reads."""
    return f"windows/{window}/input.jsonl"


def output_folder(window: str) -> str:
    """Return the folder that a window's job writes to."""
    return f"windows/{window}/out"


def output_key(window: str) -> str:
    """Return the key of what a window's job writes.

    https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_TransformOutput.html
    """
    return f"{output_folder(window)}/input.jsonl.out"
