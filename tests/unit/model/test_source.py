"""Where an estimator comes from: files, scripts, and what can go wrong."""

import pickle
import subprocess
import sys
import textwrap
import warnings

import joblib
import pytest
from sklearn.linear_model import LogisticRegression

from model.errors import PackagingError
from model.package import package
from model.source import estimator_from

SCRIPT = textwrap.dedent(
    """
    import pathlib
    import pickle
    import sys
    from helper import shout
    from sklearn.base import BaseEstimator

    print("what a script prints")
    HERE = pathlib.Path(__file__).parent

    class Loud(BaseEstimator):
        def fit(self, X, y=None):
            return self

        def predict(self, texts):
            return [shout(text) for text in texts]

    model = Loud().fit([])
    if __name__ == "__main__":
        trained = True
        (HERE / "model.pkl").write_bytes(pickle.dumps(model))
    """
)


@pytest.fixture
def project(tmp_path):
    (tmp_path / "script.py").write_text(SCRIPT)
    (tmp_path / "helper.py").write_text("def shout(text):\n    return text.upper()\n")
    yield tmp_path
    sys.modules.pop("helper", None)


def run(project):
    subprocess.run(
        [sys.executable, "script.py"], cwd=project, check=True, capture_output=True
    )
    return project / "model.pkl"


def test_a_variable_of_a_script(project, capsys):
    with estimator_from(f"{project}/script.py:model") as estimator:
        assert estimator.predict(["a"]) == ["A"]

    shown = capsys.readouterr()
    assert (shown.out, shown.err) == ("", "what a script prints\n")


def test_a_script_runs_as_main_and_main_comes_back(project):
    before = sys.modules["__main__"], list(sys.argv), list(sys.path)
    with estimator_from(f"{project}/script.py:trained") as estimator:
        assert estimator is True
        assert sys.modules["__main__"].__name__ == "__main__"
        assert sys.modules["__main__"] is not before[0]

    assert (sys.modules["__main__"], sys.argv, sys.path) == before


@pytest.mark.parametrize("module", [pickle, joblib])
def test_a_file(tmp_path, module):
    path = tmp_path / "model.bin"
    with path.open("wb") as file:
        module.dump(LogisticRegression(C=3), file)

    with estimator_from(str(path)) as estimator:
        assert estimator.C == 3


def test_a_pickle_of_a_script_asks_for_its_code(project):
    path = run(project)

    with (
        pytest.raises(PackagingError, match="pass that script with --code"),
        estimator_from(str(path)),
    ):
        pass


def test_code_gives_the_classes_and_does_not_train_again(project):
    path = run(project)
    made = path.stat().st_mtime_ns

    with estimator_from(str(path), project / "script.py") as estimator:
        assert estimator.predict(["a"]) == ["A"]

    assert path.stat().st_mtime_ns == made


@pytest.mark.parametrize("way", ["script", "code"])
def test_a_module_beside_the_script_has_to_travel_too(project, way):
    source, code = f"{project}/script.py:model", None
    if way == "code":
        source, code = str(run(project)), project / "script.py"
    facts = {"name": "loud", "kind": "text", "examples": ["a"], "out": project / "out"}

    with (
        estimator_from(source, code) as estimator,
        pytest.raises(PackagingError, match="pass --by-value helper"),
    ):
        package(estimator, **facts)

    with estimator_from(source, code) as estimator:
        manifest = package(estimator, **facts, by_value_modules=["helper"])
    module = "__main__" if way == "script" else "script"
    assert set(manifest.by_value) == {f"{module}.Loud", "helper.shout"}
    assert manifest.golden.predictions == ("A",)


def test_no_folder_of_this_machine_travels(project):
    with estimator_from(f"{project}/script.py:model") as estimator:
        package(
            estimator,
            name="loud",
            kind="text",
            examples=["a"],
            out=project / "out",
            by_value_modules=["helper"],
        )

    artefact = (project / "out/model.pkl").read_bytes()
    assert b"script.py" in artefact
    assert b"helper.py" in artefact
    assert str(project).encode() not in artefact


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("raise ValueError('no data')", "failed with ValueError: no data"),
        ("import sys; sys.exit(4)", "exit code 4"),
        ("model = 1 +", "failed with SyntaxError"),
        ("import sys; sys.exit()", "no variable 'model'"),
    ],
)
def test_a_script_that_fails_says_how(tmp_path, text, says):
    (tmp_path / "bad.py").write_text(text)

    with (
        pytest.raises(PackagingError, match=says),
        estimator_from(f"{tmp_path}/bad.py:model"),
    ):
        pass


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("no_such.pkl", "there is no file no_such.pkl"),
        ("script.py", "which variable of script.py"),
        ("no_such.py:model", "cannot be read"),
    ],
)
def test_a_source_that_is_none_says_what_to_write(source, says):
    with pytest.raises(PackagingError, match=says), estimator_from(source):
        pass


def test_code_belongs_to_a_pickle(project):
    with (
        pytest.raises(PackagingError, match="a script brings its own code"),
        estimator_from(f"{project}/script.py:model", project / "script.py"),
    ):
        pass


def test_a_file_that_is_no_pickle(tmp_path):
    (tmp_path / "model.pkl").write_text("not a pickle")

    with (
        pytest.raises(PackagingError, match="cannot be unpickled"),
        estimator_from(str(tmp_path / "model.pkl")),
    ):
        pass


def test_a_pickle_that_needs_a_missing_module(tmp_path):
    (tmp_path / "model.pkl").write_bytes(b"cno_such_module\nModel\n.")

    with (
        pytest.raises(PackagingError, match="needs module 'no_such_module'"),
        estimator_from(str(tmp_path / "model.pkl")),
    ):
        pass


@pytest.mark.parametrize(("release", "loads"), [("1.2.3", False), ("1.9.0", True)])
def test_a_pickle_of_another_scikit_learn(tmp_path, release, loads):
    model = LogisticRegression()
    state = {**model.__getstate__(), "_sklearn_version": release}
    data = pickle.dumps(_Stored(state))
    (tmp_path / "model.pkl").write_bytes(data)

    with warnings.catch_warnings():
        if loads:
            with estimator_from(str(tmp_path / "model.pkl")) as estimator:
                assert isinstance(estimator, LogisticRegression)
        else:
            with (
                pytest.raises(PackagingError, match=r"made with scikit-learn 1\.2\.3"),
                estimator_from(str(tmp_path / "model.pkl")),
            ):
                pass


class _Stored:
    def __init__(self, state) -> None:
        self.state = state

    def __reduce__(self):
        return LogisticRegression, (), self.state
