"""Requests that every front must answer alike, and the models that answer them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import make_pipeline

from model_store.manifest import Column, InputSchema
from tests.support.packaged import Packaged, packaged


@dataclass(frozen=True, kw_only=True)
class Case:
    """A request, and the status that it must get."""

    status: int
    body: bytes | None
    content_type: str | None = "application/json"
    accept: str | None = None


def text_model(*, label: str = "pos") -> Packaged:
    """Return a model that says `label` of texts with good words."""
    labels = [label, "neg"]
    estimator = make_pipeline(TfidfVectorizer(), LogisticRegression())
    estimator.fit(["good fine", "bad poor"], labels)
    return packaged(
        estimator,
        instances=["a good one", "a bad one"],
        predictions=labels,
        classes=tuple(sorted(labels)),
        probabilities=True,
    )


def array_model() -> Packaged:
    """Return a model of three numbers, whose prediction is their sum."""
    rows = np.array([[1.0, 2, 3], [2, 1, 5], [0, 0, 1], [4, 1, 1]])
    estimator = LinearRegression().fit(rows, rows.sum(axis=1))
    columns = tuple(Column(name=name, type="number") for name in "abc")
    return packaged(
        estimator,
        name="sums",
        schema=InputSchema(kind="tabular", container="array", columns=columns),
        instances=[[1.0, 2.0, 3.0]],
        predictions=[6.0],
    )


def frame_model() -> Packaged:
    """Return a model of two named columns of a data frame, with gaps."""
    frame = pd.DataFrame({"age": [1.0, 2, 3], "city": ["a", "b", "a"]})
    columns = (
        Column(name="age", type="integer", nullable=True),
        Column(name="city", type="string"),
    )
    return packaged(
        Shapes().fit(frame),
        name="shapes",
        schema=InputSchema(kind="tabular", container="dataframe", columns=columns),
        instances=[{"age": 3, "city": "a"}, {"age": None, "city": "b"}],
        predictions=["age:float64 3.0 city:str a", "age:float64 nan city:str b"],
    )


class Shapes:
    """Says of each row what it was given: names, dtypes and values."""

    def fit(self, frame: pd.DataFrame) -> "Shapes":
        """Learn nothing."""
        return self

    def predict(self, frame: pd.DataFrame) -> list[str]:
        """Return one description a row."""
        return [
            " ".join(f"{name}:{frame[name].dtype} {row[name]}" for name in frame)
            for _, row in frame.iterrows()
        ]


def _json(value: object) -> bytes:
    return json.dumps(value).encode()


# For the model of texts.
CORPUS: Mapping[str, Case] = {
    "a bare list": Case(status=200, body=_json(["good", "bad"])),
    "a bare string": Case(status=200, body=_json("good")),
    "an envelope": Case(status=200, body=_json({"instances": ["good"]})),
    "probabilities": Case(
        status=200,
        body=_json({"instances": ["bad"], "parameters": {"probabilities": True}}),
    ),
    "empty text": Case(status=200, body=_json([""])),
    "text of every plane": Case(
        status=200, body='["\\u0000 é \U0001f600 \\ud83d\\ude00"]'.encode()
    ),
    "white space around": Case(status=200, body=b' \r\n\t["good"]\n'),
    "a charset": Case(
        status=200,
        body=_json(["good"]),
        content_type='Application/JSON; charset="UTF-8"',
    ),
    "no content type": Case(status=200, body=_json(["good"]), content_type=None),
    "many instances": Case(status=200, body=_json(["good"] * 20_000)),
    "no body": Case(status=400, body=None),
    "not JSON": Case(status=400, body=b'["good"'),
    "two values": Case(status=400, body=b'["good"] ["bad"]'),
    "NaN": Case(status=400, body=b"[NaN]"),
    "infinity": Case(status=400, body=b"[-Infinity]"),
    "infinity by overflow": Case(status=400, body=b"[1e999]"),
    "an endless integer": Case(status=400, body=b"[" + b"9" * 5000 + b"]"),
    "a byte order mark": Case(status=400, body=b'\xef\xbb\xbf["good"]'),
    "half a surrogate pair": Case(status=400, body=b'["\\ud800"]'),
    "a key twice": Case(status=400, body=b'{"instances": ["a"], "instances": ["b"]}'),
    "deep lists": Case(status=400, body=b"[" * 100_000 + b"]" * 100_000),
    "deep objects": Case(status=400, body=b'{"a":' * 990 + b"1" + b"}" * 990),
    "never closed": Case(status=400, body=b"[" * 1_000_000),
    "null": Case(status=400, body=b"null"),
    "a number": Case(status=400, body=b"7"),
    "no instances": Case(status=400, body=b"[]"),
    "an empty envelope": Case(status=400, body=b'{"instances": []}'),
    "instances of no list": Case(status=400, body=b'{"instances": "good"}'),
    "an unknown key": Case(status=400, body=b'{"instances": ["a"], "params": {}}'),
    "an unknown parameter": Case(
        status=400, body=b'{"instances": ["a"], "parameters": {"top": 3}}'
    ),
    "a parameter of another type": Case(
        status=400, body=b'{"instances": ["a"], "parameters": {"probabilities": 1}}'
    ),
    "a wrong type in the middle": Case(
        status=400, body=_json(["a"] * 50 + [7] + ["a"] * 50)
    ),
    "an object for a text": Case(status=400, body=_json({"text": "good"})),
    "too large an answer": Case(
        status=413,
        body=_json(
            {"instances": ["good"] * 150_000, "parameters": {"probabilities": True}}
        ),
    ),
    "another content type": Case(
        status=415, body=b"good", content_type="text/plain; charset=utf-8"
    ),
    "another charset": Case(
        status=415,
        body=_json(["good"]),
        content_type="application/json; charset=latin-1",
    ),
}

# Bytes that are no text: through API Gateway they come in base64.
BINARY_CORPUS: Mapping[str, Case] = {
    "invalid UTF-8": Case(status=400, body=b'["\xff\xfe"]'),
    "UTF-16": Case(status=400, body='["good"]'.encode("utf-16")),
    "an encoded surrogate": Case(status=400, body=b'["\xed\xa0\x80"]'),
}

# For the model of three numbers.
ROW_CORPUS: Mapping[str, Case] = {
    "rows": Case(status=200, body=_json([[1, 2.5, -3], [0, 0, 1e-9]])),
    "rows by name": Case(status=200, body=_json([{"c": 3, "a": 1, "b": 2}])),
    "one row by name": Case(status=200, body=_json({"a": 1, "b": 2, "c": 3})),
    "an envelope of rows": Case(
        status=200, body=_json({"instances": [[1, 2, 3], {"a": 1, "b": 2, "c": 3}]})
    ),
    "the largest numbers": Case(status=422, body=b"[[1e308, 1e308, 1e308]]"),
    "a row too short": Case(status=400, body=_json([[1, 2, 3], [1, 2]])),
    "a row too long": Case(status=400, body=_json([[1, 2, 3, 4]])),
    "a missing column": Case(status=400, body=_json([{"a": 1, "b": 2}])),
    "an unknown column": Case(
        status=400, body=_json([{"a": 1, "b": 2, "c": 3, "d": 4}])
    ),
    "a text for a number": Case(status=400, body=_json([[1, "2", 3]])),
    "a boolean for a number": Case(status=400, body=_json([[1, True, 3]])),
    "null where none may be": Case(status=400, body=_json([[1, None, 3]])),
    "a text for a row": Case(status=400, body=_json(["1,2,3"])),
    "an integer of no float": Case(status=400, body=b"[[1, 2, 1" + b"0" * 400 + b"]]"),
    "a bare row": Case(status=400, body=_json([1, 2, 3])),
}
