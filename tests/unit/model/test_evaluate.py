"""Measuring a model, and the report of it."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.metrics import accuracy_score, f1_score
from sklearn.multioutput import MultiOutputRegressor
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline

from model import package as package_module
from model.directory import ModelDirectory
from model.errors import EvaluationError
from model.evaluate import evaluate
from model.figures import classification, regression
from model.package import package
from model.report import page
from model.rows import Labelled
from model.train import train
from model_store.errors import IntegrityError

HOSTILE = '<script>alert("$x^2$")</script>&'


@pytest.fixture(autouse=True)
def no_rehearsal(monkeypatch):
    monkeypatch.setattr(package_module, "rehearse", lambda _: None)


@pytest.fixture
def flowers(tmp_path, monkeypatch):
    monkeypatch.setattr(
        "model.newsgroups.fetch_20newsgroups", _raise(OSError("no posts here"))
    )
    train(tmp_path / "flowers")
    return tmp_path / "flowers"


def _raise(error):
    def fail(**_):
        raise error

    return fail


def text_model(out, texts, labels):
    estimator = make_pipeline(CountVectorizer(), LogisticRegression())
    estimator.fit(texts, labels)
    package(estimator, name="mood", kind="text", examples=texts, out=out)
    return out


def test_a_model_is_measured_on_its_own_test_part(flowers):
    manifest = ModelDirectory.read(flowers).manifest

    found = evaluate(flowers)

    assert found.figures.accuracy == manifest.metrics["accuracy"]
    assert len(found.predictions) == manifest.metrics["test_instances"] == 50
    assert [one.support for one in found.figures.classes] == [17, 17, 16]


def test_other_data_under_the_same_name_is_not_measured_on(flowers, monkeypatch):
    from model import iris  # noqa: PLC0415 - to be changed under evaluate

    data = iris.load()
    changed = replace(data, test=replace(data.test, labels=data.test.labels[::-1]))
    monkeypatch.setattr(iris, "load", lambda: changed)

    with pytest.raises(EvaluationError, match="is not the data that iris"):
        evaluate(flowers)


def test_a_model_without_data_of_its_own_asks_for_some(tmp_path):
    out = text_model(tmp_path / "m", ["good", "bad"], ["up", "down"])

    with pytest.raises(EvaluationError, match="give labelled instances with --data"):
        evaluate(out)


def test_a_model_that_was_tampered_with_is_not_unpickled(tmp_path):
    out = text_model(tmp_path / "m", ["good", "bad"], ["up", "down"])
    (out / "model.pkl").write_bytes(b"cos\nsystem\n(S'false'\ntR.")

    with pytest.raises(IntegrityError):
        evaluate(out, labelled=Labelled(instances=["good"], labels=["up"]))


def test_figures_are_scikit_learns_own():
    generator = np.random.default_rng(0)
    labels = generator.integers(0, 4, 200).tolist()
    predictions = generator.integers(0, 3, 200).tolist()

    found = classification(labels, predictions, [0, 1, 2, 3])

    assert found.accuracy == accuracy_score(labels, predictions)
    assert found.macro_f1 == pytest.approx(
        f1_score(labels, predictions, average="macro", zero_division=0)
    )
    assert sum(map(sum, found.matrix)) == 200
    for row, one in zip(found.matrix, found.classes, strict=True):
        assert sum(row) == one.support == labels.count(one.label)
    counts = [one.count for one in found.confusions]
    assert counts == sorted(counts, reverse=True)
    top = found.confusions[0]
    assert found.matrix[top.label][top.prediction] == top.count


def test_a_row_of_the_matrix_is_what_instances_are():
    found = classification(["a", "a", "b"], ["b", "b", "b"], ["a", "b"])

    assert found.matrix == ((0, 2), (0, 1))
    assert (found.confusions[0].label, found.confusions[0].prediction) == ("a", "b")


def test_labels_that_only_look_otherwise_are_the_classes():
    found = classification(["3", 5.0, "true"], [3, 5, True], [3, 5, True])

    assert found.accuracy == 1.0
    assert [one.label for one in found.classes] == [3, 5, True]


def test_a_label_that_the_model_never_learnt_counts_as_a_mistake():
    found = classification(["a", "new"], ["a", "a"], ["a", "b"])

    assert found.accuracy == 0.5
    assert [one.label for one in found.classes] == ["a", "b", "new"]
    assert found.classes[2].recall == 0.0


def test_a_regressor_is_measured_in_its_own_unit():
    found = regression([1, 2, 3], [1.0, 2.0, 6.0])

    assert found.mean_absolute_error == 1.0
    assert found.root_mean_squared_error == pytest.approx(3**0.5)
    assert found.r2 == pytest.approx(1 - 9 / 2)
    assert regression([1], [2]).r2 is None


@pytest.mark.parametrize(
    ("instances", "labels", "says"),
    [
        ([[1, 2]], ["up"], 'label 0 is "up", not a number'),
        ([[1, 2, 3]], [1], "does not fit the model: Instance 0"),
    ],
)
def test_data_that_does_not_fit_is_refused(tmp_path, instances, labels, says):
    estimator = LinearRegression().fit([[1, 2], [3, 4]], [1, 2])
    package(estimator, name="m", kind="tabular", examples=[[1, 2]], out=tmp_path / "m")

    with pytest.raises(EvaluationError, match=says):
        evaluate(tmp_path / "m", labelled=Labelled(instances=instances, labels=labels))


def test_several_outputs_are_refused(tmp_path):
    estimator = MultiOutputRegressor(LinearRegression())
    estimator.fit([[1], [3]], [[1, 2], [3, 4]])
    package(estimator, name="m", kind="tabular", examples=[[1]], out=tmp_path / "m")

    with pytest.raises(EvaluationError, match="not a number"):
        evaluate(tmp_path / "m", labelled=Labelled(instances=[[1]], labels=[[1, 2]]))


def test_a_null_label_is_refused(tmp_path):
    out = text_model(tmp_path / "m", ["good", "bad"], ["up", "down"])

    with pytest.raises(EvaluationError, match="label 0 is neither"):
        evaluate(out, labelled=Labelled(instances=["good"], labels=[None]))


class Page(HTMLParser):
    """Collects what a browser would fetch or run, and the words it shows."""

    FETCHING = ("src", "href", "xlink:href", "srcset", "action", "data")
    VOID = ("meta", "br", "link", "img")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.tags: set[str] = set()
        self.words = ""
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        if tag not in self.VOID:
            self.open.append(tag)
        for name, value in attrs:
            if name.startswith("on"):
                self.fetched.append(f"{name}={value}")
            if name in self.FETCHING and not value.startswith(("#", "data:")):
                self.fetched.append(value)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if self.open and self.open[-1] == tag:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words += data


def test_the_report_is_complete_in_itself_and_runs_nothing(tmp_path):
    out = text_model(tmp_path / "m", ["good", "bad"], [HOSTILE, "down"])
    found = evaluate(
        out,
        labelled=Labelled(instances=["good", "bad"], labels=[HOSTILE, HOSTILE]),
        source=HOSTILE,
    )

    text = page(found)
    parsed = Page(text)

    assert parsed.open == []
    assert parsed.fetched == []
    assert not parsed.tags & {"script", "link", "iframe", "object"}
    assert "url(http" not in text
    assert "@import" not in text
    # As data set, in the table and among the mistakes; cut off on both axes.
    assert parsed.words.count(HOSTILE) == 3
    assert parsed.words.count(HOSTILE[:27] + "…") == 2


def test_the_report_takes_the_readers_colours(flowers):
    text = page(evaluate(flowers))

    svg = text[text.index("<svg") : text.index("</svg>")]
    assert "color-scheme: light dark" in text
    assert 'fill="currentColor"' in svg
    assert not re.search(r"(fill|stroke): (#000000|black|#ffffff;.*<path)", svg)


def test_the_report_says_what_the_json_says(flowers):
    found = evaluate(flowers)
    words = Page(page(found)).words
    figures = found.to_json()

    assert f"{figures['accuracy']:.2%}" in words
    for one in figures["classes"]:
        for value in (one["precision"], one["recall"], one["f1"]):
            assert f"{value:.3f}" in words
    for one in figures["confusions"]:
        assert str(one["label"]) in words
    json.dumps(figures, allow_nan=False)


def test_the_same_figures_give_the_same_report(flowers):
    found = evaluate(flowers)

    assert page(found) == page(found)


@pytest.mark.parametrize("classes", [1, 2, 40, 120])
def test_any_number_of_classes_has_a_report(tmp_path, classes):
    rows = [[index] for index in range(classes)]
    labels = [f"class {index}" for index in range(classes)]
    estimator = KNeighborsClassifier(1).fit(rows, labels)
    package(estimator, name="m", kind="tabular", examples=rows, out=tmp_path / "m")

    found = evaluate(tmp_path / "m", labelled=Labelled(instances=rows, labels=labels))

    assert found.figures.accuracy == 1.0
    assert "None." in Page(page(found)).words


def test_a_regressor_has_a_report(tmp_path):
    estimator = LinearRegression().fit([[1, 2], [3, 4]], [1, 2])
    package(estimator, name="m", kind="tabular", examples=[[1, 2]], out=tmp_path / "m")
    labelled = Labelled(instances=[[1, 2], [3, 4]], labels=[1, 2])

    words = Page(page(evaluate(tmp_path / "m", labelled=labelled))).words

    assert "mean absolute error" in words
    assert "accuracy" not in words
