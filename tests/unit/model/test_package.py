"""Packaging: any estimator that can be served, and no other."""

import json
import tarfile

import numpy as np
import pandas as pd
import pytest
from sklearn.base import BaseEstimator, clone
from sklearn.cluster import KMeans
from sklearn.compose import ColumnTransformer
from sklearn.datasets import load_iris, make_multilabel_classification, make_regression
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import (
    GradientBoostingClassifier,
    HistGradientBoostingClassifier,
    IsolationForest,
    RandomForestRegressor,
)
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LinearRegression, LogisticRegression, SGDClassifier
from sklearn.model_selection import GridSearchCV
from sklearn.multioutput import MultiOutputClassifier
from sklearn.naive_bayes import MultinomialNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.svm import SVC

from model import package as package_module
from model.directory import ModelDirectory
from model.errors import ModelError, PackagingError
from model.package import package
from model_store.manifest import ARCHIVE_NAME, ARTEFACT_NAME, MANIFEST_NAME, Column
from prediction.instances import read_instances
from prediction.sklearn_model import load

TEXTS = ["good day", "fine day", "bad night", "awful night"]
MOODS = ["up", "up", "down", "down"]


def text_model():
    return make_pipeline(TfidfVectorizer(), LogisticRegression()).fit(TEXTS, MOODS)


@pytest.fixture
def no_rehearsal(monkeypatch):
    """Leave the fresh interpreter out where a test is about something else."""
    monkeypatch.setattr(package_module, "rehearse", lambda _: None)


def served(out, instances, *, probabilities=False):
    """Predict as the function does that loads the directory."""
    folder = ModelDirectory.read(out)
    model = load(folder.manifest, folder.file(ARTEFACT_NAME))
    rows = read_instances(instances, folder.manifest.input)
    found = model.predict(rows, probabilities=probabilities)
    return found.values, found.probabilities  # noqa: PD011 - no data frame


def test_a_text_pipeline_is_served_as_it_predicts(tmp_path):
    estimator = text_model()

    manifest = package(
        estimator, name="mood", kind="text", examples=TEXTS, out=tmp_path / "out"
    )

    assert manifest.output.classes == ("down", "up")
    assert manifest.output.probabilities
    assert manifest.golden.predictions == tuple(MOODS[:1] + MOODS[2:3] + ["up", "down"])
    predictions, probabilities = served(tmp_path / "out", TEXTS, probabilities=True)
    assert predictions == estimator.predict(TEXTS).tolist()
    np.testing.assert_array_equal(probabilities, estimator.predict_proba(TEXTS))


def test_the_archive_holds_the_manifest_and_the_artefact(tmp_path, no_rehearsal):
    out = tmp_path / "out"
    package(text_model(), name="mood", kind="text", examples=TEXTS, out=out)

    assert {one.name for one in out.iterdir()} == {
        MANIFEST_NAME,
        ARTEFACT_NAME,
        ARCHIVE_NAME,
    }
    with tarfile.open(out / ARCHIVE_NAME) as archive:
        assert archive.getnames() == [MANIFEST_NAME, ARTEFACT_NAME]
        for name in archive.getnames():
            assert archive.extractfile(name).read() == (out / name).read_bytes()


IRIS = load_iris(as_frame=True)
IRIS_NAMES = IRIS.target_names[IRIS.target]
ROWS = IRIS.data.iloc[::15].to_dict(orient="records")


@pytest.mark.parametrize(
    "estimator",
    [
        GradientBoostingClassifier(n_estimators=3, random_state=0),
        HistGradientBoostingClassifier(max_iter=3),
        make_pipeline(StandardScaler(), SVC()),
        GridSearchCV(KNeighborsClassifier(), {"n_neighbors": [1, 3]}, cv=2),
        IsolationForest(n_estimators=3, random_state=0),
        KMeans(3, random_state=0),
    ],
    ids=lambda one: type(one).__name__,
)
@pytest.mark.parametrize("container", ["dataframe", "array"])
def test_tabular_estimators_are_served_as_they_predict(
    tmp_path, no_rehearsal, estimator, container
):
    data = IRIS.data if container == "dataframe" else IRIS.data.to_numpy()
    examples = ROWS if container == "dataframe" else [list(r.values()) for r in ROWS]
    estimator = clone(estimator).fit(data, IRIS_NAMES)

    manifest = package(
        estimator, name="iris", kind="tabular", examples=examples, out=tmp_path / "out"
    )

    assert manifest.input.container == container
    assert ("pandas" in manifest.runtime) == (container == "dataframe")
    names = list(IRIS.data) if container == "dataframe" else ["x0", "x1", "x2", "x3"]
    assert [column.name for column in manifest.input.columns] == names
    expected = estimator.predict(data[::15]).tolist()
    assert served(tmp_path / "out", examples) == (expected, None)


def test_rows_of_several_types_with_gaps(tmp_path, no_rehearsal):
    table = pd.DataFrame(
        {
            "colour": ["red", "blue", None, "red"],
            "size": [1.0, 2.5, np.nan, 3.0],
            "new": [True, False, True, False],
        }
    )
    estimator = make_pipeline(
        ColumnTransformer(
            [("words", OneHotEncoder(handle_unknown="ignore"), ["colour"])],
            remainder="passthrough",
        ),
        HistGradientBoostingClassifier(max_iter=2),
    ).fit(table, [0, 1, 0, 1])
    examples = [
        {"colour": "red", "size": 1, "new": True},
        {"colour": None, "size": None, "new": False},
    ]

    manifest = package(
        estimator, name="things", kind="tabular", examples=examples, out=tmp_path / "o"
    )

    assert manifest.input.columns == (
        Column(name="colour", type="string", nullable=True),
        Column(name="size", type="number", nullable=True),
        Column(name="new", type="boolean"),
    )
    assert manifest.output.classes == (0, 1)


def test_gaps_are_welcome_where_the_estimator_says_so(tmp_path, no_rehearsal):
    estimator = HistGradientBoostingClassifier(max_iter=50, min_samples_leaf=1)
    estimator.fit([[1.0], [np.nan], [2.0]] * 20, ["a", "b", "a"] * 20)

    package(
        estimator, name="m", kind="tabular", examples=[[1], [2]], out=tmp_path / "o"
    )

    assert served(tmp_path / "o", [[None], [1]]) == (["b", "a"], None)


def test_a_regressor_has_numbers_and_no_classes(tmp_path, no_rehearsal):
    rows, target = make_regression(n_features=3, random_state=0)
    estimator = RandomForestRegressor(3, random_state=0).fit(rows, target)
    examples = rows[:4].tolist()

    manifest = package(
        estimator, name="price", kind="tabular", examples=examples, out=tmp_path / "o"
    )

    assert manifest.output.classes is None
    assert manifest.golden.predictions == tuple(estimator.predict(rows[:4]).tolist())


def test_several_outputs_are_lists_without_probabilities(tmp_path, no_rehearsal):
    rows, labels = make_multilabel_classification(n_features=4, random_state=0)
    estimator = MultiOutputClassifier(MultinomialNB()).fit(rows, labels)
    examples = rows[:3].tolist()

    manifest = package(
        estimator, name="tags", kind="tabular", examples=examples, out=tmp_path / "o"
    )

    assert manifest.output.classes is None
    assert not manifest.output.probabilities
    expected = estimator.predict(rows[:3]).tolist()
    assert served(tmp_path / "o", examples) == (expected, None)


def test_a_classifier_without_probabilities_says_so(tmp_path, no_rehearsal):
    estimator = make_pipeline(
        TfidfVectorizer(), SGDClassifier(loss="hinge", random_state=0)
    ).fit(TEXTS, MOODS)

    manifest = package(
        estimator, name="mood", kind="text", examples=TEXTS, out=tmp_path / "o"
    )

    assert not manifest.output.probabilities


class Unnamed:
    """No estimator of scikit-learn's, and yet one can be served."""

    def predict(self, rows):
        return [sum(row) for row in np.asarray(rows).tolist()]


def test_anything_that_predicts_can_be_packaged(tmp_path, no_rehearsal):
    manifest = package(
        Unnamed(),
        name="sum",
        kind="tabular",
        examples=[{"b": 1, "a": 2}],
        out=tmp_path / "o",
    )

    assert [column.name for column in manifest.input.columns] == ["b", "a"]
    assert manifest.golden.predictions == (3.0,)


class Homemade(BaseEstimator):
    """Says that it is not fitted only by lacking what fit sets."""

    def fit(self, X, y=None):  # noqa: N803 - scikit-learn's own name
        self.mean_ = 1.0
        return self

    def predict(self, rows):
        return [self.mean_] * len(rows)


class RaisesKeyError(Unnamed):
    def predict(self, rows):
        return rows["a"]


class NotFinite(Unnamed):
    def predict(self, rows):
        return [1.0, float("nan")]


class TooFew(Unnamed):
    def predict(self, rows):
        return ["one"]


class Unsettled(Unnamed):
    calls = 0

    def predict(self, rows):
        self.calls += 1
        return [self.calls] * len(rows)


class Locked(Unnamed):
    def __init__(self):
        self.generator = (one for one in ())


FITTED = LinearRegression().fit([[1.0, 2.0], [3.0, 4.0]], [1.0, 2.0])
TWO = [[1, 2], [3, 4]]


@pytest.mark.parametrize(
    ("estimator", "kind", "examples", "says"),
    [
        (LogisticRegression, "tabular", TWO, "is a class"),
        ("a string", "tabular", TWO, "str has no method predict"),
        (StandardScaler().fit(TWO), "tabular", TWO, "no method predict"),
        (LinearRegression(), "tabular", TWO, "is not fitted"),
        (make_pipeline(StandardScaler(), LinearRegression()), "tabular", TWO, "fitted"),
        (Homemade(), "tabular", TWO, "Homemade is not fitted"),
        (CountVectorizer(), "text", ["a"], "no method predict"),
        (FITTED, "tabular", [], "there is no example"),
        (FITTED, "text", [[1, 2]], "not a string: say --input tabular"),
        (FITTED, "tabular", ["a"], "neither an object nor a list"),
        (FITTED, "tabular", [[1, 2, 3]], "3 columns, the estimator was fitted on 2"),
        (FITTED, "tabular", [[1, 2], [3]], "lacks 'x1'"),
        (FITTED, "tabular", [[1, 2], [3, 4, 5]], "example does not fit: Instance 1"),
        (FITTED, "tabular", [[1, None]], "null in every example"),
        (FITTED, "tabular", [[1, 2], [3, "4"]], r"several types \(number, string\)"),
        (FITTED, "tabular", [[1, float("inf")]], "inf, which JSON has not"),
        (FITTED, "tabular", [[1, [2]]], "is list: a column"),
        (FITTED, "tabular", [["a", "b"]], "fails on the examples: ValueError"),
        (RaisesKeyError(), "tabular", TWO, "--container dataframe"),
        (NotFinite(), "tabular", TWO, "example 1 is not finite"),
        (TooFew(), "tabular", TWO, "do not number 2"),
        (Unsettled(), "tabular", TWO, "random_state"),
        (Locked(), "tabular", TWO, "cannot be pickled"),
    ],
)
def test_what_cannot_be_served_is_refused_and_leaves_nothing(
    tmp_path, estimator, kind, examples, says
):
    with pytest.raises(PackagingError, match=says):
        package(estimator, name="m", kind=kind, examples=examples, out=tmp_path / "o")

    assert list(tmp_path.iterdir()) == []


def test_a_model_that_draws_lots_is_refused(tmp_path):
    estimator = DummyClassifier(strategy="uniform").fit([[0]] * 3, ["a", "b", "c"])

    with pytest.raises(PackagingError, match="random_state"):
        package(
            estimator, name="m", kind="tabular", examples=[[0]] * 9, out=tmp_path / "o"
        )


@pytest.mark.parametrize("name", ["", "Upper", "a/b", "-a", "a" * 64])
def test_a_name_must_fit_into_keys_and_dimensions(tmp_path, name):
    with pytest.raises(ModelError, match="no model name"):
        package(FITTED, name=name, kind="tabular", examples=TWO, out=tmp_path / "o")


def test_a_class_that_json_cannot_say_is_refused(tmp_path):
    labels = np.array(["2030-01-01", "2030-01-02"], dtype="datetime64[D]")
    estimator = KNeighborsClassifier(1).fit([[0], [1]], labels)

    with pytest.raises(PackagingError, match="datetime64"):
        package(estimator, name="m", kind="tabular", examples=[[0]], out=tmp_path / "o")


def test_numpy_labels_become_json(tmp_path, no_rehearsal):
    estimator = KNeighborsClassifier(1).fit([[0], [1]], np.array([3, 5], np.int8))

    manifest = package(
        estimator, name="m", kind="tabular", examples=[[0], [1]], out=tmp_path / "o"
    )

    written = json.loads((tmp_path / "o" / MANIFEST_NAME).read_text())
    assert written["output"]["classes"] == [3, 5]
    assert [type(one) for one in manifest.golden.predictions] == [int, int]


def test_a_model_is_replaced_once_the_new_one_is_whole(tmp_path, no_rehearsal):
    out = tmp_path / "o"
    package(FITTED, name="m", kind="tabular", examples=TWO, out=out)
    first = ModelDirectory.read(out).manifest

    with pytest.raises(PackagingError):
        package(LinearRegression(), name="m", kind="tabular", examples=TWO, out=out)
    assert ModelDirectory.read(out).manifest == first

    package(FITTED, name="n", kind="tabular", examples=TWO, out=out)
    assert ModelDirectory.read(out).manifest.name == "n"
    assert list(tmp_path.iterdir()) == [out]


def test_a_model_that_fails_its_rehearsal_leaves_the_old_one(tmp_path, monkeypatch):
    out = tmp_path / "o"
    monkeypatch.setattr(package_module, "rehearse", lambda _: None)
    package(FITTED, name="m", kind="tabular", examples=TWO, out=out)

    def fail(folder):
        assert (folder / MANIFEST_NAME).is_file()
        message = "it does not load"
        raise PackagingError(message)

    monkeypatch.setattr(package_module, "rehearse", fail)
    with pytest.raises(PackagingError, match="it does not load"):
        package(FITTED, name="n", kind="tabular", examples=TWO, out=out)

    assert ModelDirectory.read(out).manifest.name == "m"
    assert list(tmp_path.iterdir()) == [out]


def test_a_folder_of_something_else_is_never_replaced(tmp_path):
    (tmp_path / "thesis.txt").write_text("irreplaceable")

    with pytest.raises(PackagingError, match="not a model directory"):
        package(FITTED, name="m", kind="tabular", examples=TWO, out=tmp_path)

    assert (tmp_path / "thesis.txt").read_text() == "irreplaceable"


def test_given_types_win_over_the_examples(tmp_path, no_rehearsal):
    manifest = package(
        FITTED,
        name="m",
        kind="tabular",
        examples=TWO,
        columns=[Column(name="x1", type="integer")],
        out=tmp_path / "o",
    )

    assert [column.type for column in manifest.input.columns] == ["number", "integer"]


def test_a_type_for_no_column_is_refused(tmp_path):
    with pytest.raises(PackagingError, match="no column 'age'; there are x0, x1"):
        package(
            FITTED,
            name="m",
            kind="tabular",
            examples=TWO,
            columns=[Column(name="age", type="integer")],
            out=tmp_path / "o",
        )
