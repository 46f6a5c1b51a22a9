"""What travels in a pickle, and that it is the same each time."""

import pickle
import subprocess
import sys
import textwrap

import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import FunctionTransformer

from model.errors import PackagingError
from model.pickling import to_bytes


def test_what_is_importable_travels_by_its_path():
    data, by_value = to_bytes(LogisticRegression())

    assert by_value == ()
    assert b"sklearn.linear_model" in data


def test_a_module_that_cannot_be_imported_is_named():
    with pytest.raises(PackagingError, match=r"'no_such_module' \(--by-value\)"):
        to_bytes(LogisticRegression(), ["no_such_module"])


def test_an_address_of_this_process_does_not_travel():
    vectorizer = TfidfVectorizer(stop_words="english").fit(["some text"])
    assert hasattr(vectorizer, "_stop_words_id"), "scikit-learn no longer keeps it"

    data, _ = to_bytes(vectorizer)
    again = pickle.loads(data)  # noqa: S301 - our own

    assert b"_stop_words_id" not in data
    assert again.transform(["some text"]).toarray().tolist() == [[1.0]]
    assert hasattr(vectorizer, "_stop_words_id"), "the person's own was changed"


SCRIPT = textwrap.dedent(
    """
    import enum
    import sys
    from model.pickling import to_bytes
    from sklearn.base import BaseEstimator
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline

    class Mood(enum.Enum):
        UP = 1

    class Base(BaseEstimator):
        def fit(self, X, y=None):
            return self

    class Mine(Base):
        mood = Mood.UP
        def transform(self, X):
            return [clean(x) for x in X]

    def clean(text):
        return text.lower()

    pipeline = make_pipeline(Mine(), TfidfVectorizer(stop_words="english"))
    pipeline.fit(["one text", "another text"])
    data, by_value = to_bytes(pipeline)
    sys.stdout.buffer.write(repr(by_value).encode() + b"\\n" + data)
    """
)


def in_a_process_of_its_own(tmp_path, seed):
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    return subprocess.run(
        [sys.executable, script],
        env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
        check=True,
        capture_output=True,
    ).stdout


def test_classes_of_a_script_give_the_same_bytes_in_each_process(tmp_path):
    first = in_a_process_of_its_own(tmp_path, "1")
    second = in_a_process_of_its_own(tmp_path, "2")

    names = first.split(b"\n")[0].decode()
    assert (
        names == "('__main__.Base', '__main__.Mine', '__main__.Mood', '__main__.clean')"
    )
    assert first == second


def test_each_load_makes_a_class_of_its_own():
    # A server that swaps models must not give the new one the old one's code.
    class Mine:
        answer = 1

    data, _ = to_bytes(Mine())
    first = pickle.loads(data)  # noqa: S301 - our own
    second = pickle.loads(data)  # noqa: S301 - our own

    type(first).answer = 2
    assert second.answer == 1


def test_a_function_that_travels_is_listed():
    def double(rows):
        return rows * 2

    _, by_value = to_bytes(FunctionTransformer(double))

    assert by_value == (
        f"{__name__}.test_a_function_that_travels_is_listed.<locals>.double",
    )
