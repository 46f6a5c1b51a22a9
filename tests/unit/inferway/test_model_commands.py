"""train, evaluate and package as a person types them."""

import json

import joblib
import pytest
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import make_pipeline

from model import package as package_module

TEXTS, MOODS = ["good", "fine", "bad"], ["up", "up", "down"]


@pytest.fixture(autouse=True)
def no_posts_and_no_rehearsal(monkeypatch):
    def fail(**_):
        message = "no route"
        raise OSError(message)

    monkeypatch.setattr("model.newsgroups.fetch_20newsgroups", fail)
    monkeypatch.setattr(package_module, "rehearse", lambda _: None)


@pytest.fixture
def source(tmp_path):
    model = make_pipeline(CountVectorizer(), LogisticRegression(C=100)).fit(
        TEXTS, MOODS
    )
    joblib.dump(model, tmp_path / "model.joblib")
    (tmp_path / "examples.json").write_text(json.dumps(TEXTS))
    return tmp_path / "model.joblib"


def package(inferway, source, *more):
    folder = source.parent
    return inferway(
        *("package", source, "--name", "mood", "--input", "text"),
        *("--examples", folder / "examples.json", "--out", folder / "mood", *more),
    )


def test_train_then_evaluate(inferway, tmp_path):
    trained = inferway("train", "--out", tmp_path / "m", "--json")

    assert trained.code == 0
    assert trained.document["name"] == "iris"
    assert "20 Newsgroups cannot be loaded" in trained.err

    evaluated = inferway(
        *("evaluate", tmp_path / "m", "--json", "--report", tmp_path / "r.html"),
        *("--predictions", tmp_path / "p.json"),
    )

    assert evaluated.code == 0
    metrics = trained.document["metrics"]
    assert evaluated.document["accuracy"] == metrics["accuracy"]
    rows = json.loads((tmp_path / "p.json").read_text())
    assert len(rows) == metrics["test_instances"]
    right = sum(row["label"] == row["prediction"] for row in rows)
    assert right / len(rows) == metrics["accuracy"]
    assert (tmp_path / "r.html").read_text().startswith("<!doctype html>")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["m", "p.json", "r.html"]


def test_what_a_person_reads(inferway, tmp_path):
    trained = inferway("train", "--out", tmp_path / "m")
    evaluated = inferway("evaluate", tmp_path / "m")

    assert "accuracy" in trained.out
    assert "setosa" in evaluated.out
    assert "precision" in evaluated.out


def test_a_report_without_a_folder_is_refused_before_the_work(inferway, tmp_path):
    shown = inferway(
        "evaluate", tmp_path / "m", "--report", tmp_path / "no/folder/r.html"
    )

    assert shown.code == 1
    assert "there is no folder" in shown.err


def test_package_a_file(inferway, source):
    shown = package(inferway, source, "--json")

    assert shown.code == 0
    assert shown.document["classes"] == ["down", "up"]
    assert shown.document["golden"] == 3
    manifest = json.loads((source.parent / "mood/manifest.json").read_text())
    assert manifest["version"] == shown.document["version"]


def test_package_says_what_was_understood(inferway, source):
    shown = package(inferway, source)

    assert "classes   down, up" in shown.out


def test_evaluate_any_model_on_a_file(inferway, source, tmp_path):
    package(inferway, source)
    (tmp_path / "d.csv").write_text("text,mood\ngood,up\nbad,up\n")

    shown = inferway(
        *("evaluate", tmp_path / "mood", "--data", tmp_path / "d.csv"),
        *("--label-column", "mood", "--json"),
    )

    assert shown.code == 0
    assert shown.document["accuracy"] == 0.5
    assert shown.document["data"].endswith("d.csv")


def test_columns_of_text_that_look_like_numbers(inferway, tmp_path):
    joblib.dump(LinearRegression().fit([[1, 2]], [3]), tmp_path / "m.joblib")
    (tmp_path / "e.csv").write_text("size,zip\n1,123\n2,\n")

    def run(*columns):
        return inferway(
            *("package", tmp_path / "m.joblib", "--name", "m", "--input", "tabular"),
            *("--examples", tmp_path / "e.csv", "--out", tmp_path / "m", "--json"),
            *columns,
        )

    refused = run("--column", "zip:string?")
    assert refused.code == 1
    assert "the model fails on the examples" in refused.document["error"]["message"]
    wrong = run("--column", "zip:text")
    assert wrong.code == 2


def test_a_script_is_packaged_from_its_variable(inferway, tmp_path):
    (tmp_path / "train.py").write_text(
        "from sklearn.linear_model import LinearRegression\n"
        "model = LinearRegression().fit([[1, 2], [3, 4]], [3, 4])\n"
        "print('trained')\n"
    )
    (tmp_path / "e.jsonl").write_text("[1, 2]\n[3, 4]\n")

    shown = inferway(
        *("package", f"{tmp_path}/train.py:model", "--name", "m", "--input", "tabular"),
        *("--examples", tmp_path / "e.jsonl", "--out", tmp_path / "m", "--json"),
    )

    assert shown.code == 0
    assert [one["name"] for one in shown.document["columns"]] == ["x0", "x1"]
    assert shown.err.startswith("trained\n")
