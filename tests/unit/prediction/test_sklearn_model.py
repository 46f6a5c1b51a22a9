"""A model is loaded only if it is the right one and answers as recorded."""

import sys
import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LinearRegression

from model_store.errors import (
    GoldenMismatchError,
    IncompatibleRuntimeError,
    IntegrityError,
    ModelRefusedError,
)
from model_store.manifest import Column, FileDigest, InputSchema
from prediction.ports import ModelFailedError, ValuesRefusedError
from prediction.sklearn_model import load
from tests.support.corpus import array_model, frame_model, text_model
from tests.support.packaged import packaged, versioned

ONE_NUMBER = InputSchema(
    kind="tabular", container="array", columns=(Column(name="x", type="number"),)
)


class Raises:
    """Answers its golden instance; raises over everything else."""

    def __init__(self, error):
        self.error = error

    def predict(self, texts):
        if texts != ["golden"]:
            raise self.error
        return ["fine"]


class Talks:
    """Prints half a line, warns, and answers."""

    def predict(self, texts):
        sys.stdout.write("half a line of ")
        sys.stderr.write(str(texts))
        warnings.warn(texts[0], stacklevel=1)
        return texts


class Leaves:
    """Leaves a file behind when it is unpickled."""

    def __init__(self, trace):
        self.trace = trace

    def __reduce__(self):
        return Path.touch, (self.trace,)


class Ends:
    """Ends the process when it is unpickled."""

    def __reduce__(self):
        return sys.exit, (1,)


def golden(estimator, **changes):
    return packaged(estimator, instances=["golden"], predictions=["fine"], **changes)


def load_packaged(model):
    return load(model.manifest, model.artefact)


def test_texts():
    model = load_packaged(text_model())

    found = model.predict(["good", "bad"], probabilities=True)

    assert found.values == ["pos", "neg"]
    assert np.allclose(np.sum(found.probabilities, axis=1), 1)
    assert model.predict(["good"], probabilities=False).probabilities is None


def test_rows():
    model = load_packaged(array_model())

    found = model.predict([[1.0, 1.0, 1.0]], probabilities=False)

    assert found.values == [pytest.approx(3)]


def test_a_data_frame():
    model = load_packaged(frame_model())

    found = model.predict([[None, "b"]], probabilities=False)

    assert found.values == ["age:float64 nan city:str b"]


def test_gradient_boosting_over_rows_with_gaps():
    rows = np.array([[0.0], [1.0], [np.nan]] * 20)
    estimator = HistGradientBoostingClassifier(max_iter=5, min_samples_leaf=5)
    estimator.fit(rows, [0, 1, 2] * 20)
    model = load_packaged(
        packaged(
            estimator,
            schema=replace(
                ONE_NUMBER,
                columns=(Column(name="x", type="number", nullable=True),),
            ),
            classes=(0, 1, 2),
            instances=[[None], [0]],
            predictions=[2, 0],
        )
    )

    assert model.predict([[1.0], [None]], probabilities=False).values == [1, 2]


def test_other_bytes_are_not_unpickled(tmp_path):
    evil = golden(Leaves(tmp_path / "trace"))
    model = golden(Raises(ValueError()))

    with pytest.raises(IntegrityError):
        load(model.manifest, evil.artefact)
    assert not (tmp_path / "trace").exists()


@pytest.mark.parametrize("runtime", [{"python": "3.9"}, {"scikit-learn": "0.24.2"}])
def test_a_model_of_another_runtime_is_not_unpickled(tmp_path, runtime):
    evil = golden(Leaves(tmp_path / "trace"))
    other = replace(evil.manifest, runtime={**evil.manifest.runtime, **runtime})

    with pytest.raises(IncompatibleRuntimeError, match="was made with"):
        load(versioned(other), evil.artefact)
    assert not (tmp_path / "trace").exists()


@pytest.mark.parametrize("estimator", [Ends(), Leaves("no-such-folder/trace")])
def test_what_cannot_be_unpickled_is_refused(estimator):
    with pytest.raises(ModelRefusedError, match="cannot be unpickled"):
        load_packaged(golden(estimator))


def test_bytes_that_are_no_pickle_are_refused():
    model = text_model()
    cut = model.artefact[: len(model.artefact) // 2]
    manifest = replace(model.manifest, files={"model.pkl": FileDigest.of(cut)})

    with pytest.raises(ModelRefusedError, match="cannot be unpickled"):
        load(versioned(manifest), cut)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"predictions": ("pos", "pos")}, "golden instance 1 otherwise"),
        ({"instances": ("good", 5)}, "do not fit: Instance 1"),
    ],
)
def test_a_model_that_fails_its_golden_instances_is_refused(changes, reason):
    model = text_model()
    wrong = replace(model.manifest, golden=replace(model.manifest.golden, **changes))

    with pytest.raises(GoldenMismatchError, match=reason):
        load(versioned(wrong), model.artefact)


@pytest.mark.parametrize(
    ("recorded", "accepted"), [(6.0, True), (6.0 + 1e-9, True), (6.001, False)]
)
def test_numbers_of_a_regressor_may_differ_in_their_last_digits(recorded, accepted):
    model = array_model()
    golden = replace(model.manifest.golden, predictions=(recorded,))
    manifest = versioned(replace(model.manifest, golden=golden))

    if accepted:
        load(manifest, model.artefact)
    else:
        with pytest.raises(GoldenMismatchError, match="golden instance 0"):
            load(manifest, model.artefact)


def test_a_model_that_raises_over_its_golden_instances_is_refused():
    class NeverFitted(LinearRegression):
        pass

    model = packaged(
        NeverFitted(), schema=ONE_NUMBER, instances=[[1]], predictions=[1.0]
    )

    with pytest.raises(GoldenMismatchError, match="NotFittedError"):
        load_packaged(model)


@pytest.mark.parametrize(
    ("raised", "becomes"),
    [
        (ValueError("inner"), ValuesRefusedError),
        (TypeError("inner"), ValuesRefusedError),
        (UnicodeEncodeError("utf-8", "a", 0, 1, "inner"), ValuesRefusedError),
        (KeyError("inner"), ModelFailedError),
        (ZeroDivisionError(), ModelFailedError),
        (MemoryError(), ModelFailedError),
        (RecursionError(), ModelFailedError),
        (SystemExit(0), ModelFailedError),
    ],
)
def test_what_a_model_raises(raised, becomes):
    model = load_packaged(golden(Raises(raised)))

    with pytest.raises(becomes) as caught:
        model.predict(["other"], probabilities=False)
    assert type(caught.value.__cause__) is type(raised)


def test_what_a_model_prints_goes_nowhere(capfd):
    streams = sys.stdout, sys.stderr
    with pytest.warns(UserWarning, match="golden"):
        model = load_packaged(
            packaged(Talks(), instances=["golden"], predictions=["golden"])
        )
    with pytest.warns(UserWarning, match="a secret"):
        model.predict(["a secret"], probabilities=False)

    assert (sys.stdout, sys.stderr) == streams
    sys.stdout.write("seen\n")
    assert capfd.readouterr() == ("seen\n", "")
