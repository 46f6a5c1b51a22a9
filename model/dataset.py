"""A data set as training and evaluating see it."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any, Literal

Label = str | int | float | bool


@dataclass(frozen=True, kw_only=True)
class Part:
    """Instances with their labels, one label an instance.

    Attributes:
        instances: JSON values in the form that `/predict` takes.
        labels: What a right prediction would be.

    """

    instances: list[Any]
    labels: list[Label]

    def __len__(self) -> int:
        """Return the number of instances."""
        return len(self.instances)


@dataclass(frozen=True, kw_only=True)
class Dataset:
    """A data set, split once and for all.

    Attributes:
        name: How a manifest names it, so that evaluating finds it again.
        kind: What its instances are.
        train: What the model is fitted on.
        test: What it is measured on.

    """

    name: str
    kind: Literal["text", "tabular"]
    train: Part
    test: Part

    @property
    def sha256(self) -> str:
        """SHA-256 of both parts, 64 hexadecimal digits.

        The same for the same instances and labels in the same order, wherever
        and however they were loaded.
        """
        digest = hashlib.sha256()
        for part in (self.train, self.test):
            for instance, label in zip(part.instances, part.labels, strict=True):
                line = json.dumps([instance, label], sort_keys=True)
                digest.update(line.encode() + b"\n")
            digest.update(b"\n")
        return digest.hexdigest()
