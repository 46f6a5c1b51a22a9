"""The example model: which newsgroup a post belongs to."""

import socket
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from http.client import HTTPException
from pathlib import Path

from sklearn.datasets import fetch_20newsgroups
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline

from model.dataset import Dataset, Part

MODEL_NAME = "newsgroups"
DATASET_NAME = "20newsgroups-bydate"

# scikit-learn downloads without any time-out: on a network that swallows
# packets that is minutes of silence, three times.
_CONNECT_SECONDS = 10.0


class DataUnavailableError(Exception):
    """The posts are not on this machine and could not be fetched; says why."""


def load(data_home: Path | None = None) -> Dataset:
    """Return the 18,846 posts of 20 Newsgroups, split by date, headers and all.

    Args:
        data_home: Folder of scikit-learn's cached data sets; None takes
            SCIKIT_LEARN_DATA or ~/scikit_learn_data. The posts are downloaded
            into it (14 MB) where it does not hold them yet.

    Raises:
        DataUnavailableError: Not cached and not to be had.

    """
    try:
        # A damaged cache is reported by print(), and stdout is the command's; a
        # failed download by warnings, and the one line that tells it is ours.
        with (
            _time_out(_CONNECT_SECONDS),
            redirect_stdout(sys.stderr),
            warnings.catch_warnings(action="ignore"),
        ):
            parts = {subset: _part(data_home, subset) for subset in ("train", "test")}
    except (OSError, HTTPException) as error:
        # Covers no route, a refused name, a proxy's answer, a time-out, a
        # download with the wrong SHA-256, and a folder that cannot be written.
        # urllib wraps the reason of its own errors into angle brackets.
        reason = str(getattr(error, "reason", error)) or type(error).__name__
        raise DataUnavailableError(reason) from error
    return Dataset(name=DATASET_NAME, kind="text", **parts)


def pipeline() -> Pipeline:
    """Return the unfitted example model: TF-IDF, then logistic regression."""
    return Pipeline(
        [
            (
                "tfidf",
                TfidfVectorizer(max_df=0.5, min_df=2, stop_words="english"),
            ),
            (
                "classifier",
                LogisticRegression(C=100, max_iter=1000, random_state=42),
            ),
        ]
    )


def _part(data_home: Path | None, subset: str) -> Part:
    bunch = fetch_20newsgroups(
        data_home=data_home, subset=subset, remove=(), n_retries=1
    )
    return Part(
        instances=list(bunch.data),
        labels=[str(bunch.target_names[index]) for index in bunch.target],
    )


@contextmanager
def _time_out(seconds: float) -> Iterator[None]:
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(seconds)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)
