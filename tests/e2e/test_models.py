"""Models of other kinds, from a file to /predict."""

import json
import sys

import joblib
import pytest
from sklearn.datasets import load_iris
from sklearn.ensemble import GradientBoostingClassifier

from tests.support.deployment import Deployment
from tests.support.models import Published, promote, publish

SCRIPT = '''
"""A person's own training script, with a class that no package holds."""

from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline


class Shout(BaseEstimator, TransformerMixin):
    """Makes every text loud."""

    def fit(self, X, y=None):
        self.fitted_ = True
        return self

    def transform(self, X):
        return [text.upper() for text in X]


vectorizer = CountVectorizer(lowercase=False)
pipeline = make_pipeline(Shout(), vectorizer, LogisticRegression())
pipeline.fit(["good", "fine", "bad", "awful"], ["up", "up", "down", "down"])
'''


@pytest.fixture
def key(deployment: Deployment):
    with deployment.client_key("models") as value:
        yield value


def go_live(deployment: Deployment, model: Published) -> None:
    promote(deployment, model)
    deployment.recycle_environments()


def test_a_tabular_model_takes_objects_by_column_name(
    deployment: Deployment, key, tmp_path, the_demo_model_stays_live
):
    data = load_iris(as_frame=True)
    model = GradientBoostingClassifier(n_estimators=20, random_state=0)
    model.fit(data.data, data.target_names[data.target])
    joblib.dump(model, tmp_path / "model.joblib")
    rows = data.data.iloc[::15].to_dict(orient="records")
    (tmp_path / "examples.json").write_text(json.dumps(rows))
    deployment.inferway(
        "package",
        tmp_path / "model.joblib",
        *("--name", "iris", "--input", "tabular"),
        *("--examples", tmp_path / "examples.json", "--out", tmp_path / "packaged"),
    )
    go_live(deployment, publish(deployment, tmp_path / "packaged"))

    answer = deployment.predict(
        {"instances": rows, "parameters": {"probabilities": True}}, key=key
    )

    assert answer.status == 200, answer.body
    assert answer.body["predictions"] == model.predict(data.data.iloc[::15]).tolist()
    assert answer.body["classes"] == ["setosa", "versicolor", "virginica"]
    assert answer.body["probabilities"] == pytest.approx(
        model.predict_proba(data.data.iloc[::15])
    )
    assert answer.body["model"]["name"] == "iris"
    lists = deployment.predict([list(row.values()) for row in rows], key=key)
    assert lists.body == answer.body["predictions"]

    [first, *_] = rows
    missing = dict(list(first.items())[1:])
    refused = deployment.predict([first, missing], key=key)
    assert refused.status == 400
    assert "sepal length (cm)" in refused.body["error"]["message"]


def test_a_class_that_only_a_script_defines(
    deployment: Deployment, key, tmp_path, the_demo_model_stays_live
):
    script = tmp_path / "train.py"
    script.write_text(SCRIPT)
    (tmp_path / "examples.json").write_text(json.dumps(["good", "bad"]))
    deployment.inferway(
        "package",
        f"{script}:pipeline",
        *("--name", "shout", "--input", "text"),
        *("--examples", tmp_path / "examples.json", "--out", tmp_path / "packaged"),
    )
    manifest = json.loads((tmp_path / "packaged/manifest.json").read_text())
    assert [name for name in manifest["by_value"] if name.endswith("Shout")]
    go_live(deployment, publish(deployment, tmp_path / "packaged"))

    answer = deployment.predict(["fine", "awful"], key=key)

    assert (answer.status, answer.body) == (200, ["up", "down"])
    assert answer.headers["x-model-name"] == "shout"


def test_the_predict_command_asks_the_deployed_model(deployment: Deployment):
    answer = deployment.inferway(
        "predict",
        deployment.demo["url"],
        *("--key", deployment.demo["api_key"]),
        *("--instances", json.dumps(deployment.demo["instances"])),
    )

    assert answer["predictions"] == deployment.demo["predictions"]
    assert sys.version_info >= (3, 11)
