"""A text model of a useful size, packaged once for all benchmarks."""

import random
import tempfile
from functools import cache
from pathlib import Path

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from model.package import package

_WORDS = 20_000
_DOCUMENTS = 2_000
_LENGTH = 120
_CLASSES = 20


@cache
def documents() -> tuple[str, ...]:
    """Return documents of made-up words, common ones often, as in a language."""
    chance = random.Random(42)  # noqa: S311 - data, no secret
    words = [f"word{number:05d}" for number in range(_WORDS)]
    weights = [1 / (rank + 1) for rank in range(_WORDS)]
    return tuple(
        " ".join(chance.choices(words, weights, k=_LENGTH)) for _ in range(_DOCUMENTS)
    )


@cache
def packaged_model() -> Path:
    """Return the folder of a packaged classifier of these documents."""
    pipeline = make_pipeline(TfidfVectorizer(), LogisticRegression(max_iter=200))
    labels = [f"class{number % _CLASSES}" for number in range(_DOCUMENTS)]
    pipeline.fit(documents(), labels)
    folder = Path(tempfile.mkdtemp(prefix="inferway-bench-")) / "model"
    package(pipeline, name="bench", kind="text", examples=documents()[:3], out=folder)
    return folder
